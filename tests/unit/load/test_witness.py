"""What a checkup sees of a simulator that others use, too."""

from types import SimpleNamespace

import pytest

from windtunnel_load.rig.witness import Witness


class Control:
    """A control API whose words can be changed."""

    def __init__(self):
        self.strays = ["GET /old"]
        self.hosts = {"old.example": 2}

    def health(self):
        return {"strays": list(self.strays)}

    def interception(self):
        return None if self.hosts is None else {"refused": dict(self.hosts)}


def witness(control, *, elsewhere):
    simulator = SimpleNamespace(control=control)
    return Witness(
        SimpleNamespace(simulator=simulator, elsewhere=simulator if elsewhere else None)
    )


@pytest.fixture
def control():
    return Control()


def test_what_others_did_before_is_not_this_senders(control):
    seen = witness(control, elsewhere=True)
    assert (seen.strays(), seen.refused()) == ([], {})
    control.strays.append("GET /new")
    control.hosts = {"old.example": 3, "new.example": 1}
    assert (seen.strays(), seen.refused()) == (["GET /new"], {"old.example": 1, "new.example": 1})


def test_all_that_a_simulator_of_our_own_saw_is(control):
    seen = witness(control, elsewhere=False)
    assert (seen.strays(), seen.refused()) == (["GET /old"], {"old.example": 2})


def test_nothing_is_refused_where_nothing_is_intercepted(control):
    control.hosts = None
    assert witness(control, elsewhere=True).refused() is None


def test_the_last_words_of_who_is_ending_are_waited_for(control):
    waited = []
    process = SimpleNamespace(wait=waited.append, tail=lambda: "the last word")
    rig = SimpleNamespace(
        simulator=SimpleNamespace(control=control), elsewhere=None, sender_process=process
    )
    assert Witness(rig).log(ending_s=2.0) == "the last word"
    assert waited == [2.0]
