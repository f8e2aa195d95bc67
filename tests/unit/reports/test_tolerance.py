"""Clocks differ: what is early or late by less than δ is no breach, by more it is one."""

import pytest
from ledgers import Run
from ledgers_long import LongRun

from windtunnel.domain.policy import Backoff

DELTA_US = 50_000
LESS_S, MORE_S = 0.04, 0.06


def r01(late_s):
    """A message sent again that long after the sender knew."""
    run = Run().wants().tries(at=1).loses_answer(at=1).status("sent", at=2, acked=3)
    return run.tries(at=3 + late_s).answers(at=4)


def r02(late_s):
    """A second copy by a sender that knew of the first that long."""
    run = Run(delivery="at-least-once").wants().tries(at=1).loses_answer(at=1).arrives(at=2)
    run.status("sent", at=2, acked=3).tries(at=3 + late_s).answers(at=4)
    return run.arrives(at=5)


def r10(early_s):
    """A call that comes before Retry-After is over."""
    run = Run().wants(0).tries(at=1).answers(at=1, code=130429).with_answer(retry_after_s=5)
    return run.wants(1).tries(at=6 - early_s).answers(at=7)


def r11(early_s):
    """A call that comes before a limit's own wait is over."""
    run = Run().wants(0).tries(at=1).answers(at=1, code=130429)
    return run.wants(1).tries(at=2 - early_s).answers(at=3)


def r12(early_s):
    """Retries that come sooner than the declared backoff."""
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="none"))
    return run.many(40, fails=[(131000, 2.0 - early_s)])


def r12_full(early_s):
    """Retries whose mean wait is shorter than the least that chance leaves."""
    run = LongRun(backoff=Backoff(base_s=2.0, jitter="full"))
    least_s = 1.0 - 3.09 * 2.0 / (12 * 40) ** 0.5
    return run.many(40, fails=[(131000, least_s - early_s)])


def r14(late_s):
    """A last attempt behind the declared horizon."""
    run = Run(horizon_s=10.0).wants().tries(at=1).answers(at=1, code=131000)
    return run.tries(at=11 + late_s).answers(at=12)


def r16(late_s):
    """Calls that go on that long after the minute in which an outage is found out."""
    run = LongRun(breaker_probe_per_s=0.01).many(30, at=0.0, every=1.0, ends=None)
    for place in range(20):
        run.tries(at=float(place), intent=1).answers(at=float(place), code=131000)
    for _ in range(5):
        run.tries(at=60 + late_s, intent=1).answers(at=61, code=131000)
    return run.tries(at=100, intent=1).answers(at=100, code=131000)


def r19(late_s):
    """Marketing that goes out after an opt-out's grace."""
    run = Run(opt_out_grace_s=1.0).opts_out(at=1, acked=2).wants(scope="marketing")
    return run.tries(at=3 + late_s).with_attempt(scope="marketing").answers(at=4)


def r21(early_s):
    """A template that is sent before it is approved again."""
    run = Run().template("PAUSED", at=1, acked=2).template("APPROVED", at=10)
    run.wants(form="template", template="news", lang="en").tries(at=10 - early_s, form="template")
    return run.with_attempt(template="news", lang="en").answers(at=11)


def r22(late_s):
    """An attempt after the message's deadline."""
    return Run().wants(deadline=5_000_000).tries(at=5 + late_s).answers(at=6)


def r23(early_s):
    """A later message that arrives before the earlier one."""
    run = LongRun(ordering=True).wants(0, order_key="k").tries(at=0).answers(at=0).arrives(at=3)
    run.wants(1, at=1, order_key="k").tries(at=1).answers(at=1)
    return run.arrives(at=3 - early_s)


def r26(early_s):
    """Marketing before the customer's consent."""
    run = Run().consents(at=5).wants(scope="marketing").tries(at=5 - early_s)
    return run.with_attempt(scope="marketing").answers(at=6)


def r27(early_s):
    """Marketing beyond the cap, at the end of its window."""
    run = Run(frequency_cap=1, frequency_window_s=100.0)
    for intent, at in enumerate((1.0, 101.0 - early_s)):
        run.wants(intent, at=at, scope="marketing").tries(at=at)
        run.with_attempt(scope="marketing").answers(at=at).arrives(at=at + 1)
    return run


@pytest.mark.parametrize(
    "breach", [r01, r02, r10, r11, r12, r12_full, r14, r16, r19, r21, r22, r23, r26, r27]
)
def test_a_breach_is_one_by_more_than_the_tolerance_only(breach):
    def is_broken(off_s, delta_us):
        verdicts = breach(off_s).quiet().judge(delta_us=delta_us).verdicts
        words = {verdict.id: verdict.word for verdict in verdicts}
        return words[breach.__name__[:3].upper()] == "broken"

    found = [is_broken(LESS_S, 0), is_broken(LESS_S, DELTA_US), is_broken(MORE_S, DELTA_US)]
    assert found == [True, False, True]
