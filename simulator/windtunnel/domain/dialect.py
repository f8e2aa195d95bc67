"""A dialect: one provider's wire form, as the server and the platform use it."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.events import ControlEvent
from windtunnel.domain.message import InboundEvent, Message, WebhookEvent
from windtunnel.domain.profile import Profile
from windtunnel.domain.submit import Answer, Reply, Request, Submit
from windtunnel.domain.worldspec import GroupSpec, News, NumberSpec, NumberState, TemplateSpec

Claim = Literal["send", "manage"]
"""send: the hot path, `submit`. manage: everything else, `router`."""

AsgiApp = Callable[
    [
        MutableMapping[str, Any],
        Callable[[], Awaitable[MutableMapping[str, Any]]],
        Callable[[MutableMapping[str, Any]], Awaitable[None]],
    ],
    Awaitable[None],
]


RenderPush = Callable[[Sequence[WebhookEvent]], bytes]
"""One or several events of one account → the body of their webhook."""


Setting = str | int | float | bool


class NumberSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a number's settings mean to the platform; the dialect makes it of its own names.

    `gap_s` and `gap_long_s` go before the catalog's queue, `news` are the kinds of events that are
    pushed (None: all), and `push_retries` bounds the tries after the first (None: the catalog's).
    """

    gap_s: float | None = None
    gap_long_s: float | None = None
    news: frozenset[News] | None = None
    push_retries: int | None = None


class NumberView(Protocol):
    """A number as a router may read it."""

    @property
    def id(self) -> str:
        """Its id, as it stands in paths."""

    @property
    def account(self) -> str:
        """The id of the account it belongs to."""

    @property
    def spec(self) -> NumberSpec:
        """What it was made from."""

    @property
    def throughput_per_s(self) -> float:
        """Messages a second that it may send now."""

    @property
    def state(self) -> NumberState:
        """How it stands."""

    @property
    def settings(self) -> Mapping[str, Setting]:
        """Its settings by the dialect's own names, those that were set."""

    @property
    def notes(self) -> MutableMapping[str, str]:
        """What the dialect wants to keep of it, by keys of its own; bounded by the dialect."""

    @property
    def subscription(self) -> str | None:
        """Its own callback URL, None where it has none or the account has it."""


class WorldView(Protocol):
    """What a dialect's router may ask of a world; the server implements it."""

    @property
    def id(self) -> str:
        """The world's own id."""

    @property
    def now_us(self) -> int:
        """Harness time in µs."""

    @property
    def account(self) -> str:
        """The id of the business account."""

    @property
    def app(self) -> str:
        """The id of the app."""

    @property
    def subscription(self) -> str | None:
        """The callback URL, None where there is none."""

    @property
    def catalog(self) -> Catalog:
        """The catalog of the dialect's provider, under the world's switches."""

    def numbers(self) -> Sequence[NumberView]:
        """Return the numbers in order of creation."""

    def templates(self) -> Sequence[TemplateSpec]:
        """Return the templates in order of creation."""

    def authorise(self, token: str | None, object_id: str, scope: str) -> Answer | None:
        """Return the refusal of a token for an object and a scope, or None where it may."""

    def refuse(self, reason: str, **fields: str) -> Answer:
        """Return a refusal for a reason of `windtunnel.domain.reasons`."""

    def drawn(self, purpose: str, *entity: str | int) -> tuple[int, ...]:
        """Return a keyed draw of this world's seed."""

    async def subscribe(
        self, url: str | None, verify_token: str, *, number: str | None = None
    ) -> str | None:
        """Change the account's callback after a handshake, or a number's without one.

        Returns:
            Why not, or None.
        """

    def messages(self, number: str) -> Sequence[Message]:
        """Return the messages that are kept of a number, in order of their ordinals."""

    def inbound(self, number: str) -> Sequence[InboundEvent]:
        """Return what customers wrote to a number, as far as it is kept, in order."""

    def groups(self) -> Sequence[GroupSpec]:
        """Return the groups of customers, in order of creation."""

    def unix_s(self, t_us: int) -> int:
        """Return the Unix second of a harness time."""

    def is_on_whatsapp(self, recipient: str) -> bool:
        """Return whether a recipient's digits are on WhatsApp, as a send to them would find."""

    def apply(self, event: ControlEvent) -> None:
        """Let the platform take a control event of this provider's numbers.

        Raises:
            ConfigError, LimitError, UnknownThing: see `Platform.step`.
        """


FindWorld = Callable[[str, str | None], WorldView | None]
"""(id in the path, token) → the world that a request belongs to."""


class Dialect(Protocol):
    """One provider's wire form. One instance serves all worlds and keeps no state of them."""

    @property
    def name(self) -> str:
        """The provider's name: lower-case letters."""

    @property
    def hosts(self) -> tuple[str, ...]:
        """The provider's real host names, which senders' clients are routed away from."""

    @property
    def examples(self) -> tuple[tuple[str, str], ...]:
        """(method, path) pairs it claims; the server checks that no other dialect does."""

    @property
    def profiles(self) -> Mapping[str, Profile]:
        """Every profile it ships, by name; a world may also bring its own."""

    def catalog(self, switches: Mapping[str, str | int | float | bool]) -> Catalog:
        """Return the catalog under these switches (unknown ones are a ConfigError)."""

    def claims(self, method: str, path: str) -> Claim | None:
        """Say whether a request is this provider's, and of which kind."""

    def submit(self, request: Request) -> Submit:
        """Read a send; synchronous, never raises for what a client can send."""

    def render_answer(self, answer: Answer) -> Reply:
        """Return the wire form of an answer or a refusal."""

    def token(self, drawn: tuple[int, ...]) -> str:
        """Return a token's value in the form of the provider's own."""

    def settings(self, given: Mapping[str, Setting]) -> NumberSettings:
        """Return what a number's settings mean (an unknown name or value is a ConfigError)."""

    def message_id(self, drawn: tuple[int, ...], recipient: str) -> str:
        """Return an outbound message's id."""

    def inbound_id(self, drawn: tuple[int, ...], recipient: str, *, group: str = "") -> str:
        """Return an inbound message's id; `group` is asked for where it was sent to one."""

    def wa_id(self, digits: str) -> str:
        """Return the form in which the provider speaks of a recipient."""

    def renderer(self, catalog: Catalog) -> RenderPush:
        """Return what makes webhooks' exact bodies in a world with this catalog.

        It is asked for once a world: what depends on switches is decided here, not at each push.
        """

    def sign(self, body: bytes, secret: str) -> tuple[tuple[bytes, bytes], ...]:
        """Return the header pairs of a webhook POST with this body, signature included."""

    def hook_url(self, hook: VerifyHook) -> str:
        """Return the URL of the verification GET."""

    def hook_ok(self, hook: VerifyHook, status: int, body: bytes) -> bool:
        """Say whether a callback passed the handshake."""

    def router(self, find_world: FindWorld) -> AsgiApp:
        """Return the ASGI app for everything but the hot path."""

    def environment(self, world: Mapping[str, str]) -> dict[str, str]:
        """Return the environment variables that this provider's SDKs want.

        Args:
            world: base_url, token, number, account, app_secret, verify_token. The token and the
                number are this provider's.
        """
