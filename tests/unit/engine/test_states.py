"""How numbers stand: by hand, for a time, and what providers then refuse."""

import pytest
from toyqueue import STOPPED, QueueDialect
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError, UnknownThing
from windtunnel.domain.events import AddNumber, SetNumberSettings, SetNumberState
from windtunnel.domain.facts import AttemptFact, NumberStateFact
from windtunnel.domain.worldspec import NumberSpec

MANAGE = "whatsapp_business_management"


def world(**spec):
    return World(dialect=QueueDialect(), **spec)


def state(made, to, **fields):
    made.step(SetNumberState(number="main", state=to, **fields))


def states(made):
    return [(fact.t, fact.state) for fact in made.facts(NumberStateFact)]


def test_a_state_is_written_when_it_changes_and_only_then():
    made = world()
    state(made, "connected")
    state(made, "standby")
    state(made, "standby")
    made.run(SECOND)
    state(made, "connected")
    assert states(made) == [(0, "standby"), (SECOND, "connected")]


def test_a_number_may_begin_in_a_state():
    made = world(numbers=(NumberSpec(state="logged_out"),))
    made.step(AddNumber(spec=NumberSpec(name="other", state="standby")))
    assert [fact.state for fact in made.facts(NumberStateFact)] == ["logged_out", "standby"]
    assert made.platform.number("main").state == "logged_out"


def test_a_state_for_a_time_ends_by_itself():
    made = world()
    state(made, "loading", for_us=3 * SECOND)
    assert states(made.finish()) == [(0, "loading"), (3 * SECOND, "connected")]


def test_a_later_state_goes_before_a_comeback():
    made = world()
    state(made, "loading", for_us=3 * SECOND)
    state(made, "logged_out")
    assert states(made.finish()) == [(0, "loading"), (0, "logged_out")]
    assert made.platform.next_due() is None


def test_to_be_connected_for_a_time_is_to_be_connected():
    made = world(numbers=(NumberSpec(state="standby"),))
    state(made, "connected", for_us=SECOND)
    assert (made.platform.number("main").state, made.platform.next_due()) == ("connected", None)


@pytest.mark.parametrize(
    ("event", "error", "text"),
    [
        (SetNumberState(number="x", state="standby"), UnknownThing, "no number"),
        (SetNumberState(number="main", state="standby", for_us=0), ConfigError, "for_us is 0"),
        (SetNumberState(number="main", state="lost"), ConfigError, "number main: state is 'lost'"),
        (SetNumberSettings(number="main", settings={"gap_s": "x"}), ConfigError, "settings"),
        (AddNumber(spec=NumberSpec(name="n", state="lost")), ConfigError, "number n: state"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(event, error, text):
    made = world()
    with pytest.raises(error, match=text):
        made.step(event)
    assert (states(made), list(made.platform.numbers)) == ([], [made.number])


def test_a_stopped_number_is_refused_for_sends_and_for_everything_else():
    made = world()
    state(made, "stopped")
    answer = made.send()
    assert (answer.accepted, answer.code.code, answer.http) == (False, STOPPED, 404)
    assert answer.details == f"{made.number} is unpaid"
    managed = made.platform.authorise(made.token, made.number, MANAGE)
    assert (managed.code.code, managed.details) == (STOPPED, answer.details)
    assert len(made.facts(AttemptFact)) == 1


def test_a_wrong_token_is_said_before_an_unpaid_number():
    made = world()
    state(made, "stopped")
    assert made.send(token="x").code.code == 11
    assert made.platform.authorise("x", made.number, MANAGE).code.code == 11


def test_a_banned_number_still_accepts_where_its_provider_cannot_say_so():
    made = world()
    state(made, "banned")
    assert made.send().accepted
    assert made.platform.authorise(made.token, made.number, MANAGE) is None


def test_a_provider_may_have_states_and_no_queue():
    made = World(dialect=QueueDialect(queue=None))
    state(made, "standby")
    state(made, "connected")
    assert [what for _, what in states(made)] == ["standby", "connected"]


def test_settings_of_a_number_that_has_neither_queue_nor_callback_are_kept():
    made = World()
    made.step(SetNumberSettings(number="main", settings={"gap_s": 1}))
    assert made.platform.number("main").settings == {"gap_s": 1}


def test_a_provider_without_states_has_none():
    with pytest.raises(ConfigError, match="provider toy does not have"):
        World().step(SetNumberState(number="main", state="standby"))
