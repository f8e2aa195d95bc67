"""Whom the business may write to, with what, and until when: R19, R21, R22, R26."""

import pytest
from ledgers import PERSON, Run

OTHER = "15550100009"
S = 1_000_000


def stopped(at=1, acked=2, grace=1.0, **more):
    return Run(opt_out_grace_s=grace).opts_out(at=at, acked=acked, **more)


def marketing(run, at, *, wanted=0.0, intent=0, recipient=PERSON, scope="marketing"):
    run.wants(intent, at=wanted, recipient=recipient, scope=scope)
    return run.tries(at=at, recipient=recipient).with_attempt(scope=scope).answers(at=at)


@pytest.mark.parametrize(
    ("at", "word"), [(1.5, "kept"), (3, "kept"), (3.1, "broken")], ids=["before", "grace", "after"]
)
def test_r19_nothing_leaves_after_the_grace(at, word):
    assert marketing(stopped(), at).quiet().word("R19") == word


def test_r19_queued_before_is_no_excuse():
    assert marketing(stopped(), 10, wanted=0).quiet().word("R19") == "broken"


def test_r19_holding_back_what_was_queued_is_kept():
    run = stopped().wants(scope="marketing").says("cancelled", at=5)
    assert run.quiet().word("R19") == "kept"


@pytest.mark.parametrize(
    ("scope", "stop", "word"),
    [("utility", "marketing", "untested"), ("utility", "all", "broken")],
)
def test_r19_an_opt_out_is_of_its_scope(scope, stop, word):
    assert marketing(stopped(scope=stop), 10, scope=scope).quiet().word("R19") == word


def test_r19_what_was_meant_as_marketing_is_marketing():
    run = stopped().wants(scope="marketing").tries(at=10).with_attempt(scope="service")
    assert run.answers(at=10).quiet().word("R19") == "broken"


def test_r19_another_person_may_be_written_to():
    assert marketing(stopped(), 10, recipient=OTHER).quiet().word("R19") == "untested"


def test_r19_the_person_is_known_under_the_other_form_of_their_number():
    run = stopped(recipient="other").writes(at=1, event="stop", recipient="other", person=PERSON)
    assert marketing(run, 10).quiet().word("R19") == "broken"


@pytest.mark.parametrize(("acked", "word"), [(None, "untested"), (20, "untested")])
def test_r19_the_clock_starts_with_the_acknowledgement(acked, word):
    run = marketing(stopped(acked=acked), 10).says("accepted", at=10)
    assert run.quiet().word("R19") == word


@pytest.mark.parametrize(
    ("opt_in", "word"),
    [
        ({"at": 5}, "kept"),
        ({"at": 11}, "broken"),
        ({"at": 5, "scope": "utility"}, "broken"),
        ({"at": 5, "recipient": OTHER}, "broken"),
    ],
    ids=str,
)
def test_r19_an_opt_in_ends_it(opt_in, word):
    assert marketing(stopped().opts_in(**opt_in), 10).quiet().word("R19") == word


@pytest.mark.parametrize(("at", "word"), [(2.05, "kept"), (2.2, "broken")])
def test_r19_without_a_declared_grace_only_what_is_on_its_way_is_free(at, word):
    assert marketing(stopped(grace=None), at).quiet().word("R19") == word


def test_r19_an_acked_failure_131050_is_an_opt_out():
    run = marketing(Run(), 1).status("failed", at=2, code=131050, acked=3)
    assert marketing(run, 10, intent=1).quiet().word("R19") == "broken"


def test_r19_an_answer_131050_is_an_opt_out():
    run = marketing(Run(), 1)
    run.facts[-2:] = []
    run.answers(at=1.1, code=131050)
    assert marketing(run, 10, intent=1).quiet().word("R19") == "broken"


def test_r19_nothing_else_to_say_after_131050_tests_nothing():
    run = marketing(Run(), 1).status("failed", at=2, code=131050, acked=3)
    assert run.says("failed", at=4).quiet().word("R19") == "untested"


def test_r19_the_story_shows_the_opt_out():
    (story,) = marketing(stopped(), 10).says("accepted", at=10).quiet().judge().stories
    assert story.lines[0].kind == "optout"
    assert "8.0 s after the sender knew" in story.sentence


def templated(run, at, *, wanted=0.0, template="news", lang="en", **more):
    run.wants(at=wanted, form="template", template=template, lang=lang, scope="utility", **more)
    run.tries(at=at, form="template").with_attempt(template=template, lang=lang)
    return run.answers(at=at)


@pytest.mark.parametrize("state", ["PAUSED", "REJECTED", "DISABLED"])
def test_r21_a_template_that_was_taken_away_stays_unsent(state):
    assert templated(Run().template(state, at=1, acked=2), 3).quiet().word("R21") == "broken"


@pytest.mark.parametrize(
    ("at", "word"), [(1.5, "kept"), (2.05, "kept"), (2.2, "broken")], ids=["before", "", "after"]
)
def test_r21_the_clock_starts_with_the_acknowledgement(at, word):
    run = templated(Run().template("PAUSED", at=1, acked=2), at)
    assert run.quiet().word("R21") == word


