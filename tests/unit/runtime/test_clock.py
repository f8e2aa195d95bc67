import time

import pytest

from windtunnel.runtime.clock import Clock


def test_time_starts_at_zero():
    assert 0 <= Clock.starting_now().now_us() < 1_000_000


def test_two_clocks_of_one_run_agree():
    first = Clock.starting_now()
    second = Clock(first.m0_ns, first.scale)
    before, between, after = first.now_us(), second.now_us(), first.now_us()
    assert before <= between <= after


def test_scale_makes_harness_time_pass_faster():
    m0_ns = time.monotonic_ns() - 1_000_000_000
    assert Clock(m0_ns, 60.0).now_us() == pytest.approx(60_000_000, rel=0.5)


@pytest.mark.parametrize(
    ("scale", "harness_us", "seconds"),
    [(1.0, 2_000_000, 2.0), (60.0, 60_000_000, 1.0)],
)
def test_a_span_of_harness_time_in_real_seconds(scale, harness_us, seconds):
    assert Clock(0, scale).real_seconds(harness_us) == pytest.approx(seconds)
