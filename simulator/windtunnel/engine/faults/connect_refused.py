"""connect-refused: nobody listens at the provider's port."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_LISTENER, Effect


class ConnectRefused(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: every new connection is refused, or those for exact requests of intents.

    A refused connection leaves no attempt in the ledger, but it counts as the intent's request.
    """

    kind: ClassVar[str] = "connect-refused"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_LISTENER

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a closed listener."""
        return Effect(is_refusing=True)
