import pytest

from windtunnel.engine.consignment import REORDER_HOLD_US, REORDER_NEAR_US, hold_us


@pytest.mark.parametrize(
    ("next_us", "held_us"),
    [
        (None, REORDER_HOLD_US),
        (7 + REORDER_NEAR_US, REORDER_NEAR_US + REORDER_HOLD_US),
        (8 + REORDER_NEAR_US, REORDER_HOLD_US),
        (1_000_007, 1_000_000 + REORDER_HOLD_US),
        (3, REORDER_HOLD_US),
    ],
    ids=["none", "just near", "too far", "near", "passed"],
)
def test_a_reordered_event_is_held_until_after_its_next_one_if_that_is_near(next_us, held_us):
    assert hold_us(7, next_us) == held_us
