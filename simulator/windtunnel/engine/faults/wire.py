"""wire: what happens to the bytes, before the platform sees the request or after it decided."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.wire import CLEAN, HOLD_S_MAX, After, Before, WirePlan
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect

BODY_CHARS_MAX = 65_536
DELAY_MS_MAX = round(HOLD_S_MAX * 1000)
CUT_BYTES_MAX = 65_536
STATUS_RANGE = range(200, 600)


class Wire(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the fields of a wire plan."""

    kind: ClassVar[str] = "wire"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    before: Before = "none"
    after: After = "none"
    delay_ms: int = 0
    cut_bytes: int = 0
    body: str | None = None
    status: int | None = None

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return the wire plan."""
        for name, value, bound in (
            ("delay_ms", self.delay_ms, DELAY_MS_MAX),
            ("cut_bytes", self.cut_bytes, CUT_BYTES_MAX),
            ("body", len(self.body or ""), BODY_CHARS_MAX),
        ):
            if not 0 <= value <= bound:
                raise ConfigError(f"fault {self.kind}: {name} is {value}; must be 0 to {bound}")
        if self.status is not None and (self.body is None or self.status not in STATUS_RANGE):
            raise ConfigError(
                f"fault {self.kind}: status is {self.status}; must be 200 to 599, with a body"
            )
        if self.before == "answer" and self.body is None:
            raise ConfigError(f"fault {self.kind}: before is 'answer', which needs a body")
        plan = WirePlan(
            before=self.before,
            after=self.after,
            delay_ms=self.delay_ms,
            cut_bytes=self.cut_bytes,
            body=self.body,
            status=self.status,
        )
        if plan == CLEAN:
            raise ConfigError(
                f"fault {self.kind}: nothing to do; give one of before, after, delay_ms, "
                "cut_bytes, body"
            )
        return Effect(plan=plan)
