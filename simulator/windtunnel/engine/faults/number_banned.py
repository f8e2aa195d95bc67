"""number-banned: WhatsApp bans the numbers in scope."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.effect import SCOPE_NUMBER, Effect
from windtunnel.engine.faults.standing import standing


class NumberBanned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: they stay banned when its time is over.

    Healing or clearing it is a successful appeal.
    """

    kind: ClassVar[str] = "number-banned"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_NUMBER

    def effect(self, catalog: Catalog) -> Effect:
        """Return the state."""
        return standing("banned", catalog, self.kind)
