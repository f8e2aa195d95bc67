"""R31: what breaks it, its nearest legal neighbours, and what leaves it open."""

import pytest
from ledgers import us
from ledgers_long import LongRun

from windtunnel.domain.facts import RunFact

MONDAY = 1_763_942_400
OFFICE = {"support_hours": "mon-fri 09:00-18:00", "support_within_s": 60.0}
ALWAYS = {"support_within_s": 60.0}


def asked(*, at=10.0, asks=True, pushed=True, epoch_s=MONDAY, **policy):
    """A customer asks; the webhook comes half a second later."""
    run = LongRun(**(policy or ALWAYS))
    run.facts.append(
        RunFact(t=0, versions={}, seed=1, mode="verify", scale=1.0, sender="s", epoch_s=epoch_s)
    )
    run.writes("in1", at=at, asks=asks)
    if pushed:
        run.delivers("in1", at=at + 0.5)
    return run


def reply(run, *, at, context="in1", code=0, **more):
    run.wants(at=at).tries(at=at, context=context, **more).answers(at=at, code=code)
    return run.quiet()


def test_silence_is_broken():
    verdict = asked().quiet().verdict("R31")
    assert verdict.word == "broken"
    assert "nobody answered in time" in verdict.stories[0].sentence


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (reply(asked(), at=70), "kept"),
        (reply(asked(), at=71), "broken"),
        (reply(asked(), at=20, code=131000), "broken"),
        (reply(asked(), at=20, context=None), "broken"),
        (reply(asked(), at=20, context="in0"), "broken"),
        (reply(asked(), at=20, number="n2"), "broken"),
        (reply(asked(), at=20, recipient="15550100099"), "broken"),
        (reply(asked(), at=20, form="template"), "kept"),
        (reply(asked(), at=20, form="template", context=None), "broken"),
    ],
    ids=[
        "in time",
        "too late",
        "refused",
        "without context",
        "of another question",
        "from another number",
        "to somebody else",
        "by template",
        "a template without context",
    ],
)
def test_a_reply(run, word):
    assert run.word("R31") == word


def test_a_reply_without_context_is_told_as_such():
    (story,) = reply(asked(), at=20, context=None).verdict("R31").stories
    assert "without reference" in story.sentence


@pytest.mark.parametrize(
    ("at", "context", "word"),
    [(20, "in1", "kept"), (20, None, "broken"), (20, "in7", "broken"), (71, "in1", "broken")],
    ids=["told what was asked", "told nothing", "told of another", "too late"],
)
def test_a_person_who_takes_over(at, context, word):
    assert asked().hands_over("in1", at=at, context=context).quiet().word("R31") == word


def test_a_person_may_go_on_from_an_earlier_message_in_another_form_of_the_number():
    run = asked().writes("in0", at=5, recipient="1555100001", asks=False)
    assert run.hands_over("in1", at=20, context="in0").quiet().word("R31") == "kept"


def test_a_handover_without_context_is_told_as_such():
    (story,) = asked().hands_over("in1", at=20).quiet().verdict("R31").stories
    assert "handed to a person without" in story.sentence


NINE, FIVE_TO_SIX = 9 * 3600, 18 * 3600 - 30


@pytest.mark.parametrize(
    ("at", "word"),
    [(NINE, "broken"), (NINE - 1, "untested"), (FIVE_TO_SIX, "untested")],
    ids=["open", "not open yet", "closes before it is due"],
)
def test_outside_the_declared_hours_nobody_must_answer(at, word):
    assert asked(at=at, **OFFICE).quiet(at=90_000).word("R31") == word


def test_the_hour_of_day_comes_from_the_runs_epoch():
    run = asked(epoch_s=MONDAY + NINE, **OFFICE).quiet()
    assert run.word("R31") == "broken"


def test_without_a_run_fact_time_counts_from_1970():
    run = asked(**OFFICE).quiet()
    run.facts = [fact for fact in run.facts if not isinstance(fact, RunFact)]
    assert run.word("R31") == "untested"


@pytest.mark.parametrize(
    ("run", "counter"),
    [
        (asked(asks=False), None),
        (asked(pushed=False), "never_delivered"),
        (asked(delivery="at-most-once"), None),
    ],
    ids=["expects no answer", "never delivered", "not declared"],
)
def test_what_nobody_must_answer(run, counter):
    verdict = run.quiet().verdict("R31")
    assert verdict.word == "untested"
    assert list(verdict.counters) == ([counter] if counter else [])


@pytest.mark.parametrize(
    ("again", "at", "word"),
    [(None, 900, "untested"), (500, 559, "kept"), (500, 561, "broken")],
    ids=["never delivered to anybody", "in time after its return", "too late after it"],
)
def test_who_is_dead_is_not_asked(again, at, word):
    run = asked().crashes(at=10, restart=400)
    if again is not None:
        run.delivers("in1", at=again, attempt_no=2)
    assert reply(run, at=at).word("R31") == word


@pytest.mark.parametrize(("at", "word"), [(459, "kept"), (461, "broken")])
def test_who_died_while_an_answer_was_due_has_the_time_again(at, word):
    run = asked().crashes(at=30, restart=400)
    assert reply(run, at=at).word("R31") == word


def test_who_died_and_stayed_away_leaves_it_undecided():
    assert asked().crashes(at=30).quiet().word("R31") == "undecided"


def test_a_forged_question_starts_no_clock():
    run = asked(pushed=False).delivers("in1", at=11, signed="bad").quiet()
    assert run.word("R31") == "untested"


def test_a_question_that_reached_nobody_starts_no_clock():
    run = asked(pushed=False).delivers("in1", at=10.5, http=None)
    run.delivers("in1", at=90, attempt_no=2).hands_over("in1", at=91, context="in1")
    assert run.quiet().word("R31") == "kept"


def test_a_run_that_ended_before_the_answer_was_due_is_undecided():
    assert asked().quiet(at=60).word("R31") == "undecided"


def test_an_adapter_that_cannot_report_a_takeover_leaves_it_undecided():
    run = asked().quiet()
    run.reports = ()
    assert run.word("R31") == "undecided"


def test_hours_that_cannot_be_read_leave_it_undecided():
    run = asked(support_hours="late", support_within_s=60.0).quiet()
    assert run.word("R31") == "undecided"


def test_the_tolerance_is_added_to_the_time():
    run = reply(asked(), at=70.6)
    assert run.verdict("R31", delta_us=us(0.2)).word == "kept"
