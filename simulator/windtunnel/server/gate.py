"""One dialect at the front: what it claims, and how it refuses what belongs to no world."""

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.submit import Answer, Reply, Submit
from windtunnel.domain.wire import CLEAN
from windtunnel.server.registry import Registry
from windtunnel.server.world import World

_JSON = [(b"content-type", b"application/json")]
_HTTP_TOO_LARGE = 413


_NOTHING = Reply(status=500, headers=[], body=b"")


class Decided(msgspec.Struct, frozen=True):
    """What a world answers to a send, and in which words."""

    answer: Answer
    reply: Reply
    world: World

    @property
    def is_plain(self) -> bool:
        """Whether the answer goes out at once and whole."""
        return self.answer.plan is CLEAN and not self.answer.delay_us


class Gate:
    """A dialect with its router and its refusals outside of any world."""

    def __init__(self, dialect: Dialect, registry: Registry) -> None:
        catalog = dialect.catalog({})
        self.dialect = dialect
        self.registry = registry
        self.router = dialect.router(registry.finder(dialect.name))
        self.body_bytes_max = catalog.body_bytes_max
        self.says_too_large = "body_too_large" in catalog.rules
        self._unknown = _refusal(dialect, catalog, catalog.stranger, 401)
        self._too_large = _refusal(dialect, catalog, "body_too_large", _HTTP_TOO_LARGE)

    def decide(self, submit: Submit, began_ns: int) -> Decided | None:
        """Let a send's world decide on it; None where it belongs to none of this provider's."""
        world = self.world_of(submit)
        return None if world is None else self.say(world.submit(submit, began_ns), world)

    def world_of(self, submit: Submit) -> World | None:
        """Return the world that a send belongs to, None where it is not this provider's."""
        world = self.registry.find(submit.number, submit.token)
        if world is None or self.dialect.name not in world.spec.providers:
            return None
        return world

    def say(self, answer: Answer, world: World) -> Decided:
        """Put an answer into the provider's words."""
        # What the platform never saw has no answer to render.
        reply = self.dialect.render_answer(answer) if answer.plan.is_seen else _NOTHING
        return Decided(answer, reply, world)

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
