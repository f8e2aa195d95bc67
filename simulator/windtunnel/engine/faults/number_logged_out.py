"""number-logged-out: the session of the numbers in scope ends, and somebody must log in again."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_NUMBER, Effect
from windtunnel.engine.faults.standing import standing


class NumberLoggedOut(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: they are connected again once somebody logs in, or when the fault ends."""

    kind: ClassVar[str] = "number-logged-out"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_NUMBER

    def effect(self, catalog: Catalog) -> Effect:
        """Return the state."""
        return standing("logged_out", catalog, self.kind)
