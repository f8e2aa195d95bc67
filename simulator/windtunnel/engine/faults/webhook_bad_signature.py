"""webhook-bad-signature: before an event is pushed, it is pushed with a wrong signature."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect, News, OfStatus


class WebhookBadSignature(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: of which status. The forged push is tried once, whatever the receiver answers."""

    kind: ClassVar[str] = "webhook-bad-signature"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    status: OfStatus = ""

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a forged push before the true one."""
        return Effect(news=News(status=self.status, is_forged=True))
