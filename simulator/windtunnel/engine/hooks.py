"""Where an account's webhooks go, and the handshake before that changes."""

from urllib.parse import urlsplit

from windtunnel.domain.chance import draw
from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import HookVerified, Subscribe
from windtunnel.engine.core import Core
from windtunnel.engine.courier import Courier
from windtunnel.engine.wheel import Out

HOOKS_MAX = 100
"""Handshakes under way in one world."""

URL_CHARS_MAX = 2_048


class Hooks:
    """One account's subscription."""

    def __init__(self, core: Core, courier: Courier) -> None:
        self._seed = core.seed
        self._courier = courier
        self._provider = core.first_lane.name
        self._allowed = core.spec.webhook_hosts
        self._waiting: dict[str, str] = {}
        self._asked = 0

    def subscribe(self, event: Subscribe, now_us: int, out: Out) -> None:
        """Change the subscription, after a handshake where the event asks for one.

        Raises:
            ConfigError: the URL may not be posted to.
            LimitError: too many handshakes under way.
            UnknownThing: not this world's account.
        """
        if event.subscriber != self._courier.subscriber:
            raise UnknownThing(
                f"no account {event.subscriber!r} in this world; its account is "
                f"{self._courier.subscriber}"
            )
        if event.url is not None:
            self._check(event.url)
        if event.url is None or not event.handshake:
            self._courier.point(event.url, now_us, out)
            return
        if len(self._waiting) >= HOOKS_MAX:
            raise LimitError(f"{HOOKS_MAX} handshakes are under way, the most a world may have")
        self._asked += 1
        hook = event.hook or f"h{self._asked}"
        self._waiting[hook] = event.url
        out.append(
            VerifyHook(
                hook=hook,
                provider=self._provider,
                url=event.url,
                verify_token=event.verify_token,
                challenge=str(draw(self._seed, "challenge", self._asked)[0] % 10**10),
            )
        )

    def verified(self, event: HookVerified, now_us: int, out: Out) -> None:
        """Take the end of a handshake: the subscription changes where it went well."""
        url = self._waiting.pop(event.hook, None)
        if url is not None and event.ok:
            self._courier.point(url, now_us, out)

    def _check(self, url: str) -> None:
        if len(url) > URL_CHARS_MAX:
            raise ConfigError(
                f"webhook URL of {len(url)} characters; at most {URL_CHARS_MAX} are allowed"
            )
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError as error:
            raise ConfigError(f"webhook URL {url!r}: {error}") from error
        if parts.scheme not in {"http", "https"} or host is None:
            raise ConfigError(f"webhook URL {url!r}; must begin with http:// or https://")
        if host not in self._allowed:
            raise ConfigError(
                f"webhook host {host!r} is not one of this world's webhook_hosts: "
                f"{', '.join(self._allowed) or 'none'}"
            )
