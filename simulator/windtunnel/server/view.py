"""A world as a dialect's router sees it."""

from collections.abc import Sequence

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import NumberView
from windtunnel.domain.errors import ConfigError, LimitError
from windtunnel.domain.events import ControlEvent
from windtunnel.domain.message import InboundEvent, Message
from windtunnel.domain.submit import Answer
from windtunnel.domain.worldspec import GroupSpec, TemplateSpec
from windtunnel.server.world import World


class View:
    """One world in the words of one provider."""

    __slots__ = ("_provider", "_world")

    def __init__(self, world: World, provider: str) -> None:
        self._world = world
        self._provider = provider

    @property
    def id(self) -> str:
        """The world's own id."""
        return self._world.id

    @property
    def now_us(self) -> int:
        """Harness time in µs."""
        return self._world.clock.now_us()

    @property
    def account(self) -> str:
        """The id of the business account."""
        return self._world.platform.account_of(self._provider)

    @property
    def app(self) -> str:
        """The id of the app."""
        return self._world.platform.app

    @property
    def subscription(self) -> str | None:
        """The callback URL, None where there is none."""
        return self._world.platform.subscription_of(self._provider)

    @property
    def catalog(self) -> Catalog:
        """The catalog of the dialect's provider, under the world's switches."""
        return self._world.platform.lanes[self._provider].catalog

    def numbers(self) -> Sequence[NumberView]:
        """Return the numbers in order of creation."""
        return [
            number
            for number in self._world.platform.numbers.values()
            if number.lane.name == self._provider
        ]

    def templates(self) -> Sequence[TemplateSpec]:
        """Return the templates in order of creation."""
        return list(self._world.platform.templates.values())

    def authorise(self, token: str | None, object_id: str, scope: str) -> Answer | None:
        """Return the refusal of a token for an object and a scope, or None where it may."""
        return self._world.platform.authorise(
            token, object_id, scope, now_us=self.now_us, provider=self._provider
        )

    def refuse(self, reason: str, **fields: str) -> Answer:
        """Return a refusal for a reason of `windtunnel.domain.reasons`."""
        return self._world.platform.refuse(reason, provider=self._provider, **fields)

    def drawn(self, purpose: str, *entity: str | int) -> tuple[int, ...]:
        """Return a keyed draw of this world's seed."""
        return draw(self._world.spec.seed, purpose, *entity)

    async def subscribe(
        self, url: str | None, verify_token: str, *, number: str | None = None
    ) -> str | None:
        """Change the account's callback after a handshake, or a number's without one.

        Returns:
            Why not, or None.
        """
        try:
            return await self._world.handshakes.subscribe(
                url,
                verify_token,
                has_handshake=number is None,
                subscriber=number or self.account,
            )
        except (ConfigError, LimitError) as error:
            return str(error)

    def messages(self, number: str) -> Sequence[Message]:
        """Return the messages that are kept of a number, in order of their ordinals."""
        return list(self._world.platform.number(number).shelf.in_order())

    def inbound(self, number: str) -> Sequence[InboundEvent]:
        """Return what customers wrote to a number, as far as it is kept, in order."""
        return list(self._world.platform.number(number).shelf.letters)

    def groups(self) -> Sequence[GroupSpec]:
        """Return the groups of customers, in order of creation."""
        return self._world.platform.groups

    def unix_s(self, t_us: int) -> int:
        """Return the Unix second of a harness time."""
        return self._world.platform.lanes[self._provider].unix_s(t_us)

    def is_on_whatsapp(self, recipient: str) -> bool:
        """Return whether a recipient's digits are on WhatsApp, as a send to them would find."""
        return self._world.platform.is_on_whatsapp(recipient, self._provider)

    def apply(self, event: ControlEvent) -> None:
        """Let the platform take a control event.

        Raises:
            ConfigError, LimitError, UnknownThing: see `Platform.step`.
        """
        self._world.apply(event)
