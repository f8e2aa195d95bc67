"""ok-with-error: the provider refuses with a code, under HTTP 200."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.engine.faults.codes import code_of
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect

HTTP_OK = 200


class OkWithError(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the code that stands in the body."""

    kind: ClassVar[str] = "ok-with-error"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    code: int

    def effect(self, catalog: Catalog) -> Effect:
        """Return a refusal that looks like success."""
        return Effect(code=code_of(self.code, catalog, self.kind), http=HTTP_OK)
