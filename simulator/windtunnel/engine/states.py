"""How numbers stand: what changes it, by hand, by a fault or by itself."""

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import SetNumberState
from windtunnel.domain.facts import NumberStateFact
from windtunnel.domain.worldspec import NumberState
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.faults.checks import TIME_US_MAX
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.queues import Queues
from windtunnel.engine.wheel import Out


class States:
    """Changes numbers' states; what waits in a queue leaves once its number is connected."""

    def __init__(self, core: Core, queues: Queues) -> None:
        self._access = core.access
        self._wheel = core.wheel
        self._queues = queues

    def change(self, event: SetNumberState, now_us: int, out: Out) -> None:
        """A number's state changes, for a time where the event says so.

        Raises:
            ConfigError: its provider's numbers are never in this state, or the time is too long.
            UnknownThing: there is no such number.
        """
        number = self._access.number(event.number)
        check_state(number, event.state)
        if event.for_us is not None and not 0 < event.for_us <= TIME_US_MAX:
            raise ConfigError(f"for_us is {event.for_us}; must be 1 to {TIME_US_MAX}")
        self.set(number, event.state, now_us, out)
        if event.for_us is not None and event.state != "connected":
            due_us = now_us + event.for_us
            number.comeback = self._wheel.schedule(due_us, self.on_comeback, number)

    def set(self, number: Number, state: NumberState, now_us: int, out: Out) -> None:
        """Give a number a state; one that it is in already is no change."""
        if number.comeback is not None:
            self._wheel.cancel(number.comeback)
            number.comeback = None
        if number.state != state:
            number.stand(state)
            out.append(NumberStateFact(t=now_us, number=number.id, state=state))
            if state == "connected":
                self._queues.resume(number, now_us)

    def on_comeback(self, number: Number, _due_us: int, now_us: int, out: Out) -> None:
        """A number is connected again, as it was to be."""
        number.comeback = None
        self.set(number, "connected", now_us, out)


def check_state(number: Number, state: NumberState) -> None:
    """Check that a number can be in a state.

    Raises:
        ConfigError: no number of its provider can.
    """
    known = ("connected", *number.lane.catalog.states)
    if state not in known:
        raise ConfigError(
            f"number {number.spec.name}: state is {state!r}, which provider {number.lane.name} "
            f"does not have; {proposal(state, known)}"
        )
