"""webhook-regress: an event is pushed again once its message's next one has gone."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect, News, OfStatus


class WebhookRegress(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: of which status; a message's last event has no next one and is let be."""

    kind: ClassVar[str] = "webhook-regress"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    status: OfStatus = ""

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a second push that waits for the next event's."""
        return Effect(news=News(status=self.status, is_repeated=True))
