"""The dialect itself: each method is one line into the file that knows."""

from collections.abc import Mapping, Sequence

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.dialect import (
    AsgiApp,
    Claim,
    FindWorld,
    NumberSettings,
    RenderPush,
    Setting,
)
from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.message import WebhookEvent
from windtunnel.domain.offer import Offer
from windtunnel.domain.profile import Profile
from windtunnel.domain.submit import Answer, Reply, Request, Submit
from windtunnel.providers.meta import facts, ids, notices, render, variants, webhooks
from windtunnel.providers.meta.catalog import make_catalog
from windtunnel.providers.meta.environment import variables
from windtunnel.providers.meta.offer import OFFER
from windtunnel.providers.meta.parse import parse_send
from windtunnel.providers.meta.paths import SEND_PATH, is_graph
from windtunnel.providers.meta.profiles import shipped_profiles
from windtunnel.providers.meta.routes import make_router


class MetaDialect:
    """Meta's Cloud API. One instance serves all worlds and keeps no state."""

    name = "meta"
    hosts = facts.HOSTS
    examples = (
        ("POST", "/v23.0/100000000000001/messages"),
        ("POST", "/100000000000001/messages"),
        ("GET", "/v24.0/100000000000001"),
        ("POST", "/v23.0/200000000000001/subscribed_apps"),
        ("GET", "/200000000000001/phone_numbers"),
        ("POST", "/v23.0/me/messages"),
    )

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The shipped profiles by name."""
        return shipped_profiles()

    @property
    def offer(self) -> Offer:
        """What Meta offers to whoever has to choose a provider."""
        return OFFER

    def catalog(self, switches: Mapping[str, str | int | float | bool]) -> Catalog:
        """Return the catalog under these switches."""
        return make_catalog(switches)

    def claims(self, method: str, path: str) -> Claim | None:
        """Say whether a request is Meta's: sends on the hot path, the rest managed."""
        if method == "POST" and SEND_PATH.fullmatch(path):
            return "send"
        return "manage" if is_graph(path) else None

    def submit(self, request: Request) -> Submit:
        """Read a send."""
        return parse_send(request)

    def render_answer(self, answer: Answer) -> Reply:
        """Return the wire form of an answer."""
        return render.render_answer(answer)

    def token(self, drawn: tuple[int, ...]) -> str:
        """Return a token's value."""
        return "EAAW" + "".join(f"{part:016x}" for part in drawn[:4])

    def settings(self, given: Mapping[str, Setting]) -> NumberSettings:
        """Refuse settings: a number of Meta's has none that are set by its clients here."""
        if given:
            raise ConfigError(f"settings hold {next(iter(given))!r}; a number of meta takes none")
        return NumberSettings()

    def message_id(self, drawn: tuple[int, ...], recipient: str) -> str:
        """Return an outbound wamid."""
        return ids.outbound_id(drawn, recipient)

    def inbound_id(
        self,
        drawn: tuple[int, ...],
        recipient: str,
        *,
        group: str = "",  # noqa: ARG002 - it says nothing of groups
    ) -> str:
        """Return an inbound wamid."""
        return ids.inbound_id(drawn, ids.wa_id(recipient))

    def wa_id(self, digits: str) -> str:
        """Return WhatsApp's form of a number."""
        return ids.wa_id(digits)

    def renderer(self, catalog: Catalog) -> RenderPush:
        """Return what makes webhooks' bodies under a catalog's switches."""
        return variants.under(catalog.switches, self.render_push)

    def render_push(self, events: Sequence[WebhookEvent]) -> bytes:
        """Return a webhook's exact body under the usual switches."""
        return notices.render_push(events)

    def sign(self, body: bytes, secret: str) -> tuple[tuple[bytes, bytes], ...]:
        """Return a webhook's headers, signature included."""
        return webhooks.sign(body, secret)

    def hook_url(self, hook: VerifyHook) -> str:
        """Return the URL of the verification GET."""
        return webhooks.hook_url(hook)

    def hook_ok(self, hook: VerifyHook, status: int, body: bytes) -> bool:
        """Say whether a callback passed the handshake."""
        return webhooks.hook_ok(hook, status, body)

    def router(self, find_world: FindWorld) -> AsgiApp:
        """Return the management endpoints."""
        return make_router(find_world)

    def environment(self, world: Mapping[str, str]) -> dict[str, str]:
        """Return what common SDKs and examples read from the environment."""
        return variables(world)
