from statistics import median

import pytest
from worlds import profile

from windtunnel.domain.chance import draw
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Share, Spread
from windtunnel.engine.behaviour import TTL_DEFAULT_S, Behaviour, Wait, threshold

TOP = (1 << 64) - 1


def test_a_wait_stays_between_its_bounds():
    wait = Wait(Spread(median_ms=100, sigma=3, lo_ms=50, hi_ms=200))
    waits = [wait.us(*draw(1, "w", n)[:2]) for n in range(500)]
    assert (min(waits), max(waits)) == (50_000, 200_000)


def test_a_wait_has_its_median():
    wait = Wait(Spread(median_ms=100))
    waits = [wait.us(*draw(1, "w", n)[:2]) for n in range(2000)]
    assert median(waits) == pytest.approx(100_000, rel=0.05)


@pytest.mark.parametrize(
    ("spread", "us"),
    [
        (Spread(median_ms=7, sigma=0), 7_000),
        (Spread(median_ms=0), 0),
        (Spread(median_ms=0, lo_ms=2), 2_000),
        (Spread(median_ms=9, lo_ms=3, hi_ms=3), 3_000),
    ],
    ids=["no spread", "nothing", "lower bound", "equal bounds"],
)
def test_a_steady_wait_needs_no_draw(spread, us):
    wait = Wait(spread)
    assert (wait.constant_us, wait.us(0, TOP)) == (us, us)


def test_thresholds_reach_from_never_to_always():
    assert threshold(0.0) == 0
    assert threshold(1.0) == TOP + 1


@pytest.mark.parametrize(
    ("drawn", "at"), [(0, 0), (threshold(0.5), 1), (threshold(0.75), 2), (TOP, 2)], ids=str
)
def test_a_draw_falls_into_its_part_of_the_mixture(drawn, at):
    shares = (Share(share=0.5), Share(share=0.25), Share(share=0.25))
    behaviour = Behaviour(profile(delivered=shares))
    assert behaviour.part(drawn) is behaviour._parts[at]


def test_a_mixture_that_does_not_sum_to_one_is_refused():
    with pytest.raises(ConfigError, match=r"toy-plain: the shares of delivered sum to 0.9"):
        Behaviour(profile(delivered=(Share(share=0.9),)))


@pytest.mark.parametrize("field", ["read_share", "not_on_whatsapp", "push_reorder"])
def test_a_share_beyond_one_is_refused_by_name(field):
    with pytest.raises(ConfigError, match=f"{field} is 1.5; must be 0 to 1"):
        Behaviour(profile(**{field: 1.5}))


def test_time_to_live_is_by_category_and_thirty_days_without():
    behaviour = Behaviour(profile(ttl_s={"authentication": 600}))
    assert behaviour.ttl_us("authentication") == 600_000_000
    assert behaviour.ttl_us("utility") == TTL_DEFAULT_S * 1_000_000
