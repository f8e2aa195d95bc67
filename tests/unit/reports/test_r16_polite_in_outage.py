"""R16: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers_long import LongRun


def outage(every, *, lasts=100.0, wanted=30, code=131000, back=True, **policy):
    """A number that fails from 10 s on, is called each `every` seconds, and comes back."""
    run = LongRun(**{"breaker_probe_per_s": 0.1, **policy})
    run.many(20, every=0.5).many(wanted, at=10.0, every=1.0, ends=None)
    t = 10.0
    while t < 10.0 + lasts:
        run.tries(at=t, intent=20 + wanted).answers(at=t, code=code)
        t += every
    if back:
        run.tries(at=10.0 + lasts, intent=20 + wanted).answers(at=10.0 + lasts)
    return run.quiet()


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (outage(10.0), "kept"),
        (outage(5.0), "broken"),
        (outage(5.0, back=False), "broken"),
        (outage(5.0, lasts=65.0), "untested"),
        (outage(5.0, wanted=10), "untested"),
        (outage(5.0, breaker_probe_per_s=None), "untested"),
        (outage(5.0, code=132001), "untested"),
        (outage(5.0, code=130429), "untested"),
    ],
    ids=[
        "at the declared rate",
        "twice as often",
        "without an end",
        "too short",
        "too few messages",
        "not declared",
        "refused for good",
        "limited",
    ],
)
def test_the_rate_a_minute_into_an_outage(run, word):
    assert run.word("R16") == word


def test_a_success_in_between_makes_it_two_outages():
    run = outage(5.0).tries(at=52).answers(at=52)
    assert run.word("R16") == "untested"


def test_what_was_accepted_and_not_told_is_no_success():
    run = outage(5.0).tries(at=52).loses_answer(at=52)
    assert run.word("R16") == "broken"


def test_silence_all_along_is_polite():
    run = LongRun(breaker_probe_per_s=0.1).many(30, at=0.0, every=1.0, ends=None)
    run.tries(at=1).answers(at=1, code=131000).tries(at=99)
    run.facts[-1].attempt = "open"
    run.tries(at=100).answers(at=100)
    assert run.quiet().word("R16") == "kept"
