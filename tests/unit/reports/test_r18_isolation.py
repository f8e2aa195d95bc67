"""R18: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers_long import LongRun

SECONDS = 21.0


def limited(*, wait, before=210, during=210, code=131056, usual=0.2, busy=None, **wanted):
    """Messages before a limit that begins at 21 s and holds for about a second, and during it."""
    run = LongRun().many(before, at=0.0, every=SECONDS / max(before, 1), wait=usual)
    run.wants(5000, at=SECONDS, **wanted)
    run.tries(at=SECONDS, template=wanted.get("template")).answers(at=SECONDS, code=code)
    run.many(during, at=SECONDS + 0.001, every=0.9 / max(during, 1), wait=wait)
    if busy is not None:
        run.wants(5001, at=busy).tries(at=busy).answers(at=busy, code=130429)
    return run.quiet()


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (limited(wait=0.2), "kept"),
        (limited(wait=0.49), "kept"),
        (limited(wait=0.6), "broken"),
        (limited(wait=0.6, code=132015, template="hello"), "broken"),
        (limited(wait=0.6, before=199), "untested"),
        (limited(wait=0.6, during=199), "untested"),
        (limited(wait=0.6, code=131000), "untested"),
        (limited(wait=0.6, code=130429), "untested"),
        (limited(wait=0.6, busy=20.9), "untested"),
        (limited(wait=0.6, busy=70.0), "broken"),
    ],
    ids=[
        "as before",
        "twice, and a reaction",
        "three times",
        "a template's limit",
        "too few before",
        "too few during",
        "no limit",
        "a limit on all",
        "a limit on all just before",
        "a limit on all long after",
    ],
)
def test_the_wait_of_the_unaffected(run, word):
    assert run.word("R18") == word


def test_who_is_limited_may_wait():
    run = limited(wait=0.2)
    for intent in range(6000, 6300):
        run.wants(intent, at=SECONDS + 0.1).tries(at=SECONDS + 20).answers(at=SECONDS + 20)
    assert run.word("R18") == "kept"


@pytest.mark.parametrize(
    ("between", "word"), [(131000, "kept"), (0, "untested")], ids=["goes on", "begins anew"]
)
def test_a_pairs_limit_holds_longer_each_time(between, word):
    """The second limited answer in a row holds for 4 s: only so are there enough during it."""
    run = LongRun().many(210, at=0.0, every=0.1, wait=0.2).wants(5000, at=SECONDS)
    for at, code in ((SECONDS, 131056), (SECONDS + 1.5, between), (SECONDS + 2, 131056)):
        run.tries(at=at).answers(at=at, code=code)
    assert run.many(210, at=SECONDS + 2, every=0.015, wait=0.2).quiet().word("R18") == word


def test_a_message_that_is_never_tried_waits_to_the_end():
    run = limited(wait=0.2).many(20, at=SECONDS + 0.1, every=0.001, ends=None)
    assert run.quiet().word("R18") == "broken"


@pytest.mark.parametrize(("after", "word"), [(0.1, "kept"), (9.0, "broken")])
def test_a_message_that_ended_untried_waited_to_its_end(after, word):
    run, at = limited(wait=0.2), SECONDS + 0.1
    for intent in range(6000, 6020):
        run.wants(intent, at=at, recipient=f"1666{intent:07d}").says("failed", at=at + after)
    assert run.word("R18") == word


@pytest.mark.parametrize(
    ("at", "fault", "word"),
    [
        (0.0, "wire", "untested"),
        (21.3, "answer-lost", "untested"),
        (21.0, "answer-code", "broken"),
        (1000.0, "wire", "broken"),
    ],
    ids=["all along", "while they waited", "of another kind", "later"],
)
def test_what_waited_through_a_fault_that_slows_everybody_does_not_count(at, fault, word):
    run = limited(wait=0.6).fault(at=at, until=at + 50, fault=fault)
    assert run.word("R18") == word


def test_the_story_is_of_the_message_that_waited_longest():
    (story,) = limited(wait=0.6).verdict("R18").stories
    assert story.lines[-1].text == "its first API call, or its end, comes 0.60 s later"


def test_a_limit_on_what_nobody_named_affects_nobody_else():
    run = limited(wait=0.6, code=132015)
    assert run.word("R18") == "untested"
