"""The couriers of a world: one for each subscriber, which is an account or a number."""

from typing import TYPE_CHECKING

from windtunnel.domain.errors import UnknownThing
from windtunnel.domain.events import PushEnded
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.courier import Courier
from windtunnel.engine.lane import Lane
from windtunnel.engine.wheel import Out

if TYPE_CHECKING:
    from windtunnel.engine.faults.board import Board


class Couriers:
    """Couriers by subscriber; each provider says in its catalog who its subscribers are."""

    def __init__(self, core: Core, board: "Board") -> None:
        self._core = core
        self._board = board
        self._all: dict[str, Courier] = {}
        for lane in core.lanes.values():
            if lane.catalog.subscriber == "account":
                self._add(core.access.accounts[lane.name], lane)

    def adopt(self, number: Number) -> None:
        """Give a number its courier: one of its own, or its account's."""
        if number.lane.catalog.subscriber == "number":
            number.courier = self._add(number.id, number.lane)
            number.courier.suit(number.wants)
        else:
            number.courier = self._all[number.account]

    def has(self, subscriber: str) -> bool:
        """Return whether an account or a number has a callback of its own."""
        return subscriber in self._all

    def get(self, subscriber: str) -> Courier:
        """Return the courier of a subscriber.

        Raises:
            UnknownThing: nobody in this world has this id, or they have no callback of their own.
        """
        found = self._all.get(subscriber)
        if found is None:
            raise UnknownThing(
                f"no subscriber {subscriber!r} in this world; its subscribers are "
                f"{', '.join(self._all) or 'none yet'}"
            )
        return found

    def of_lane(self, lane: Lane) -> list[Courier]:
        """Return the couriers of one provider."""
        return [courier for courier in self._all.values() if courier.lane is lane]

    def of_templates(self) -> list[Courier]:
        """Return the courier that news of templates go to: they are the first account's."""
        mine = [courier for courier in self._all.values() if courier.lane.catalog.has_templates]
        return [courier for courier in mine if courier.hearing.is_of_account][:1]

    def ended(self, end: PushEnded, now_us: int, out: Out) -> None:
        """Take the end of a push, whosever it was."""
        for courier in self._all.values():
            if courier.ended(end, now_us, out):
                return

    def stop(self) -> None:
        """Post nothing any more."""
        for courier in self._all.values():
            courier.is_stopped = True

    @property
    def owed(self) -> int:
        """How many events all subscribers are owed now."""
        return sum(courier.owed for courier in self._all.values())

    def _add(self, subscriber: str, lane: Lane) -> Courier:
        made = self._all[subscriber] = Courier(self._core, self._board, subscriber, lane)
        return made
