"""What many runs say together."""

import pytest

from windtunnel.domain.verdict import Story, Verdict
from windtunnel_reports.merging import Merging, merge_verdicts


def verdict(word, *, which="R01", n=0, story="", **more):
    stories = (Story(invariant=which, sentence=story, lines=()),) if story else ()
    return Verdict(id=which, name="a rule", word=word, n=n, stories=stories, **more)


def merged(*verdicts):
    (found,) = merge_verdicts([each] for each in verdicts)
    return found


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (("kept", "kept"), "kept"),
        (("untested", "kept"), "kept"),
        (("untested", "untested"), "untested"),
        (("kept", "undecided", "kept"), "undecided"),
        (("untested", "undecided"), "undecided"),
        (("undecided", "broken", "kept"), "broken"),
    ],
)
def test_the_worst_word_wins_and_one_test_is_enough(words, word):
    assert merged(*map(verdict, words)).word == word


def test_counts_and_counters_are_sums():
    found = merged(
        verdict("kept", n=2, counters={"a": 1, "c": 0}),
        verdict("kept", n=3, counters={"a": 2, "b": 4}),
    )
    assert (found.n, found.counters) == (5, {"a": 3, "b": 4, "c": 0})


def test_the_stories_are_those_of_the_first_run_that_broke_it():
    found = merged(
        verdict("kept"),
        verdict("broken", broken=2, story="one"),
        verdict("broken", broken=1, story="two"),
    )
    assert [story.sentence for story in found.stories] == ["one"]
    assert found.broken == 3


def test_what_could_not_be_decided_says_why_and_how_often():
    found = merged(verdict("undecided", why="too soon"), verdict("kept"), verdict("undecided"))
    assert found.why == "too soon (in 2 of 3 runs)"


def test_how_often_is_counted_over_all_runs_however_often_it_is_asked():
    merging = Merging()
    for word in ("kept", "undecided", "kept", "undecided"):
        merging.add([verdict(word, why="too soon")])
        merging.verdicts()
    assert merging.verdicts()[0].why == "too soon (in 2 of 4 runs)"


def test_one_run_says_what_it_says():
    alone = verdict("undecided", why="too soon", n=1, required=True)
    assert merged(alone) == alone


def test_required_and_claimed_by_one_is_required_and_claimed():
    found = merged(verdict("untested", claimed=False), verdict("kept", required=True))
    assert (found.required, found.claimed) == (True, True)
    assert merged(verdict("untested", claimed=False)).claimed is False


def test_each_invariant_has_one_verdict_in_order_even_if_runs_know_different_ones():
    runs = [[verdict("kept", which="R02")], [verdict("kept"), verdict("kept", which="R10")]]
    assert [found.id for found in merge_verdicts(runs)] == ["R01", "R02", "R10"]


def test_no_run_says_nothing():
    assert merge_verdicts([]) == ()
