"""How numbers stand: what changes it, by hand, by a fault or by itself."""

from collections.abc import Callable

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import SetNumberState
from windtunnel.domain.facts import NumberStateFact
from windtunnel.domain.worldspec import NumberState
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.faults.checks import TIME_US_MAX
from windtunnel.engine.faults.entry import Entry
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.lane import Lane
from windtunnel.engine.queues import Queues
from windtunnel.engine.wheel import Out


class States:
    """Changes numbers' states; what waits in a queue leaves once its number is connected.

    A fault that is a state ends in "connected", unless the number has left that state since. A
    ban gives way to no other state, and outlasts its fault's time: only a successful appeal, which
    is to heal or clear it, and what is set by hand without a time end it.
    """

    def __init__(self, core: Core, queues: Queues, standing: Callable[[], list[Entry]]) -> None:
        self._access = core.access
        self._wheel = core.wheel
        self._queues = queues
        self._standing = standing
        """Returns the faults that are on and are a state of numbers."""
        self._banned: dict[str, Number] = {}
        """Those whom a fault that is over left banned, by id."""
        self.on_connected: Callable[[Number, int, Out], None]
        """Told of each number that is connected again; set once, when the world is made."""

    def change(self, event: SetNumberState, now_us: int, out: Out) -> None:
        """A number's state changes, for a time where the event says so; a ban only without one.

        Raises:
            ConfigError: its provider's numbers are never in this state, or the time is too long.
            UnknownThing: there is no such number.
        """
        number = self._access.number(event.number)
        check_state(number.spec.name, event.state, number.lane)
        if event.for_us is not None and not 0 < event.for_us <= TIME_US_MAX:
            raise ConfigError(f"for_us is {event.for_us}; must be 1 to {TIME_US_MAX}")
        if event.for_us is not None and number.state == "banned":
            return
        self._banned.pop(number.id, None)
        self.set(number, event.state, now_us, out)
        if event.for_us is not None and event.state != "connected":
            due_us = now_us + event.for_us
            number.comeback = self._wheel.schedule(due_us, self.on_comeback, number)

    def begin(self, number: Number, now_us: int, out: Out) -> None:
        """Write how a number stands at its beginning, where that is not as usual."""
        if number.state != "connected":
            out.append(NumberStateFact(t=now_us, number=number.id, state=number.state))

    def blown(self, changed: Entry, now_us: int, out: Out) -> None:
        """Let a fault that began or ended change the state of the numbers in its scope."""
        from_us = changed.until_us if changed.why == "ttl" else now_us
        for number in self._access.numbers.values():
            state = state_by(changed, number)
            if state is None:
                continue
            if changed.is_on:
                self._impose(number, state, now_us, out)
            elif number.state == state:
                if state == "banned" and changed.why == "ttl":
                    self._banned[number.id] = number
                else:
                    self._free(number, now_us, out, from_us=from_us)

    def meet(self, number: Number, now_us: int, out: Out) -> None:
        """Let a number that joins meet the faults that are on."""
        for entry in self._standing():
            state = state_by(entry, number)
            if state is not None:
                self._impose(number, state, now_us, out)

    def heal(self, now_us: int, out: Out) -> None:
        """Let those appeal whom a fault left banned."""
        banned, self._banned = self._banned, {}
        for number in banned.values():
            self._free(number, now_us, out, from_us=now_us)

    def _impose(self, number: Number, state: NumberState, now_us: int, out: Out) -> None:
        """Let a fault be a number's state, unless that is banned."""
        if number.state != "banned":
            self.set(number, state, now_us, out)

    def _free(self, number: Number, now_us: int, out: Out, *, from_us: int) -> None:
        """Let a number stand as the faults leave it: banned if one says so, else as the last."""
        given = [state_by(entry, number) for entry in self._standing()]
        states = [state for state in given if state is not None] or ["connected"]
        is_banned = number.id in self._banned or "banned" in states
        self.set(number, "banned" if is_banned else states[-1], now_us, out, from_us=from_us)

    def set(
        self,
        number: Number,
        state: NumberState,
        now_us: int,
        out: Out,
        *,
        from_us: int | None = None,
    ) -> None:
        """Give a number a state; one that it is in already is no change.

        It is so from `from_us` on, which may lie before now: that is when its queue goes on.
        """
        if number.comeback is not None:
            self._wheel.cancel(number.comeback)
            number.comeback = None
        if number.state != state:
            number.stand(state)
            out.append(NumberStateFact(t=now_us, number=number.id, state=state))
            if state == "connected":
                self._queues.resume(number, now_us if from_us is None else from_us)
                self.on_connected(number, now_us, out)

    def on_comeback(self, number: Number, due_us: int, now_us: int, out: Out) -> None:
        """A number is connected again, as it was to be, unless a fault keeps it from that."""
        number.comeback = None
        self._free(number, now_us, out, from_us=due_us)


def state_by(entry: Entry, number: Number) -> NumberState | None:
    """Return the state that a fault gives a number, None where it does not reach it."""
    effect = entry.effects.get(number.lane.name)
    if effect is None or not entry.match.reaches(number.id, number.lane.name):
        return None
    return effect.state


def check_state(name: str, state: NumberState, lane: Lane) -> None:
    """Check that a number can be in a state.

    Raises:
        ConfigError: no number of its provider can.
    """
    known = ("connected", *lane.catalog.states)
    if state not in known:
        raise ConfigError(
            f"number {name}: state is {state!r}, which provider {lane.name} "
            f"does not have; {proposal(state, known)}"
        )
