"""number-unpaid: the numbers in scope are stopped, because nobody paid for them."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_NUMBER, Effect
from windtunnel.engine.faults.standing import standing


class NumberUnpaid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: while it is on, every request about them is refused."""

    kind: ClassVar[str] = "number-unpaid"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_NUMBER

    def effect(self, catalog: Catalog) -> Effect:
        """Return the state."""
        return standing("stopped", catalog, self.kind)
