"""What a checkup may look at, of a running rig."""

from typing import TYPE_CHECKING

from windtunnel.domain.facts import AnyFact

if TYPE_CHECKING:
    from windtunnel_load.rig.setup import Rig


class Witness:
    """Reads world, simulator and log of a rig; changes nothing."""

    def __init__(self, rig: "Rig") -> None:
        self._rig = rig

    def facts(self) -> list[AnyFact]:
        """Return the facts of the world so far."""
        return self._rig.world.facts()

    def strays(self) -> list[str]:
        """Return the requests that belonged to no world."""
        found: list[str] = self._rig.simulator.control.health()["strays"]
        return found

    def refused(self) -> dict[str, int] | None:
        """Return the other hosts that were asked for; None where nothing is intercepted."""
        told = self._rig.simulator.control.interception()
        return None if told is None else dict(told["refused"])

    def log(self) -> str:
        """Return the end of the sender's output."""
        process = self._rig.sender_process
        return "" if process is None else process.tail()
