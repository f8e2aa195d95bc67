"""What a fault does, as a value: the only thing that a fault's file makes."""

from typing import ClassVar, Literal, Protocol

import msgspec

from windtunnel.domain.catalog import Catalog, Code
from windtunnel.domain.wire import CLEAN, WirePlan

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

OfStatus = Literal["", "sent", "delivered", "read", "failed"]
"""Which of a message's events a webhook fault strikes; "" is each of them."""


class News(msgspec.Struct, frozen=True, kw_only=True):
    """What befalls the pushes of an event.

    `late_us` is added to its delay; `again_us` pushes it once more, that long after; `is_held`
    waits for the message's next event to go first; `is_lost` never posts it; `is_forged` posts
    it once before, signed wrongly.
    """

    status: OfStatus
    late_us: int = 0
    again_us: int | None = None
    is_held: bool = False
    is_lost: bool = False
    is_forged: bool = False


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What happens while a fault is on.

    `code` refuses the attempt with this code (`http` and `retry_after_s` go with it), `later`
    accepts it and fails the message, `plan` acts on the wire, `is_early` tells the subscriber
    before the answer. `news` strikes events instead of attempts; `is_refusing` lets no connection
    come to be; `throughput_per_s` is a state of the numbers in scope.
    """

    code: Code | None = None
    http: int | None = None
    retry_after_s: int | None = None
    later: Code | None = None
    plan: WirePlan = CLEAN
    is_early: bool = False
    is_refusing: bool = False
    news: News | None = None
    throughput_per_s: float | None = None


class Fault(Protocol):
    """One kind of fault. The settings are the fields of the struct that implements it."""

    kind: ClassVar[str]
    scope_fields: ClassVar[frozenset[str]]

    def effect(self, catalog: Catalog) -> Effect:
        """Return what it does at a provider.

        Raises:
            ConfigError: a setting is outside its range, or this provider does not know it.
        """