@pytest.mark.parametrize(
    ("other", "word"),
    [
        ({"template": "bill"}, "untested"),
        ({"lang": "de"}, "untested"),
        ({"lang": "en_US"}, "untested"),
    ],
    ids=str,
)
def test_r21_other_templates_may_go(other, word):
    run = templated(Run().template("PAUSED", at=1, acked=2), 3, **other)
    assert run.quiet().word("R21") == word


def test_r21_webhooks_write_languages_their_own_way():
    run = templated(Run().template("PAUSED", at=1, acked=2, lang="en-US"), 3, lang="en_US")
    assert run.quiet().word("R21") == "broken"


@pytest.mark.parametrize("event", [{"acked": None}, {"acked": 2, "state": "PENDING"}], ids=str)
def test_r21_what_was_not_acknowledged_or_is_no_absence_binds_nobody(event):
    run = Run().template(**{"state": "PAUSED", "at": 1, **event})
    assert templated(run, 3).quiet().word("R21") == "untested"


@pytest.mark.parametrize(
    ("back", "at", "word"),
    [(5, 6, "kept"), (5, 4, "broken"), (1.5, 6, "untested")],
    ids=["approved again", "not yet", "before the news came"],
)
def test_r21_an_approval_ends_it(back, at, word):
    run = Run().template("PAUSED", at=1, acked=2).template("APPROVED", at=back)
    assert templated(run, at).quiet().word("R21") == word


def test_r21_another_templates_approval_does_not():
    run = Run().template("PAUSED", at=1, acked=2).template("APPROVED", at=3, name="bill")
    assert templated(run, 6).quiet().word("R21") == "broken"


def test_r21_a_message_wanted_after_the_approval_tests_nothing():
    run = Run().template("PAUSED", at=1, acked=2).template("APPROVED", at=3)
    assert templated(run, 6, wanted=5).quiet().word("R21") == "untested"


def test_r21_holding_back_is_kept():
    run = (
        Run().template("PAUSED", at=1, acked=2).wants(form="template", template="news", lang="en")
    )
    assert run.says("failed", at=9).quiet().word("R21") == "kept"


def test_r21_free_text_needs_no_template():
    run = Run().template("PAUSED", at=1, acked=2).wants().tries(at=3).answers(at=3).quiet()
    assert run.word("R21") == "untested"


def test_r21_a_message_that_nobody_planned_is_judged_too():
    run = Run().template("PAUSED", at=1, acked=2).tries(at=3)
    run.with_attempt(template="news", lang="en")
    assert run.answers(at=3).quiet().word("R21") == "broken"


@pytest.mark.parametrize(("at", "word"), [(5, "kept"), (5.1, "broken")])
def test_r22_nothing_starts_after_the_deadline(at, word):
    run = Run().wants(deadline=5 * S).tries(at=1).answers(at=1, code=131000)
    run.tries(at=at).answers(at=at + 1).says("accepted", at=at + 1)
    assert run.quiet().word("R22") == word


def test_r22_saying_expired_is_kept():
    run = Run().wants(deadline=5 * S).tries(at=1).answers(at=1, code=131000)
    assert run.says("expired", at=5.1).quiet().word("R22") == "kept"


def test_r22_saying_expired_before_it_is_does_not_settle_it():
    run = Run().wants(deadline=5 * S).says("expired", at=4)
    assert run.quiet().word("R22") == "kept"


@pytest.mark.parametrize("told", [None, "accepted"])
def test_r22_what_was_done_in_time_tests_nothing(told):
    run = Run().wants(deadline=5 * S).tries(at=1).answers(at=1)
    run = run if told is None else run.says(told, at=2)
    assert run.quiet().word("R22") == "untested"


def test_r22_without_a_deadline_nothing_is_late():
    assert Run().wants().tries(at=900).answers(at=900).quiet().word("R22") == "untested"


def test_r22_what_nobody_planned_has_no_deadline():
    assert Run().tries(at=900).answers(at=900).quiet().word("R22") == "untested"


@pytest.mark.parametrize(
    ("consent", "word"),
    [
        ({"at": 1}, "kept"),
        ({"at": 9}, "broken"),
        ({"at": 1, "scope": "utility"}, "broken"),
        ({"at": 1, "scope": "all"}, "kept"),
        ({"at": 1, "recipient": OTHER}, "broken"),
        ({"at": 1, "recipient": f"+{PERSON}"}, "kept"),
    ],
    ids=str,
)
def test_r26_marketing_needs_a_consent_before_it(consent, word):
    assert marketing(Run().consents(**consent), 5).quiet().word("R26") == word


@pytest.mark.parametrize(("at", "word"), [(1, "kept"), (9, "broken")])
def test_r26_an_opt_in_is_a_consent(at, word):
    assert marketing(Run().opts_in(at=at), 5).quiet().word("R26") == word


def test_r26_other_messages_need_none():
    assert marketing(Run(), 5, scope="utility").quiet().word("R26") == "untested"


def test_r26_the_story_names_the_evidence():
    run = marketing(Run().consents(at=9, evidence="form 7"), 5).says("accepted", at=5)
    (story,) = run.quiet().judge().stories
    assert story.sentence.endswith("4.0 s before the customer's consent (form 7)")
    assert story.lines[-1].text == "consent on record: form 7"


def test_r26_the_story_says_that_there_is_none():
    (story,) = marketing(Run(), 5).says("accepted", at=5).quiet().judge().stories
    assert "no consent is on record" in story.sentence
