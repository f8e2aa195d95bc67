"""throttle: the throughput of the numbers in scope is cut while the fault is on."""

from typing import ClassVar

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.errors import ConfigError
from windtunnel.engine.faults.effect import SCOPE_NUMBER, Effect
from windtunnel.engine.limiter import RATE_MAX_PER_S


class Throttle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: the messages per second that remain; a higher figure than before cuts nothing."""

    kind: ClassVar[str] = "throttle"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_NUMBER

    throughput_per_s: float

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return the cut throughput."""
        rate = self.throughput_per_s
        if not 0 < rate <= RATE_MAX_PER_S:
            raise ConfigError(
                f"fault {self.kind}: throughput_per_s is {rate}; "
                f"must be greater than 0 and at most {RATE_MAX_PER_S:.0f}"
            )
        return Effect(throughput_per_s=rate)
