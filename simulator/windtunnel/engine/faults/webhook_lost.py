"""webhook-lost: an event comes to be and is never pushed."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect, News, OfStatus


class WebhookLost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: of which status."""

    kind: ClassVar[str] = "webhook-lost"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    status: OfStatus = ""

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a push that is never made."""
        return Effect(news=News(status=self.status, is_lost=True))
