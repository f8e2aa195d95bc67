"""webhook-delay: an event of a message is pushed later than it would have been."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect, News, OfStatus
from windtunnel.engine.faults.spans import span_us


class WebhookDelay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the wait, beside what the profile lets pass anyway, and of which status."""

    kind: ClassVar[str] = "webhook-delay"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    delay_ms: int
    status: OfStatus = ""

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a wait before the first push."""
        late_us = span_us(self.delay_ms, "delay_ms", self.kind)
        return Effect(news=News(status=self.status, late_us=late_us))
