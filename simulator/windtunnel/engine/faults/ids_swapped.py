"""ids-swapped: a message gets the id that the next one would have had, and that one its id."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.errors import ConfigError
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect


class IdsSwapped(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings; what waits in the queue keeps its order, only the ids are not in it."""

    kind: ClassVar[str] = "ids-swapped"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    def effect(self, catalog: Catalog) -> Effect:
        """Return ids out of order.

        Raises:
            ConfigError: the provider does not count its messages.
        """
        if not catalog.keeps and catalog.queue is None:
            raise ConfigError(
                f"fault {self.kind}: provider {catalog.provider} does not count its messages"
            )
        return Effect(is_swapped=True)
