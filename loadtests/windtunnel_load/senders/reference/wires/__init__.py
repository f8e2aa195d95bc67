"""The providers that this sender speaks, and which of them a number belongs to."""

from collections.abc import Mapping

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import SenderWorld
from windtunnel_load.senders.reference.wire import Wire
from windtunnel_load.senders.reference.wires.meta import Meta
from windtunnel_load.senders.reference.wires.ultramsg import UltraMsg
from windtunnel_load.senders.spoken import spoken

WIRES: Mapping[str, type[Wire]] = {wire.name: wire for wire in (Meta, UltraMsg)}
"""By the provider's name."""


class Wires:
    """One wire for each provider that the world gives credentials for, the first one first."""

    def __init__(self, world: SenderWorld, known: Mapping[str, type[Wire]] = WIRES) -> None:
        self._world = world
        self._known = known
        self.by_name = {name: known[name](world) for name in world.credentials if name in known}

    def checked(self) -> "Wires":
        """Return these, if the world has a provider that is among them.

        Raises:
            ConfigError: it has none.
        """
        spoken(self._world, *self._known, by="this sender")
        return self

    def of(self, number: str) -> Wire:
        """Return the wire of a number of this name.

        Raises:
            ConfigError: it is of no provider that this sender speaks.
        """
        for name, wire in self.by_name.items():
            if number in self._world.credentials[name].numbers:
                return wire
        speaks = ", ".join(self.by_name) or "no provider of this world"
        raise ConfigError(f"number {number!r}: it is not of {speaks}, which this sender speaks")


__all__ = ["WIRES", "Meta", "UltraMsg", "Wires"]
