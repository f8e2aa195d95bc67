"""What strikes is drawn by a choice; a streak repeats it, and what breaks the draw is kept."""

import pytest

from windtunnel_verify.hunt.alphabet import Symbol
from windtunnel_verify.hunt.striking import Faults, keyed, one

LOST, SLOW = Symbol(fault="answer-lost"), Symbol(fault="wire", settings={"delay_ms": 900})
REQUESTS = {"lost": (LOST,), "slow": (SLOW,)}
WEBHOOKS = {"late": (Symbol(fault="webhook-delay"),)}


class Script:
    """Chooses what it is told, in that order."""

    def __init__(self, *choices):
        self.choices = list(choices)

    def __call__(self, count):
        found = self.choices.pop(0)
        assert found < count
        return found


def struck(script, *attempts, on=("lost", "slow", "late")):
    faults = Faults(script, on, requests=REQUESTS, webhooks=WEBHOOKS)
    return [[each.fault for each in faults(*attempt)] for attempt in attempts], faults


def test_half_of_what_is_drawn_is_nothing():
    found, faults = struck(Script(1, 0, 2, 0, 0), (0, 1), (0, 2))
    assert found == [[], ["answer-lost"]]
    assert list(faults.given) == [(0, 2)]


def test_a_streak_strikes_as_many_attempts_more_and_no_other_message():
    script = Script(3, 3, 0, 0, 0, 0, 0)
    found, _ = struck(script, (0, 1), (1, 1), (0, 2), (0, 3))
    assert found == [["wire"], [], ["wire"], []]
    assert script.choices == []


def test_a_webhook_may_be_struck_beside():
    assert struck(Script(0, 1), (0, 1))[0] == [["webhook-delay"]]


def test_what_breaks_the_draw_is_kept_and_nothing_more_is_drawn():
    class OverrunError(BaseException):
        pass

    asked = []

    def choose(count):
        asked.append(count)
        raise OverrunError

    found, faults = struck(choose, (0, 1), (0, 2))
    assert (found, len(asked)) == ([[], []], 1)
    assert isinstance(faults.error, OverrunError)


def test_of_one_nothing_is_chosen():
    assert one(Script(), ["alone"]) == "alone"


@pytest.mark.parametrize("other", [(2, "a", 0), (1, "b", 0), (1, "a", 1)])
def test_a_keyed_choice_depends_on_its_key_and_its_place_alone(other):
    first, again, differs = keyed(1, "a", 0), keyed(1, "a", 0), keyed(*other)
    drawn = [first(1 << 30) for _ in range(5)]
    assert drawn == [again(1 << 30) for _ in range(5)]
    assert len(set(drawn)) == 5
    assert drawn != [differs(1 << 30) for _ in range(5)]
