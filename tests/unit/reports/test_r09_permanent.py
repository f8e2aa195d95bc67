"""After a permanent refusal nobody tries again, until its cause is gone."""

import pytest
from ledgers import PERSON, Run


def test_r09_trying_again_after_a_permanent_answer_is_broken():
    run = Run().wants().tries(at=1).answers(at=1.1, code=132001)
    assert run.tries(at=3).answers(at=3.1, code=132001).quiet().word("R09") == "broken"


def test_r09_trying_again_after_a_retryable_answer_is_not():
    run = Run().wants().tries(at=1).answers(at=1.1, code=131000)
    assert run.tries(at=3).answers(at=3.1).quiet().word("R09") == "untested"


def test_r09_an_acked_permanent_failure_counts_like_an_answer():
    run = Run().wants().tries(at=1).answers(at=1.1).status("failed", at=2, code=131026, acked=2.1)
    assert run.tries(at=3).answers(at=3.1).quiet().word("R09") == "broken"


def test_r09_a_failure_that_was_not_acked_is_no_news():
    run = Run().wants().tries(at=1).answers(at=1.1).status("failed", at=2, code=131026)
    assert run.tries(at=3).answers(at=3.1).quiet().word("R09") == "untested"


def test_r09_another_copy_that_may_be_on_its_way_is_no_excuse():
    run = Run(delivery="at-least-once").wants().tries(at=1).loses_answer(at=1.1)
    run.tries(at=2).answers(at=2.1).status("failed", at=3, code=131026, acked=3.1)
    assert run.tries(at=4).answers(at=4.1).quiet().word("R09") == "broken"


def test_r09_stopping_is_kept():
    assert Run().wants().tries(at=1).answers(at=1.1, code=132001).quiet().word("R09") == "kept"


def refused(code, **attempt):
    """An attempt refused for good with a code."""
    run = Run().template("APPROVED", at=0).wants().tries(at=1, form="template")
    run.with_attempt(template="news", lang="en", **attempt)
    return run.answers(at=1.1, code=code)


def again(run, **attempt):
    run.tries(at=9, form="template").with_attempt(template="news", lang="en", **attempt)
    return run.answers(at=9.1).quiet().word("R09")


@pytest.mark.parametrize("code", [190, 131026, 131047, 131050, 132001, 131009])
def test_the_same_again_is_broken(code):
    assert again(refused(code)) == "broken"


@pytest.mark.parametrize("code", [131026, 131047, 132001, 131009])
@pytest.mark.parametrize(
    "changed",
    [
        {"content_sha": "0000000000000000"},
        {"template": "other"},
        {"lang": "de"},
        {"form": "free"},
        {"recipient": "15550100009"},
        {"number": "n2"},
        {"provider": "other"},
    ],
    ids=str,
)
def test_something_else_is_another_try(code, changed):
    run = refused(code)
    run.tries(at=9, form="template").with_attempt(**{"template": "news", "lang": "en", **changed})
    assert run.answers(at=9.1).quiet().word("R09") == "kept"


def test_a_language_that_was_refused_is_no_fallback_of_another():
    """The third call is in the language of the first, and that one is still missing."""
    run = refused(132001, content_sha="1")
    run.tries(at=3, form="template").with_attempt(template="news", lang="de", content_sha="1")
    run.answers(at=3.1, code=132001)
    assert again(run, content_sha="1") == "broken"


def test_another_content_does_not_renew_a_token():
    assert again(refused(190), content_sha="0000000000000000") == "broken"


def test_another_number_may_have_another_token():
    assert again(refused(190), number="n2") == "kept"


@pytest.mark.parametrize(("state", "word"), [("valid", "kept"), ("revoked", "broken")])
def test_a_renewed_token_is_a_reason(state, word):
    assert again(refused(190).token(state, at=5)) == word


def test_a_token_that_was_valid_before_is_none():
    assert again(refused(190).token("valid", at=0.5)) == "broken"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"state": "APPROVED"}, "kept"),
        ({"state": "PAUSED"}, "broken"),
        ({"state": "APPROVED", "lang": "de"}, "broken"),
        ({"state": "APPROVED", "name": "other"}, "broken"),
    ],
    ids=str,
)
def test_an_approved_template_is_a_reason(changed, word):
    assert again(refused(132016).template(**changed, at=5)) == word


def test_an_opt_in_is_a_reason_to_write_to_somebody_who_had_stopped():
    assert again(refused(131050).opts_in(at=5)) == "kept"


@pytest.mark.parametrize("changed", [{"at": 0.5}, {"recipient": "15550100009"}], ids=str)
def test_an_opt_in_of_another_or_before_is_none(changed):
    assert again(refused(131050).opts_in(**{"at": 5, **changed})) == "broken"


def test_an_opt_in_does_not_put_anybody_on_whatsapp():
    assert again(refused(131026).opts_in(at=5)) == "broken"


def test_a_customer_who_writes_opens_a_closed_window():
    assert again(refused(131047).writes(at=5, event="in9")) == "kept"


def test_a_window_called_closed_that_is_open_is_no_news():
    run = Run().writes(at=0.5, event="in9").wants().tries(at=1).answers(at=1.1, code=131047)
    assert run.tries(at=9).answers(at=9.1).quiet().word("R09") == "untested"


def test_a_window_that_closed_a_day_ago_is_news():
    run = (
        Run().writes(at=0.5, event="in9").wants().tries(at=86_401).answers(at=86_401, code=131047)
    )
    assert run.tries(at=86_410).answers(at=86_410).quiet().word("R09") == "broken"


def test_an_answer_that_a_crash_took_is_no_news():
    assert again(refused(132001).crashes(at=2, restarted=3)) == "kept"


def test_an_acked_failure_is_news_after_a_crash():
    run = Run().wants().tries(at=1).answers(at=1.1).status("failed", at=2, code=131026, acked=2.1)
    run.crashes(at=3, restarted=4).tries(at=5).answers(at=5.1)
    assert run.quiet().word("R09") == "broken"


def test_an_answer_after_the_client_had_given_up_is_no_news():
    run = Run(client_timeout_s=2.0).wants().tries(at=1).answers(at=4, code=132001)
    assert run.tries(at=5).answers(at=5.1).quiet().word("R09") == "untested"


def test_a_code_that_the_catalog_lacks_stands_until_something_changes():
    assert again(refused(132001).with_answer(code=999, cls="permanent")) == "broken"


def test_what_was_on_its_way_when_the_news_came_does_not_count():
    run = Run().wants().tries(at=1).tries(at=1.05)
    run.count = 1
    run.answers(at=1.1, code=132001)
    run.count = 2
    assert run.answers(at=1.2, code=132001).quiet().word("R09") == "kept"


def test_the_story_shows_the_refusal_and_what_came_after_it():
    run = refused(132001).tries(at=9).with_attempt(form="template", template="news", lang="en")
    (story,) = run.answers(at=9.1, code=132001).quiet().judge().stories
    assert story.sentence == "code 132001 means never, and the sender tried once more"
    assert [line.kind for line in story.lines] == ["attempt", "answer", "attempt", "answer"]
    assert story.recipient == PERSON
