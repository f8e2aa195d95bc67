"""What can be seen of a platform without changing it, and how it says no."""

from collections.abc import Mapping

from windtunnel.domain.message import Message
from windtunnel.domain.submit import Answer
from windtunnel.domain.worldspec import GroupSpec, TemplateSpec
from windtunnel.engine.access import Number, Token
from windtunnel.engine.core import Core
from windtunnel.engine.couriers import Couriers
from windtunnel.engine.faults.board import Board, FaultView
from windtunnel.engine.handsets import Handsets
from windtunnel.engine.lane import Lane
from windtunnel.engine.presence import is_absent


class Face:
    """The readable half of a platform."""

    _core: Core
    _board: Board
    _couriers: Couriers
    _handsets: Handsets

    @property
    def account(self) -> str:
        """The account's id."""
        return self._core.access.account

    @property
    def app(self) -> str:
        """The app's id."""
        return self._core.access.app

    @property
    def has_keys(self) -> bool:
        """Whether every provider of this world has idempotency keys."""
        return all(lane.key_ttl_us is not None for lane in self._core.lanes.values())

    @property
    def secret(self) -> str:
        """The app's secret: webhooks are signed with it."""
        return self._core.secret

    @property
    def lanes(self) -> Mapping[str, Lane]:
        """What belongs to each provider, by its name."""
        return self._core.lanes

    @property
    def numbers(self) -> Mapping[str, Number]:
        """Numbers by id."""
        return self._core.access.numbers

    @property
    def tokens(self) -> Mapping[str, Token]:
        """Tokens by value."""
        return self._core.access.tokens

    @property
    def templates(self) -> dict[tuple[str, str], TemplateSpec]:
        """Templates by (name, language)."""
        return self._core.book.specs()

    @property
    def subscription(self) -> str | None:
        """The URL that webhooks of the first provider go to."""
        return self.subscription_of(self._core.first_lane.name)

    @property
    def groups(self) -> list[GroupSpec]:
        """Groups of customers, in order of creation."""
        return list(self._core.groups.specs.values())

    @property
    def counters(self) -> dict[str, int]:
        """Counts since the world began; `owed` is what subscribers are owed now."""
        return {**self._core.counters.as_dict(), "owed": self._couriers.owed}

    def account_of(self, provider: str) -> str:
        """Return the id of a provider's account."""
        return self._core.access.accounts[provider]

    def token_of(self, provider: str) -> str:
        """Return the value of a provider's first token, of its own if it has one, else ""."""
        tokens = self._core.access.tokens.values()
        mine = [token.value for token in tokens if token.provider == provider]
        common = [token.value for token in tokens if not token.provider]
        return next(iter([*mine, *common]), "")

    def subscription_of(self, provider: str) -> str | None:
        """Return the URL that webhooks of a provider go to; of its first number that has one."""
        mine = self._couriers.of_lane(self._core.lane(provider))
        return next((courier.url for courier in mine if courier.url is not None), None)

    def number(self, name_or_id: str) -> Number:
        """Return a number by its name or id.

        Raises:
            UnknownThing: this world has no such number.
        """
        return self._core.access.number(name_or_id)

    def inbox(self, recipient: str) -> list[Message]:
        """Return the messages on a recipient's handset, in order of arrival."""
        names = {lane.dialect.wa_id(recipient) for lane in self._core.lanes.values()}
        found = [message for name in sorted(names) for message in self._handsets.inbox.of(name)]
        return sorted(found, key=lambda message: message.handset_t or 0)

    def faults(self) -> list[FaultView]:
        """Return the faults that are on or still to come, in the order given."""
        return self._board.view()

    def authorise(
        self,
        token: str | None,
        object_id: str,
        scope: str,
        *,
        now_us: int = 0,
        provider: str | None = None,
    ) -> Answer | None:
        """Return the refusal of a token for an object and a scope, or None where it may.

        The object must be the provider's; with None its own one answers.
        """
        core = self._core
        mine = core.access.provider_of(object_id) or core.first_lane.name
        lane = core.lane(provider or mine)
        reason, thing = core.access.why_not(token, object_id, scope, provider=lane.name)
        number = core.access.numbers.get(object_id)
        if not reason and number is not None and number.state == "stopped":
            reason, thing = number.barred, number.id
        if reason not in lane.refusals:
            return None
        fields = {"id": thing, "scope": thing, "number": thing, "now": str(lane.unix_s(now_us))}
        answer = lane.refuse(reason, **fields)
        answer.trace = core.call()[0]
        return answer

    def refuse(self, reason: str, *, provider: str | None = None, **fields: str) -> Answer:
        """Return a refusal for a reason, in the words of a provider (the first one's if None)."""
        lane = self._core.first_lane if provider is None else self._core.lane(provider)
        answer = lane.refuse(reason, **fields)
        answer.trace = self._core.call()[0]
        return answer

    def is_on_whatsapp(self, recipient: str, provider: str) -> bool:
        """Return whether a provider would find a recipient on WhatsApp."""
        core = self._core
        lane = core.lane(provider)
        return not is_absent(recipient, lane=lane, seed=core.seed, people=core.people)
