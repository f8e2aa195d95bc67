"""number-standby: another session takes over the numbers in scope."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_NUMBER, Effect
from windtunnel.engine.faults.standing import standing


class NumberStandby(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: they are connected once somebody takes them back, or when it ends."""

    kind: ClassVar[str] = "number-standby"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_NUMBER

    def effect(self, catalog: Catalog) -> Effect:
        """Return the state."""
        return standing("standby", catalog, self.kind)
