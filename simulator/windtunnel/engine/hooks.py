"""Where an account's webhooks go, and the handshake before that changes."""

from urllib.parse import urlsplit

from windtunnel.domain.chance import draw
from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.errors import ConfigError, LimitError
from windtunnel.domain.events import HookVerified, Subscribe
from windtunnel.engine.core import Core
from windtunnel.engine.courier import Courier
from windtunnel.engine.couriers import Couriers
from windtunnel.engine.lane import Lane
from windtunnel.engine.wheel import Out

HOOKS_MAX = 100
"""Handshakes under way in one world."""

URL_CHARS_MAX = 2_048


class Hooks:
    """The subscriptions of a world's accounts and numbers."""

    def __init__(self, core: Core, couriers: Couriers) -> None:
        self._seed = core.seed
        self._spec = core.spec
        self.couriers = couriers
        self._allowed = core.spec.webhook_hosts
        self._waiting: dict[str, tuple[Courier, str]] = {}
        self._asked = 0

    def begin(self, subscriber: str, lane: Lane, now_us: int, out: Out) -> None:
        """Subscribe an account or a number as the world's spec says; numbers shake no hands.

        Raises:
            ConfigError: the URL may not be posted to.
        """
        hook = self._spec.webhooks.get(lane.name, self._spec.webhook)
        if hook is not None and self.couriers.has(subscriber):
            is_of_account = self.couriers.get(subscriber).hearing.is_of_account
            event = Subscribe(
                subscriber=subscriber,
                url=hook.url,
                verify_token=hook.verify_token,
                handshake=is_of_account and hook.handshake and bool(hook.verify_token),
            )
            self.subscribe(event, now_us, out)

    def subscribe(self, event: Subscribe, now_us: int, out: Out) -> None:
        """Change the subscription, after a handshake where the event asks for one.

        Raises:
            ConfigError: the URL may not be posted to.
            LimitError: too many handshakes under way.
            UnknownThing: no subscriber of this world.
        """
        courier = self.couriers.get(event.subscriber)
        if event.url is not None:
            self.check(event.url)
        if event.url is None or not event.handshake:
            courier.point(event.url, now_us, out)
            return
        if len(self._waiting) >= HOOKS_MAX:
            raise LimitError(f"{HOOKS_MAX} handshakes are under way, the most a world may have")
        self._asked += 1
        hook = event.hook or f"h{self._asked}"
        self._waiting[hook] = (courier, event.url)
        out.append(
            VerifyHook(
                hook=hook,
                provider=courier.lane.name,
                url=event.url,
                verify_token=event.verify_token,
                challenge=str(draw(self._seed, "challenge", self._asked)[0] % 10**10),
            )
        )

    def verified(self, event: HookVerified, now_us: int, out: Out) -> None:
        """Take the end of a handshake: the subscription changes where it went well."""
        asked = self._waiting.pop(event.hook, None)
        if asked is not None and event.ok:
            courier, url = asked
            courier.point(url, now_us, out)

    def check(self, url: str) -> None:
        """Check that this world may post to a URL.

        Raises:
            ConfigError: it may not, and why.
        """
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
