"""html-502: a gateway between sender and provider answers with its own page."""

from typing import ClassVar, Literal

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.wire import WirePlan
from windtunnel.engine.faults.effect import SCOPE_ALL, Effect

PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n"
    "<body><h1>502 Bad Gateway</h1></body>\r\n</html>\r\n"
)


class Html502(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Settings: whether the page comes before the provider sees the send, or after it acted."""

    kind: ClassVar[str] = "html-502"
    scope_fields: ClassVar[frozenset[str]] = SCOPE_ALL

    when: Literal["before", "after"] = "before"

    def effect(self, catalog: Catalog) -> Effect:  # noqa: ARG002 - the same at every provider
        """Return the page instead of an answer."""
        return Effect(
            plan=WirePlan(before="answer" if self.when == "before" else "none", body=PAGE)
        )
