import math
from statistics import mean, median

import pytest

from windtunnel.domain.chance import DRAWS, Drawer, draw, log_normal, unit

TOP = (1 << 64) - 1


def test_same_arguments_draw_the_same():
    assert draw(7, "sent", "wt00001ejn", 1) == draw(7, "sent", "wt00001ejn", 1)


def test_a_draw_never_changes_between_versions():
    assert draw(7, "sent", "wt00001ejn", 1)[0] == 17204715276715379091


@pytest.mark.parametrize(
    "other",
    [
        (8, "sent", "wt00001ejn", 1),
        (7, "read", "wt00001ejn", 1),
        (7, "sent", "wt00001ejo", 1),
        (7, "sent", "wt00001ejn", 2),
    ],
    ids=["seed", "purpose", "entity", "ordinal"],
)
def test_any_other_argument_draws_something_else(other):
    assert not set(draw(*other)) & set(draw(7, "sent", "wt00001ejn", 1))


def test_parts_of_an_entity_do_not_run_together():
    assert draw(1, "x", "ab", "c") != draw(1, "x", "a", "bc")


def test_one_call_returns_eight_64_bit_integers():
    drawn = draw((1 << 64) - 1, "x")
    assert len(drawn) == DRAWS
    assert all(0 <= value <= TOP for value in drawn)


@pytest.mark.parametrize("drawn", [0, 1, TOP // 2, TOP - 1, TOP])
def test_unit_stays_below_one(drawn):
    assert 0 <= unit(drawn) < 1


def test_units_are_spread_evenly():
    values = [unit(draw(3, "u", n)[0]) for n in range(4000)]
    assert mean(values) == pytest.approx(0.5, abs=0.02)


def test_log_normal_has_its_median():
    values = [log_normal(*draw(3, "ln", n)[:2], 800.0, 0.5) for n in range(4000)]
    assert median(values) == pytest.approx(800, rel=0.05)


def test_log_normal_is_finite_at_the_edges():
    assert all(
        math.isfinite(log_normal(one, two, 800.0, 2.0)) for one in (0, TOP) for two in (0, TOP)
    )


def test_a_drawer_draws_what_draw_draws():
    drawer = Drawer(7, "fate")
    assert [drawer("wt00001ejn", n) for n in (1, 2)] == [
        draw(7, "fate", "wt00001ejn", n) for n in (1, 2)
    ]
