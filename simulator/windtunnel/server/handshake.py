"""The verification of a new callback: the GET, its answer, and who waits for it."""

import asyncio
from typing import TYPE_CHECKING

from windtunnel.domain import events
from windtunnel.domain.effects import VerifyHook
from windtunnel.server.poster import Poster

if TYPE_CHECKING:
    from windtunnel.server.world import World

HANDSHAKE_S_MAX = 10.0


class Handshakes:
    """The handshakes of one world that are under way."""

    def __init__(self, world: "World", poster: Poster) -> None:
        self._world = world
        self._poster = poster
        self._waiting: dict[str, asyncio.Future[str | None]] = {}
        self._asking: set[asyncio.Task[None]] = set()
        self._number = 0

    async def subscribe(
        self,
        url: str | None,
        verify_token: str,
        *,
        has_handshake: bool,
        subscriber: str | None = None,
    ) -> str | None:
        """Change a subscriber's callback; return why not, or None where it went well.

        The subscriber is an account or a number; the first provider's account where none is given.

        Raises:
            ConfigError: the URL may not be posted to.
            LimitError: too many handshakes under way.
            UnknownThing: there is no such subscriber.
        """
        world = self._world
        if url is not None:
            self._poster.check(url)
        self._number += 1
        hook = f"s{self._number}"
        event = events.Subscribe(
            subscriber=subscriber or world.platform.account,
            url=url,
            verify_token=verify_token or world.verify_token,
            handshake=has_handshake,
            hook=hook,
        )
        if url is None or not has_handshake:
            world.apply(event)
            return None
        ended: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._waiting[hook] = ended
        try:
            world.apply(event)
            return await ended
        finally:
            del self._waiting[hook]

    def ask(self, hook: VerifyHook) -> None:
        """Carry out a `VerifyHook`."""
        task = asyncio.get_running_loop().create_task(self._ask(hook))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def close(self) -> None:
        """Give up what is under way."""
        for task in tuple(self._asking):
            task.cancel()
        for ended in tuple(self._waiting.values()):
            if not ended.done():
                ended.set_result("the world was ended")

    async def _ask(self, hook: VerifyHook) -> None:
        dialect = self._world.dialects[hook.provider]
        status, body = await self._poster.get(dialect.hook_url(hook), timeout_s=HANDSHAKE_S_MAX)
        if status is None:
            reason: str | None = f"{hook.url} did not answer"
        elif dialect.hook_ok(hook, status, body):
            reason = None
        else:
            reason = f"{hook.url} answered {status} and did not echo the challenge"
        if self._world.is_open:
            self._world.apply(
                events.HookVerified(hook=hook.hook, ok=reason is None, reason=reason or "")
            )
        ended = self._waiting.get(hook.hook)
        if ended is not None and not ended.done():
            ended.set_result(reason)
