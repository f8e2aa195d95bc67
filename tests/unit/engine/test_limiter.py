import pytest

from windtunnel.engine.limiter import PairLimit, Throughput

SECOND = 1_000_000


def admitted(limit, times):
    return [limit.admit(at) for at in times]


def test_a_burst_passes_and_then_one_per_interval():
    limit = Throughput(10, 0.5)
    assert admitted(limit, [0] * 6) == [True] * 5 + [False]
    assert admitted(limit, [100_000, 100_000]) == [True, False]


def test_what_is_refused_takes_nothing():
    limit = Throughput(10, 0.1)
    assert admitted(limit, [0, 50_000, 99_999, 100_000]) == [True, False, False, True]


@pytest.mark.parametrize("rate", [1, 7, 30, 80, 1000], ids=str)
def test_the_rate_is_kept_over_a_minute(rate):
    limit = Throughput(rate, 1.0)
    passed = sum(limit.admit(at) for at in range(0, 60 * SECOND, SECOND // (4 * rate)))
    assert passed == pytest.approx(61 * rate, abs=2)


def test_a_lower_rate_has_a_burst_of_the_same_seconds():
    limit = Throughput(80, 0.5)
    limit.set_rate(10, 0)
    assert sum(admitted(limit, [0] * 50)) == 5


def test_a_restored_rate_is_not_punished_for_the_time_of_the_throttle():
    limit = Throughput(80, 1.0)
    limit.set_rate(1, 0)
    limit.admit(0)
    limit.set_rate(80, 1000)
    assert sum(admitted(limit, [2 * SECOND] * 200)) == 80


def test_a_rate_of_nothing_is_a_mistake_of_the_caller():
    with pytest.raises(AssertionError, match="rate"):
        Throughput(0, 1.0)


def test_a_pair_has_forty_five_at_once_and_one_more_every_six_seconds():
    pairs = PairLimit(6.0, 45)
    assert [pairs.admit("r", 0) for _ in range(46)] == [True] * 45 + [False]
    assert pairs.admit("r", 5_999_999) is False
    assert pairs.admit("r", 6 * SECOND) is True
    assert pairs.admit("r", 6 * SECOND) is False


def test_a_burst_of_twenty_is_paid_back_after_two_minutes():
    pairs = PairLimit(6.0, 20)
    for _ in range(20):
        pairs.admit("r", 0)
    assert all(pairs.admit("r", 120 * SECOND) for _ in range(20))


def test_other_recipients_are_not_affected():
    pairs = PairLimit(6.0, 1)
    assert [pairs.admit(name, 0) for name in ("a", "a", "b")] == [True, False, True]


def test_full_buckets_are_forgotten():
    pairs = PairLimit(6.0, 45)
    for n in range(20_000):
        pairs.admit(f"r{n}", n * 6000)
    assert len(pairs) < 3_000


def test_a_slow_numbers_debt_is_a_second_at_most_once_it_is_fast():
    limit = Throughput(0.01, 1.0)
    assert admitted(limit, [0, 1000]) == [True, False]
    limit.set_rate(80, SECOND)
    assert admitted(limit, [SECOND, SECOND + 12_500]) == [False, True]
