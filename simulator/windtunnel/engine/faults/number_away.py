"""number-away: the phones of the numbers in scope are away."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_NUMBER, Effect
from windtunnel.engine.faults.standing import standing


class NumberAway(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: what is accepted meanwhile waits."""

    kind: ClassVar[str] = "number-away"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_NUMBER

    def effect(self, catalog: Catalog) -> Effect:
        """Return the state."""
        return standing("disconnected", catalog, self.kind)
