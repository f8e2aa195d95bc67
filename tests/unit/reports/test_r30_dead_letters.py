"""R30: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers import us
from ledgers_long import LongRun

from windtunnel.domain.facts import (
    CrashFact,
    OptOutFact,
    OutcomeFact,
    TemplateStateFact,
    TokenFact,
)


def given_up(cause, *, code=None, state="failed", at=5.0, form="template", **policy):
    """One message that was refused with a code, if any, and given up for a cause."""
    run = LongRun(**policy).wants(form=form, template="hello")
    if code is not None:
        run.tries(at=1, form=form).answers(at=1.1, code=code)
    return ends(run, cause, state=state, at=at)


def ends(run, cause, *, state="failed", at=5.0):
    run.facts.append(OutcomeFact(t=us(at), intent=0, state=state, cause=cause))
    return run.quiet()


@pytest.mark.parametrize("state", ["failed", "cancelled"])
@pytest.mark.parametrize("cause", [None, "whatever"], ids=["none", "unknown"])
def test_giving_up_without_a_cause_of_the_list_is_broken(state, cause):
    assert given_up(cause, code=132001, state=state).word("R30") == "broken"


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        (132001, "template"),
        (131026, "recipient"),
        (130429, "limit"),
        (190, "auth"),
        (131000, "provider"),
    ],
)
def test_the_cause_of_the_last_answer_is_kept(code, cause):
    verdict = given_up(cause, code=code).verdict("R30")
    assert (verdict.word, verdict.counters["given_up_after_news"]) == ("kept", 1)


@pytest.mark.parametrize(
    ("code", "cause"), [(132001, "recipient"), (131026, "expired"), (131000, "auth")]
)
def test_a_cause_that_does_not_fit_the_last_answer_is_broken(code, cause):
    assert given_up(cause, code=code).word("R30") == "broken"


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (given_up("expired", code=131000), "kept"),
        (given_up("limit", code=131000), "broken"),
        (given_up("limit", code=131000, at=9.9, horizon_s=9.0), "kept"),
        (given_up("limit", code=131000, at=5.0, horizon_s=9.0), "broken"),
        (given_up("recipient", code=131000), "broken"),
        (given_up("recipient", code=131000, form="free"), "kept"),
        (given_up("recipient", code=131000, state="cancelled"), "kept"),
        (given_up(None, state="expired"), "kept"),
        (given_up("recipient"), "kept"),
    ],
    ids=[
        "time was up",
        "no limit anywhere",
        "horizon used up",
        "horizon not used up",
        "nobody opted out",
        "a window closed",
        "cancelled",
        "expired says it",
        "never tried",
    ],
)
def test_what_else_may_have_ended_it(run, word):
    assert run.word("R30") == word


@pytest.mark.parametrize(
    ("fact", "cause", "word"),
    [
        (OptOutFact(t=us(2), recipient="+15550100001", scope="marketing"), "recipient", "kept"),
        (OptOutFact(t=us(2), recipient="15550100002", scope="marketing"), "recipient", "broken"),
        (
            TemplateStateFact(t=us(2), template="hello", lang="en", state="PAUSED"),
            "template",
            "kept",
        ),
        (
            TemplateStateFact(t=us(2), template="hello", lang="en", state="APPROVED"),
            "template",
            "broken",
        ),
        (TokenFact(t=us(2), token="main", state="expired"), "auth", "kept"),
        (TokenFact(t=us(2), token="main", state="valid"), "auth", "broken"),
    ],
)
def test_a_change_in_between_accounts_for_another_cause(fact, cause, word):
    run = LongRun().wants(form="template", template="hello")
    run.tries(at=1, form="template", template="hello").answers(at=1.1, code=131000)
    run.facts.append(fact)
    assert ends(run, cause).word("R30") == word


def test_a_limit_on_the_same_number_accounts_for_the_cause_limit():
    run = LongRun().wants(1).tries(at=0.5).answers(at=0.5, code=130429).says("unknown", at=0.6)
    run.wants(0).tries(at=1).answers(at=1.1, code=131000)
    assert ends(run, "limit").word("R30") == "kept"


@pytest.mark.parametrize(("cause", "word"), [("recipient", "kept"), ("provider", "broken")])
def test_a_failure_that_a_webhook_told_is_the_last_news(cause, word):
    run = LongRun().wants().tries(at=1).answers(at=1.1)
    run.status("sent", at=1.2, acked=1.3).status("failed", at=2, code=131026, acked=2.1)
    assert ends(run, cause).word("R30") == word


def test_a_failure_that_no_webhook_told_is_no_news():
    run = LongRun().wants().tries(at=1).answers(at=1.1).status("failed", at=2, code=131026)
    assert ends(run, "provider").verdict("R30").counters == {"given_up": 1}


def test_where_the_last_answer_was_lost_any_cause_fits():
    run = LongRun().wants().tries(at=1).answers(at=1.1, code=131000).tries(at=2)
    run.answers(at=2.1, code=131000, plan="after-hold", written="none")
    assert ends(run, "limit").word("R30") == "kept"


def test_a_code_that_the_catalog_does_not_know_has_no_cause_to_fit():
    run = LongRun().wants().tries(at=1).answers(at=1.1, code=131000)
    run.facts[-2].code = 999_999
    assert ends(run, "recipient").word("R30") == "kept"


def test_an_attempt_without_any_answer_is_no_news():
    run = LongRun().wants().tries(at=1).answers(at=1.1, code=132001).tries(at=2)
    assert ends(run, "provider").word("R30") == "broken"


def test_what_was_not_given_up_is_not_asked_for_a_cause():
    run = LongRun().wants(0).tries(at=1).answers(at=1.1).says("accepted", at=2).wants(1)
    assert run.quiet().word("R30") == "untested"


@pytest.mark.parametrize(("failed", "word"), [(1, "broken"), (2, "kept")])
def test_a_call_that_never_arrived_is_the_providers(failed, word):
    run = LongRun().wants(template="hello").tries(at=1).answers(at=1.1, code=130429)
    for place in range(failed):
        run.sees("error", at=2 + place)
    assert ends(run, "provider").word("R30") == word


@pytest.mark.parametrize(("crashed_s", "word"), [(0.5, "broken"), (1.5, "kept"), (6, "broken")])
def test_an_answer_that_came_before_a_crash_may_be_forgotten(crashed_s, word):
    run = LongRun().wants().tries(at=1).answers(at=1.1, code=132001)
    run.facts.append(CrashFact(t=us(crashed_s), of="sender", expected=True))
    assert ends(run, "provider").word("R30") == word
