import math

import pytest

from windtunnel.domain.chance import draw, unit
from windtunnel_reports.intervals import (
    binomial_below,
    quantile,
    quantile_interval,
    share_interval,
)


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (95, 100, 0.8872, 0.9836),
        (10, 10, 0.6915, 1.0),
        (5, 10, 0.1871, 0.8129),
    ],
)
def test_clopper_pearson_against_published_tables(successes, trials, low, high):
    assert share_interval(successes, trials) == pytest.approx((low, high), abs=1e-4)


def test_a_rank_is_not_one_too_high_by_a_floats_last_digit():
    assert 0.07 * 100 > 7
    assert quantile(range(1, 101), 0.07) == 7


def test_no_trials_say_nothing():
    assert share_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("successes", "part", "expected"),
    [(0, 0.0, 1.0), (3, 1.0, 0.0), (10, 1.0, 1.0), (10, 0.5, 1.0), (5, 0.5, 0.623)],
)
def test_the_binomial_at_its_edges(successes, part, expected):
    assert binomial_below(successes, 10, part) == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(
    ("part", "value"), [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.001, 1)]
)
def test_quantiles_are_exact(part, value):
    assert quantile(list(range(1, 101)), part) == value


@pytest.mark.parametrize(("count", "bounded"), [(100, False), (458, False), (459, True)])
def test_p99_has_an_upper_bound_from_459_samples(count, bounded):
    assert math.isfinite(quantile_interval(list(range(count)), 0.99)[1]) is bounded


def test_the_median_of_a_thousand_lies_between_its_order_statistics():
    low, high = quantile_interval(list(range(1000)), 0.5)
    assert (low, high) == (468, 531)


@pytest.mark.parametrize("trials", [1, 5, 40, 120])
@pytest.mark.parametrize("part", [0.01, 0.3, 0.5, 0.99])
def test_the_binomial_is_the_sum_of_its_terms(trials, part):
    total = 0.0
    for k in range(trials + 1):
        total += math.comb(trials, k) * part**k * (1 - part) ** (trials - k)
        assert binomial_below(k, trials, part) == pytest.approx(min(total, 1.0), abs=1e-12)


def test_fewer_than_none_never_happens():
    assert binomial_below(-1, 10, 0.5) == 0.0


def test_a_million_samples_take_no_time():
    low, high = share_interval(999_000, 1_000_000)
    assert low < 0.999 < high
    assert high - low < 0.0002


def test_the_interval_covers_the_true_quantile_as_often_as_it_says():
    hits = 0
    for seed in range(400):
        values = sorted(unit(draw(seed, "sample", n)[0]) for n in range(100))
        low, high = quantile_interval(values, 0.5)
        hits += low <= 0.5 <= high
    assert hits >= 0.93 * 400
