"""answer-code: the provider refuses with a code before it looks at the request."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.errors import ConfigError
from windtunnel.engine.faults.codes import code_of
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect

RETRY_AFTER_S_MAX = 86_400
HTTP_RANGE = range(200, 600)


class AnswerCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the code, a Retry-After, and the HTTP status where it is not the code's own."""

    kind: ClassVar[str] = "answer-code"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    code: int
    retry_after_s: int | None = None
    http: int | None = None

    def effect(self, catalog: Catalog) -> Effect:
        """Return a refusal with this code."""
        code = code_of(self.code, catalog, self.kind)
        wait_s = self.retry_after_s
        if wait_s is not None and not 0 <= wait_s <= RETRY_AFTER_S_MAX:
            raise ConfigError(
                f"fault {self.kind}: retry_after_s is {wait_s}; must be 0 to {RETRY_AFTER_S_MAX}"
            )
        if self.http is not None and self.http not in HTTP_RANGE:
            raise ConfigError(f"fault {self.kind}: http is {self.http}; must be 200 to 599")
        return Effect(code=code, http=self.http, retry_after_s=wait_s)
