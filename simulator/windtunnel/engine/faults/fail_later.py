"""fail-later: the provider accepts the message, and says `failed` with a code afterwards."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.codes import code_of
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect


class FailLater(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the code of the failed status."""

    kind: ClassVar[str] = "fail-later"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    code: int

    def effect(self, catalog: Catalog) -> Effect:
        """Return a failure with this code after the message was accepted."""
        return Effect(later=code_of(self.code, catalog, self.kind))
