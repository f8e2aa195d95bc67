"""An accepted message on its way, from its acceptance to the last that is heard of it."""

from typing import TYPE_CHECKING

import msgspec

from windtunnel.domain.catalog import Code
from windtunnel.domain.facts import MessageScope
from windtunnel.domain.magic import SLOW_S, Fate
from windtunnel.domain.message import Message
from windtunnel.engine.lane import SECOND_US, Lane

if TYPE_CHECKING:
    from windtunnel.engine.courier import Courier

NEVER = frozenset({"never-online", "blocked"})


class Flight(msgspec.Struct, kw_only=True, gc=False):
    """An accepted message on its way: what was drawn for it, made into waits in µs.

    It arrives `arrival_us` after it was sent, is read `read_us` after that, and what can be heard
    is played `played_us` after it was read; None is never.
    Where `is_skipped`, no `delivered` is told if it is read. An early one is sent, and the
    subscriber told, before the send is answered. `fate` is that of a magic recipient, and
    `courier` that of its number's subscriber.
    """

    message: Message
    lane: Lane
    courier: "Courier"
    scope: MessageScope
    code: Code | None = None
    details: str = ""
    is_early: bool = False
    is_skipped: bool = False
    is_online: bool | None = None
    arrival_us: int | None = None
    read_us: int | None = None
    played_us: int | None = None
    fate: Fate | None = None

    def ttl_us(self) -> int:
        """Return how long the message is kept for its handset."""
        kind = "free" if self.message.form == "free" else self.message.category
        return self.lane.behaviour.ttl_us(kind)


def let(flight: Flight, fate: Fate) -> None:
    """Let a message become what its recipient's number says."""
    if fate in NEVER:
        flight.is_online = fate == "blocked"
        flight.arrival_us = flight.read_us = None
    elif fate == "slow":
        flight.is_online = False
        flight.arrival_us = SLOW_S * SECOND_US
