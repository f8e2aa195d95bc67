"""The dialect itself: each method is one line into the file that knows."""

from collections.abc import Mapping

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
from windtunnel.domain.offer import Offer
from windtunnel.domain.profile import Profile
from windtunnel.domain.submit import Answer, Reply, Request, Submit
from windtunnel.providers.ultramsg import facts, ids, recipients, render, webhooks
from windtunnel.providers.ultramsg.catalog import make_catalog
from windtunnel.providers.ultramsg.environment import variables
from windtunnel.providers.ultramsg.offer import OFFER
from windtunnel.providers.ultramsg.parse import parse_send
from windtunnel.providers.ultramsg.paths import SEND_PATH, instance_of
from windtunnel.providers.ultramsg.profiles import shipped_profiles
from windtunnel.providers.ultramsg.routes import make_router
from windtunnel.providers.ultramsg.settings import number_settings


class UltraMsgDialect:
    """UltraMsg's API. One instance serves all worlds and keeps no state."""

    name = "ultramsg"
    hosts = facts.HOSTS
    examples = (
        ("POST", "/instance100000000000001/messages/chat"),
        ("POST", "/instance1150/messages/reaction"),
        ("GET", "/instance1150/messages"),
        ("GET", "/instance1150/instance/status"),
        ("POST", "/instance1150/instance/settings"),
        ("GET", "/instance1150/contacts/check"),
    )

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """The shipped profiles by name."""
        return shipped_profiles()

    @property
    def offer(self) -> Offer:
        """What UltraMsg offers to whoever has to choose a provider."""
        return OFFER

    def catalog(self, switches: Mapping[str, str | int | float | bool]) -> Catalog:
        """Return the catalog under these switches."""
        return make_catalog(switches)

    def claims(self, method: str, path: str) -> Claim | None:
        """Say whether a request is UltraMsg's: sends on the hot path, the rest managed."""
        if method == "POST" and SEND_PATH.fullmatch(path):
            return "send"
        return None if instance_of(path) is None else "manage"

    def submit(self, request: Request) -> Submit:
        """Read a send."""
        return parse_send(request)

    def render_answer(self, answer: Answer) -> Reply:
        """Return the wire form of an answer."""
        return render.render_answer(answer)

    def token(self, drawn: tuple[int, ...]) -> str:
        """Return a token's value."""
        return ids.token(drawn)

    def settings(self, given: Mapping[str, Setting]) -> NumberSettings:
        """Return what an instance's settings mean."""
        return number_settings(given)

    def message_id(self, drawn: tuple[int, ...], recipient: str) -> str:
        """Return an own message's WhatsApp id."""
        return ids.outbound_id(drawn, recipient)

    def inbound_id(self, drawn: tuple[int, ...], recipient: str, *, group: str = "") -> str:
        """Return the WhatsApp id of a customer's message."""
        return ids.inbound_id(drawn, self.wa_id(recipient), group=group)

    def wa_id(self, digits: str) -> str:
        """Return WhatsApp's form of a number, or a group's id."""
        return recipients.known_as(digits)

    def renderer(self, catalog: Catalog) -> RenderPush:
        """Return what makes webhooks' bodies under a catalog's switches."""
        return webhooks.renderer(catalog.switches)

    def sign(self, body: bytes, secret: str) -> tuple[tuple[bytes, bytes], ...]:  # noqa: ARG002
        """Return a webhook's headers; it is not signed."""
        return webhooks.HEADERS

    def hook_url(self, hook: VerifyHook) -> str:
        """Return the callback itself: UltraMsg asks for no handshake."""
        return hook.url

    def hook_ok(self, hook: VerifyHook, status: int, body: bytes) -> bool:  # noqa: ARG002
        """Say that a callback is fine: UltraMsg asks for no handshake."""
        return True

    def router(self, find_world: FindWorld) -> AsgiApp:
        """Return the management endpoints."""
        return make_router(find_world)

    def environment(self, world: Mapping[str, str]) -> dict[str, str]:
        """Return what common clients read from the environment."""
        return variables(world)
