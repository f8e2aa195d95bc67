"""One dialect at the front: what it claims, and how it refuses what belongs to no world."""

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.submit import Answer, Reply
from windtunnel.server.registry import Registry
from windtunnel.server.world import World

_JSON = [(b"content-type", b"application/json")]
_HTTP_TOO_LARGE = 413


class Gate:
    """A dialect with its router and its refusals outside of any world."""

    def __init__(self, dialect: Dialect, registry: Registry) -> None:
        catalog = dialect.catalog({})
        self.dialect = dialect
        self.router = dialect.router(registry.finder(dialect.name))
        self.says_too_large = "body_too_large" in catalog.rules
        self._unknown = _refusal(dialect, catalog, "token_invalid", 401)
        self._too_large = _refusal(dialect, catalog, "body_too_large", _HTTP_TOO_LARGE)

    def is_in(self, world: World) -> bool:
        """Return whether a world has this provider."""
        return self.dialect.name in world.spec.providers

    def refuse(self, *, is_too_large: bool) -> Reply:
        """Return the refusal of a send that belongs to no world."""
        return self._too_large if is_too_large else self._unknown


def _refusal(dialect: Dialect, catalog: Catalog, reason: str, http: int) -> Reply:
    rule = catalog.rules.get(reason)
    if rule is None:
        body = msgspec.json.encode({"error": f"refused: {reason}"})
        return Reply(status=http, headers=_JSON, body=body)
    code = catalog.code(rule.code)
    answer = Answer(
        attempt="",
        provider=dialect.name,
        accepted=False,
        kind="",
        code=code,
        subcode=code.subcode if rule.subcode is None else rule.subcode,
        http=rule.http or code.http,
        details=rule.details if "{" not in rule.details else "",
    )
    return dialect.render_answer(answer)
