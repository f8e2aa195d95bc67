"""R23: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import re

import pytest
from ledgers_long import LongRun


def two(*arrivals, wanted=(0, 0.5), keys=("k", "k"), **policy):
    """Two messages, wanted and arriving at these times."""
    run = LongRun(**{"ordering": True, **policy})
    for intent, (at, arrives, key) in enumerate(zip(wanted, arrivals, keys, strict=True)):
        run.wants(intent, at=at, order_key=key).tries(at=at).answers(at=at)
        if arrives is not None:
            run.arrives(at=arrives)
    return run.quiet()


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (two(3, 2), "broken"),
        (two(2, 3), "kept"),
        (two(2, 2), "kept"),
        (two(3, 2, keys=("k", "other")), "untested"),
        (two(3, 2, keys=(None, None)), "untested"),
        (two(3, 2, ordering=None), "untested"),
        (two(None, 2), "untested"),
        (two(None, None), "untested"),
        (two(1, 3, wanted=(0, 2)), "untested"),
    ],
    ids=[
        "overtaken",
        "in order",
        "at once",
        "two keys",
        "no key",
        "not declared",
        "the earlier one never arrived",
        "none arrived",
        "nobody had to wait",
    ],
)
def test_the_order_of_arrival(run, word):
    assert run.word("R23") == word


def test_the_story_tells_both_messages():
    (story,) = two(3, 2).verdict("R23").stories
    told = [re.findall("earlier|later", line.text)[0] for line in story.lines]
    assert told == ["earlier", "earlier", "later", "later", "later", "earlier"]


def test_within_the_tolerance_nothing_is_overtaken():
    assert two(2.01, 2).verdict("R23", delta_us=10_000).word == "kept"


def test_a_message_is_compared_with_all_before_it():
    run = LongRun(ordering=True)
    for intent, arrives in enumerate((5, 2, 3)):
        run.wants(intent, at=0, order_key="k").tries(at=1).answers(at=1).arrives(at=arrives)
    assert run.quiet().verdict("R23").broken == 2


def test_what_nobody_wanted_has_no_order():
    run = LongRun(ordering=True).tries(at=1).answers(at=1).arrives(at=2).quiet()
    assert run.word("R23") == "untested"
