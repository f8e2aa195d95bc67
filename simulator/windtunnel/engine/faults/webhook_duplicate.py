"""webhook-duplicate: an event is pushed again though it was acked."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect, News, OfStatus
from windtunnel.engine.faults.spans import span_us


class WebhookDuplicate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: how long after the first push the second follows, and of which status."""

    kind: ClassVar[str] = "webhook-duplicate"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    after_ms: int
    status: OfStatus = ""

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a second push of the same event."""
        again_us = span_us(self.after_ms, "after_ms", self.kind)
        return Effect(news=News(status=self.status, again_us=again_us))
