"""What a checkup may look at, of a running rig."""

from collections import Counter
from typing import TYPE_CHECKING

from windtunnel.domain.facts import AnyFact

if TYPE_CHECKING:
    from windtunnel_load.rig.setup import Rig


class Witness:
    """Reads world, simulator and log of a rig; changes nothing.

    Of a simulator elsewhere, which others use, too, only what came after this began counts.
    """

    def __init__(self, rig: "Rig") -> None:
        self._rig = rig
        self._strays: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        if rig.elsewhere is not None:
            self._strays, self._refused = Counter(self.strays()), Counter(self.refused() or {})

    def facts(self) -> list[AnyFact]:
        """Return the facts of the world so far."""
        return self._rig.world.facts()

    def strays(self) -> list[str]:
        """Return the requests that belonged to no world."""
        found: list[str] = self._rig.simulator.control.health()["strays"]
        return list((Counter(found) - self._strays).elements())

    def refused(self) -> dict[str, int] | None:
        """Return the other hosts that were asked for; None where nothing is intercepted."""
        told = self._rig.simulator.control.interception()
        return None if told is None else dict(Counter(told["refused"]) - self._refused)

    def log(self, *, ending_s: float = 0.0) -> str:
        """Return the end of the sender's output, once it has ended or this time has passed."""
        process = self._rig.sender_process
        if process is not None:
            process.wait(ending_s)
        return "" if process is None else process.tail()
