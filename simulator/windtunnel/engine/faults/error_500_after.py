"""error-500-after: the provider decides and acts, and its answer is an error without a code."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.wire import WirePlan
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect

HTTP_ERROR = 500
BODY = '{"error":{"message":"Internal Server Error"}}'
"""No code: it says nothing of what became of the send."""


class Error500After(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """No settings: an HTTP 500 in JSON takes the place of whatever the provider answers."""

    kind: ClassVar[str] = "error-500-after"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return an error that hides the answer."""
        return Effect(plan=WirePlan(body=BODY, status=HTTP_ERROR))
