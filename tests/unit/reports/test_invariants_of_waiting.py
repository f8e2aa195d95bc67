"""Each fold from R09 on: a planted ledger that breaks it, and its nearest legal neighbour."""

import pytest
from ledgers import Run


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


def test_r09_stopping_is_kept():
    assert Run().wants().tries(at=1).answers(at=1.1, code=132001).quiet().word("R09") == "kept"


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


def test_r14_more_attempts_than_declared_are_broken():
    run = Run(attempts=1).wants().tries(at=1).answers(at=1, code=131000)
    assert run.tries(at=3).answers(at=3).quiet().word("R14") == "broken"


def test_r14_attempts_beyond_the_horizon_are_broken():
    run = Run(horizon_s=5.0).wants().tries(at=1).answers(at=1, code=131000)
    assert run.tries(at=7).answers(at=7).quiet().word("R14") == "broken"


def test_r14_within_both_bounds_is_kept():
    run = Run(attempts=2, horizon_s=5.0).wants().tries(at=1).answers(at=1, code=131000)
    assert run.tries(at=6).answers(at=6).quiet().word("R14") == "kept"


DAY = 86_400.0


def window(seconds, *, inbound=True, failed=True):
    run = Run()
    if inbound:
        run.inbound(at=1, acked=1.1)
    run.wants(at=2).tries(at=1 + seconds).answers(at=1 + seconds)
    if failed:
        run.status("failed", at=2 + seconds, code=131047)
    return run.quiet(at=3 * DAY)


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (window(DAY + 10), "broken"),
        (window(DAY - 10), "kept"),
        (window(DAY + 1), "undecided"),
        (window(10, inbound=False), "broken"),
        (window(10, inbound=False, failed=False), "kept"),
    ],
    ids=["a day and more", "within", "at the edge", "never wrote", "provider let it through"],
)
def test_r20_the_window(run, word):
    assert run.word("R20") == word


def test_r20_a_window_error_in_the_answer_counts_too():
    run = Run().wants().tries(at=1).answers(at=1, code=131047).quiet()
    assert run.word("R20") == "broken"
