"""Limits and the waits that they ask for: R10 and R11."""

import pytest
from ledgers import Run


def limited(code, next_at):
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=code)
    return run.wants(1).tries(at=next_at).answers(at=next_at).quiet()


@pytest.mark.parametrize(
    ("code", "next_at", "word"),
    [(130429, 1.5, "broken"), (130429, 2.1, "kept"), (130429, 1.05, "untested")],
    ids=["too soon", "after the wait", "already on its way"],
)
def test_r11_a_numbers_limit_holds_up_the_next_message(code, next_at, word):
    assert limited(code, next_at).word("R11") == word


def pair(*times):
    run = Run().wants()
    for at in times:
        run.tries(at=at).answers(at=at, code=131056)
    return run.quiet()


@pytest.mark.parametrize(
    ("times", "word"),
    [((1, 2.1, 6.2, 22.3), "kept"), ((1, 2.1, 4, 22.3), "broken"), ((1, 1.6), "broken")],
    ids=["1, 4, 16 s", "4 s cut short", "1 s cut short"],
)
def test_r11_a_pairs_wait_grows_by_four(times, word):
    assert pair(*times).word("R11") == word
