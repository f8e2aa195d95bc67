"""What a fault does, as a value: the only thing that a fault's file makes."""

from typing import ClassVar, Literal, Protocol

import msgspec

from windtunnel.domain.catalog import Catalog, Code
from windtunnel.domain.wire import CLEAN, WirePlan
from windtunnel.domain.worldspec import NumberState

SCOPE_ALL = frozenset(
    {
        "provider",
        "number",
        "template",
        "country",
        "recipients",
        "share",
        "chance",
        "first",
        "every",
        "exact",
    }
)
SCOPE_NUMBER = frozenset({"provider", "number"})
SCOPE_LISTENER = frozenset({"exact"})

OfStatus = Literal["", "pending", "sent", "delivered", "read", "played", "failed"]
"""Which of a message's events a webhook fault strikes; "" is each of them."""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What befalls the pushes of an event.

    `late_us` is added to its delay; `again_us` pushes it once more, that long after; `is_held`
    waits for the message's next event to go first, and `is_repeated` pushes it once more then;
    `is_lost` never posts it; `is_forged` posts it once before, signed wrongly.
    """

    status: OfStatus
    late_us: int = 0
    again_us: int | None = None
    is_held: bool = False
    is_repeated: bool = False
    is_lost: bool = False
    is_forged: bool = False

    @property
    def waits(self) -> bool:
        """Whether it needs a next event of the same message."""
        return self.is_held or self.is_repeated


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What happens while a fault is on.

    `code` refuses the attempt with this code (`http` and `retry_after_s` go with it), `later`
    accepts it and fails the message, `plan` acts on the wire, `is_early` tells the subscriber
    before the answer, `is_swapped` lets two messages swap their ordinals. `news`
    strikes events instead of attempts; `is_refusing` lets no connection
    come to be; `throughput_per_s` and `state` are how the numbers in scope stand.
    """

    code: Code | None = None
    http: int | None = None
    retry_after_s: int | None = None
    later: Code | None = None
    plan: WirePlan = CLEAN
    is_early: bool = False
    is_swapped: bool = False
    is_refusing: bool = False
    news: News | None = None
    throughput_per_s: float | None = None
    state: NumberState | None = None


class Fault(Protocol):
    """One kind of fault. The settings are the fields of the struct that implements it."""

    kind: ClassVar[str]
    scope_fields: ClassVar[frozenset[str]]

    def effect(self, catalog: Catalog) -> Effect:
        """Return what it does at a provider.

        Raises:
            ConfigError: a setting is outside its range, or this provider does not know it.
        """
