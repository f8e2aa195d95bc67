"""webhook-early: the subscriber hears that a message was sent before the send is answered."""

from typing import ClassVar, Literal

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect


class WebhookEarly(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the status that comes early; it can be no other than `sent`."""

    kind: ClassVar[str] = "webhook-early"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    status: Literal["", "sent"] = "sent"

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a callback at once, and an answer that waits for it."""
        return Effect(is_early=True)
