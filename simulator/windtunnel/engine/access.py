"""An account with its numbers and tokens, and the question of who may do what to which object."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import Dialect, Setting
from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.facts import TokenFact
from windtunnel.domain.ids import make_id
from windtunnel.domain.people import digits_in
from windtunnel.domain.worldspec import NUMBERS_MAX, NumberSpec, NumberState, TokenSpec, TokenState
from windtunnel.engine.fading import Fading
from windtunnel.engine.lane import Lane
from windtunnel.engine.limiter import RATE_MAX_PER_S, PairLimit, Throughput
from windtunnel.engine.queue import Queue
from windtunnel.engine.shelf import Shelf
from windtunnel.engine.wheel import Timer

if TYPE_CHECKING:
    from windtunnel.engine.courier import Courier

TOKENS_MAX = 1_000
SEND_SCOPE = "whatsapp_business_messaging"
TOKEN_BYTES_MAX = 1_024

_TOKEN_REASONS = {
    "expired": "token_expired",
    "revoked": "token_revoked",
    "invalid": "token_invalid",
}
_STATE_REASONS = {"stopped": "number_stopped", "banned": "number_banned"}


class Number:
    """A business number with its limits and the session windows that its customers opened."""

    __slots__ = (
        "account",
        "allowed",
        "barred",
        "base_per_s",
        "comeback",
        "courier",
        "digits",
        "display",
        "id",
        "lane",
        "notes",
        "pairs",
        "queue",
        "settings",
        "shelf",
        "spec",
        "state",
        "throughput",
        "wants",
        "windows",
    )

    def __init__(self, number_id: str, account: str, *, spec: NumberSpec, lane: Lane) -> None:
        self.id = number_id
        self.account = account
        self.spec = spec
        self.lane = lane
        self.display = spec.display
        self.digits = digits_in(spec.display)
        self.allowed = None if spec.allowed is None else frozenset(spec.allowed)
        rate = spec.throughput_per_s
        self.base_per_s = lane.catalog.throughput_per_s if rate is None else float(rate)
        if not 0 < self.base_per_s <= RATE_MAX_PER_S:
            raise ConfigError(
                f"number {spec.name}: throughput_per_s is {self.base_per_s}; "
                f"must be greater than 0 and at most {RATE_MAX_PER_S:.0f}"
            )
        self.throughput = Throughput(self.base_per_s, lane.burst_s)
        self.pairs = PairLimit(lane.catalog.pair_refill_s, lane.catalog.pair_burst)
        self.windows = Fading()
        self.settings: dict[str, Setting] = dict(spec.settings)
        self.wants = lane.dialect.settings(self.settings)
        pace = lane.catalog.queue
        self.queue = None if pace is None else Queue(pace, self.wants)
        self.shelf = Shelf(keeps=lane.catalog.keeps)
        self.comeback: Timer | None = None
        """The timer that connects it again by itself."""

        self.stand(spec.state)
        self.notes: dict[str, str] = {}
        self.courier: Courier

    def stand(self, state: NumberState) -> None:
        """Be in a state; `barred` is the reason for which its provider then refuses requests."""
        self.state: NumberState = state
        reason = _STATE_REASONS.get(state, "")
        self.barred = reason if reason in self.lane.refusals else ""

    @property
    def subscription(self) -> str | None:
        """Its own callback URL, None where it has none or its account has it."""
        return self.courier.url if self.courier.subscriber == self.id else None

    def is_free(self, now_us: int) -> bool:
        """Return whether a message that it accepts now leaves now, too."""
        if self.queue is None:
            return True
        return self.state == "connected" and self.queue.is_free(now_us)

    @property
    def throughput_per_s(self) -> float:
        """The rate in force, faults included."""
        return self.throughput.rate_per_s


class Token:
    """A token; no `numbers` means every number of the account, later ones included.

    No `provider` means every one of the world; at another one nobody knows it.
    """

    __slots__ = ("may_send", "name", "numbers", "provider", "scopes", "state", "value")

    def __init__(self, name: str, value: str, *, scopes: frozenset[str]) -> None:
        self.name = name
        self.value = value
        self.scopes = scopes
        self.numbers: frozenset[str] = frozenset()
        self.provider = ""
        self.state: TokenState = "valid"
        self.may_send = SEND_SCOPE in scopes

    def fact(self, now_us: int) -> TokenFact:
        """Return its state as a fact."""
        return TokenFact(t=now_us, token=self.name, state=self.state, provider=self.provider)


class Access:
    """All numbers and tokens of a world, by id, name and value; each provider has an account."""

    def __init__(self, seed: int, *, shard: int, world: int, providers: Sequence[str]) -> None:
        self._seed = seed
        self._place = (shard, world)
        self.accounts = {
            provider: make_id(seed, "account", shard=shard, world=world, ordinal=ordinal)
            for ordinal, provider in enumerate(providers)
        }
        self.account = self.accounts[providers[0]]
        self.app = make_id(seed, "app", shard=shard, world=world, ordinal=0)
        self.numbers: dict[str, Number] = {}
        self.tokens: dict[str, Token] = {}
        self._number_ids: dict[str, str] = {}
        self._token_values: dict[str, str] = {}

    def add_number(self, spec: NumberSpec, lane: Lane) -> Number:
        """Add a number.

        Raises:
            ConfigError: its name is taken or a value is outside its range.
            LimitError: the account is full.
        """
        if spec.name in self._number_ids:
            raise ConfigError(f"number name {spec.name!r} is taken in this world")
        if len(self.numbers) >= NUMBERS_MAX:
            raise LimitError(f"this world has {NUMBERS_MAX} numbers, the most a world may have")
        shard, world = self._place
        ordinal = len(self.numbers)
        number_id = make_id(self._seed, "number", shard=shard, world=world, ordinal=ordinal)
        number = Number(number_id, self.accounts[lane.name], spec=spec, lane=lane)
        self.numbers[number_id] = number
        self._number_ids[spec.name] = number_id
        return number

    def number(self, name_or_id: str) -> Number:
        """Return a number by its id or name.

        Raises:
            UnknownThing: this world has no such number.
        """
        found = self.numbers.get(self._number_ids.get(name_or_id, name_or_id))
        if found is None:
            raise UnknownThing(
                f"no number {name_or_id!r} in this world; its numbers are "
                f"{', '.join(self._number_ids) or 'none yet'}"
            )
        return found

    def add_token(self, spec: TokenSpec, dialect: Dialect) -> Token:
        """Issue a token; an empty value is drawn, in the form that a dialect gives it.

        Raises:
            ConfigError: its name or value is taken, or the value is too long.
            LimitError: too many tokens.
            UnknownThing: it names a number that this world does not have.
        """
        value = spec.value or self._drawn_value(spec, dialect)
        if spec.name in self._token_values or value in self.tokens:
            raise ConfigError(f"token {spec.name!r}: its name or value is taken in this world")
        if len(self.tokens) >= TOKENS_MAX:
            raise LimitError(f"this world has {TOKENS_MAX} tokens, the most a world may have")
        if len(value) > TOKEN_BYTES_MAX:
            raise ConfigError(
                f"token {spec.name!r}: its value has {len(value)} characters; "
                f"at most {TOKEN_BYTES_MAX} are allowed"
            )
        token = Token(spec.name, value, scopes=frozenset(spec.scopes))
        token.numbers = frozenset(self.number(name).id for name in spec.numbers)
        token.state = spec.state
        token.provider = spec.provider
        self.tokens[value] = token
        self._token_values[spec.name] = value
        return token

    def token(self, name: str) -> Token:
        """Return a token by its name.

        Raises:
            UnknownThing: this world has no such token.
        """
        value = self._token_values.get(name)
        if value is None:
            raise UnknownThing(
                f"no token {name!r} in this world; its tokens are "
                f"{', '.join(self._token_values) or 'none yet'}"
            )
        return self.tokens[value]

    def _drawn_value(self, spec: TokenSpec, dialect: Dialect) -> str:
        shard, world = self._place
        return dialect.token(draw(self._seed, "token", shard, world, spec.name))

    def token_reason(self, value: str | None, provider: str) -> tuple[Token | None, str]:
        """Return the token of a value, or None and why it opens nothing at a provider."""
        if value is None:
            return None, "no_token"
        token = self.tokens.get(value)
        if token is None or token.provider not in {"", provider}:
            return None, "token_invalid"
        if token.state != "valid":
            return None, _TOKEN_REASONS[token.state]
        return token, ""

    def provider_of(self, object_id: str) -> str | None:
        """Return whose an account or a number is, None where nobody has this id."""
        number = self.numbers.get(object_id)
        if number is not None:
            return number.lane.name
        mine = (provider for provider, account in self.accounts.items() if account == object_id)
        return next(mine, None)

    def why_not(
        self, value: str | None, object_id: str, scope: str, *, provider: str
    ) -> tuple[str, str]:
        """Return (reason, the thing in question) for which a request is refused, or ("", "")."""
        token, reason = self.token_reason(value, provider)
        if token is None:
            return reason, ""
        is_mine = object_id == self.app or self.provider_of(object_id) == provider
        if not is_mine:
            return "object_unknown", object_id
        if not _reaches(token, object_id, self.numbers):
            # Where each number is an account of its own, its tokens are nobody else's.
            is_own = self.numbers[object_id].lane.catalog.subscriber == "number"
            return ("token_invalid", "") if is_own else ("object_unknown", object_id)
        if scope not in token.scopes:
            return "scope_missing", scope
        return "", ""


def _reaches(token: Token, object_id: str, numbers: dict[str, Number]) -> bool:
    return not token.numbers or object_id not in numbers or object_id in token.numbers
