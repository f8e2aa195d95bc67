"""answer-lost: the provider decides and acts, and its answer never arrives."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.wire import WirePlan
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect


class AnswerLost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: no byte of the answer is sent until the client gives up."""

    kind: ClassVar[str] = "answer-lost"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return a held answer."""
        return Effect(plan=WirePlan(after="hold"))
