import pytest

from windtunnel.engine.wheel import FOREVER_US, SLOT_US, Wheel

DAY_US = 86_400_000_000


def action(_argument, _due, _now, _out):
    raise AssertionError


def wheel_of(*dues):
    wheel = Wheel()
    for due in dues:
        wheel.schedule(due, action, due)
    return wheel


def popped(wheel, now=FOREVER_US):
    found = []
    while (timer := wheel.pop(now)) is not None:
        found.append(timer[3])
    return found


def test_timers_run_in_order_of_due_inside_a_slot_too():
    assert popped(wheel_of(9_999, 5, 20_001, 20_000, 7)) == [5, 7, 9_999, 20_000, 20_001]


def test_timers_of_one_instant_run_in_order_of_scheduling():
    wheel = Wheel()
    for name in "abc":
        wheel.schedule(500, action, name)
    assert popped(wheel) == ["a", "b", "c"]


def test_a_timer_does_not_run_before_it_is_due():
    wheel = wheel_of(1_000, 1_001)
    assert (popped(wheel, 999), popped(wheel, 1_000), popped(wheel, 1_001)) == (
        [],
        [1_000],
        [1_001],
    )


def test_a_timer_set_for_the_past_runs_next():
    wheel = wheel_of(50_000, 50_001)
    assert wheel.pop(50_000)[3] == 50_000
    wheel.schedule(10, action, 10)
    assert (wheel.next_due(), popped(wheel)) == (10, [10, 50_001])


def test_a_timer_set_while_its_slot_runs_keeps_the_order():
    wheel = wheel_of(1_000, 3_000)
    wheel.pop(1_000)
    wheel.schedule(2_000, action, 2_000)
    assert popped(wheel) == [2_000, 3_000]


def test_thirty_days_are_jumped_in_one_go():
    wheel = wheel_of(30 * DAY_US, 1)
    assert popped(wheel, 30 * DAY_US) == [1, 30 * DAY_US]


def test_next_due_is_exact():
    wheel = wheel_of(3 * SLOT_US + 7, 3 * SLOT_US + 5)
    assert wheel.next_due() == 3 * SLOT_US + 5


def test_next_due_follows_what_is_scheduled_and_popped():
    wheel = Wheel()
    assert wheel.next_due() is None
    wheel.schedule(900, action, 0)
    wheel.schedule(100, action, 0)
    assert wheel.next_due() == 100
    wheel.pop(100)
    assert wheel.next_due() == 900
    wheel.pop(900)
    assert wheel.next_due() is None


@pytest.mark.parametrize("running", [False, True], ids=["waiting slot", "running slot"])
def test_a_cancelled_timer_does_not_run(running):
    wheel = wheel_of(1)
    doomed = wheel.schedule(5_000, action, "doomed")
    if running:
        wheel.pop(1)
    assert wheel.cancel(doomed)
    assert "doomed" not in popped(wheel)


def test_cancelling_the_only_timer_leaves_nothing_due():
    wheel = Wheel()
    assert wheel.cancel(wheel.schedule(5 * SLOT_US, action, 0))
    assert (wheel.next_due(), wheel.pop(FOREVER_US)) == (None, None)


def test_cancelling_twice_or_too_late_is_said():
    wheel = Wheel()
    ran, gone = wheel.schedule(1, action, 0), wheel.schedule(90_000, action, 0)
    wheel.pop(1)
    wheel.cancel(gone)
    assert (wheel.cancel(ran), wheel.cancel(gone)) == (False, False)


def test_a_timer_that_was_put_back_is_the_same_one():
    wheel = Wheel()
    first, second = wheel.schedule(5, action, "a"), wheel.schedule(5, action, "b")
    later = wheel.schedule(3 * SLOT_US, action, "c")
    assert [wheel.pop(FOREVER_US) for _ in range(3)] == [first, second, later]
    for timer in (later, second, first):
        wheel.put_back(timer)
    assert wheel.cancel(later)
    assert popped(wheel) == ["a", "b"]
