"""The platform in process: one world behind the server's own front, on the virtual loop."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from windtunnel.domain import events
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.facts import SeenFact
from windtunnel.domain.marker import ARMING_INDEX, find_marker, index_of
from windtunnel.domain.sender import Credentials
from windtunnel.domain.submit import Answer, Submit
from windtunnel.domain.worldspec import TokenSpec, WebhookSpec, WorldSpec, complete
from windtunnel.engine.platform import Platform
from windtunnel.engine.wheel import Out
from windtunnel.server.births import check_spec, profiles_for
from windtunnel.server.front import Front
from windtunnel.server.gate import Gate
from windtunnel.server.outbox import Outbox
from windtunnel.server.registry import Registry
from windtunnel.server.settings import Settings
from windtunnel.server.wire import Receive, Send
from windtunnel.server.world import World
from windtunnel_verify.clock import ExactTimers, VirtualClock
from windtunnel_verify.courier import FindReceiver, VirtualCourier
from windtunnel_verify.exchange import Exchange
from windtunnel_verify.ledger import MemoryLedger
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.network import EXCHANGE, Network
from windtunnel_verify.patches import current

WORLD = "w0"
PROVIDER_PORT = 8470
WEBHOOK_PORT = 8471
BASE_URL = f"http://127.0.0.1:{PROVIDER_PORT}"
WEBHOOK_URL = f"http://127.0.0.1:{WEBHOOK_PORT}/webhook"
"""Followed by the provider whose webhooks arrive there."""


class VirtualWorld(World):
    """A world whose clock is the virtual loop's; it notes what a client has really read.

    `before_attempt` is told of each attempt (intent, attempt from 1) before it is decided on, or
    before its connection where that is known by then.
    """

    def __init__(
        self,
        *,
        platform: Platform,
        dialects: Mapping[str, Dialect],
        loop: VirtualLoop,
        ledger: MemoryLedger,
        courier: VirtualCourier,
    ) -> None:
        clock = VirtualClock(loop)
        super().__init__(
            WORLD,
            platform.spec,
            platform=platform,
            dialects=dialects,
            clock=clock,
            writer=ledger,
            poster=courier,
            outbox=Outbox(),
        )
        self.before_attempt: Callable[[int, int], None] | None = None
        self._tries: dict[str, int] = {}
        self._asked: dict[str, int] = {}
        self.timers = ExactTimers(clock, next_due=platform.next_due, fire=self._tick)

    def submit(self, submit: Submit, began_ns: int) -> Answer:
        """Decide on a send, and tell its exchange what was decided."""
        if submit.marker is not None:
            self._announce(submit.marker)
            self._tries[submit.marker] = self._tries.get(submit.marker, 0) + 1
        answer = super().submit(submit, began_ns)
        exchange = EXCHANGE.get()
        if exchange is not None:
            exchange.answered, exchange.marker = answer, submit.marker
        return answer

    def refuses(self, method: str, path: str, body: bytes) -> bool:
        """Return whether the connection for a send is refused; such a one counts as a try."""
        claims = (dialect.claims(method, path) for dialect in self.dialects.values())
        marker = find_marker(body) if "send" in claims else None
        return marker is not None and self.refuses_next(marker)

    def refuses_next(self, marker: str) -> bool:
        """Return whether the connection for a marker's next send is refused; see `refuses`."""
        self._announce(marker)
        out: Out = []
        is_refused = self.platform.refuses(marker, self.clock.now_us(), out)
        if is_refused:
            self._tries[marker] = self._tries.get(marker, 0) + 1
            self._carry(out)
        return is_refused

    def _announce(self, marker: str) -> None:
        """Tell of a marker's next try, once: when its connection is made, or when it arrives."""
        index, attempt_no = index_of(marker), self._tries.get(marker, 0) + 1
        if self.before_attempt is None or index is None:
            return
        if attempt_no > self._asked.get(marker, 0):
            self._asked[marker] = attempt_no
            self.before_attempt(index, attempt_no)

    def was_read(self, exchange: Exchange) -> None:
        """Write what no server can know: that the answer to an accepted send was read whole."""
        answer = exchange.answered
        if answer is None or not answer.accepted or answer.plan.body is not None:
            return
        index = None if exchange.marker is None else index_of(exchange.marker)
        if self.is_open and index is not None and index != ARMING_INDEX:
            self.writer.write(SeenFact(t=self.clock.now_us(), intent=index, state="ok"))


class VirtualRegistry(Registry):
    """A registry of the one world of the run at hand."""

    def adopt(self, world: World) -> None:
        """Let requests find this world, and no other."""
        for kept in (self._worlds, self._by_ordinal, self._by_number, self._by_token):
            kept.clear()
        self._outbox = None
        self._worlds[world.id] = self._by_ordinal[0] = world
        self.note(world)


class Door:
    """The front of a set of dialects: made once, since a dialect's router takes long to make."""

    def __init__(self, dialects: Mapping[str, Dialect]) -> None:
        self.dialects = dict(dialects)
        self.registry = VirtualRegistry(Settings(), self.dialects)
        gates = [Gate(dialect, self.registry) for dialect in self.dialects.values()]
        self.front = Front(gates, control=_no_control)


class Tunnel:
    """Everything between a sender and its customers, for one run: ledger, network, world.

    Made inside the running virtual loop. `find` says who takes webhooks at a URL; `tokens` are the
    names of those in use, by provider.
    """

    def __init__(
        self, loop: VirtualLoop, door: Door, spec: WorldSpec, *, find: FindReceiver
    ) -> None:
        spec = _subscribed(complete(spec, door.dialects))
        check_spec(spec, spec.webhook_hosts)
        platform = Platform(
            spec, dialects=door.dialects, profiles=profiles_for(spec, door.dialects)
        )
        self.loop = loop
        self.ledger = MemoryLedger()
        self.courier = VirtualCourier(loop, find)
        self.world = VirtualWorld(
            platform=platform,
            dialects=door.dialects,
            loop=loop,
            ledger=self.ledger,
            courier=self.courier,
        )
        self.network = Network(loop)
        self.network.on_read = self.world.was_read
        self.network.refuses = self.world.refuses
        self.network.refuses_next = self.world.refuses_next
        self.world.listen = self._listen
        self.provider = self.network.listen(PROVIDER_PORT, door.front)
        names = (host for dialect in door.dialects.values() for host in dialect.hosts)
        self.network.hosts = dict.fromkeys(names, PROVIDER_PORT)
        self._registry = door.registry
        self._registry.adopt(self.world)
        self.tokens = {name: _token_of(platform.spec, name) for name in platform.spec.providers}
        self._issued = 0
        self._credentials = self._made()
        run = current()
        if run is not None:
            run.network = self.network

    def _listen(self, is_open: bool) -> None:
        self.provider.is_open = is_open

    def credentials(self) -> dict[str, Credentials]:
        """Return what a sender needs, by provider; the mapping is the same one in all lives."""
        return self._credentials

    @property
    def in_use(self) -> tuple[str, ...]:
        """The names of the tokens in use, each once."""
        return tuple(dict.fromkeys(self.tokens.values()))

    def rotate(self) -> tuple[str, ...]:
        """Issue new tokens and put them into the credentials; return the old ones' names."""
        old = self.in_use
        self._issued += 1
        several = len(old) > 1
        for name in old:
            owners = [provider for provider, token in self.tokens.items() if token == name]
            new = f"rotated-{self._issued}" + (f"-{owners[0]}" if several else "")
            spec = TokenSpec(name=new, provider=owners[0] if several else "")
            self.world.apply(events.AddToken(spec=spec))
            self.tokens |= dict.fromkeys(owners, new)
        self._registry.note(self.world)
        self._credentials.update(self._made())
        return old

    def _made(self) -> dict[str, Credentials]:
        platform = self.world.platform
        values = {token.name: token.value for token in platform.tokens.values()}
        found = {}
        for provider, token in self.tokens.items():
            numbers = [n for n in platform.numbers.values() if n.spec.provider == provider]
            found[provider] = Credentials(
                provider=provider,
                base_url=BASE_URL,
                token=values.get(token, ""),
                account=platform.account_of(provider),
                app_secret=platform.secret,
                verify_token=self.world.verify_token,
                numbers={number.spec.name: number.id for number in numbers},
                displays={number.spec.name: number.display for number in numbers},
            )
        return found

    def close(self) -> None:
        """End the world and its ledger."""
        self.courier.close()
        self.world.close()


def _subscribed(spec: WorldSpec) -> WorldSpec:
    """Return a spec whose providers post their webhooks each to a URL of its own."""
    hooks = {name: WebhookSpec(url=f"{WEBHOOK_URL}/{name}") for name in spec.providers}
    if len(hooks) > 1:
        return replace(spec, webhook=None, webhooks=hooks)
    return replace(spec, webhook=next(iter(hooks.values())))


def _token_of(spec: WorldSpec, provider: str) -> str:
    """Return the name of the first token that holds at a provider, "" where none does."""
    found = (token.name for token in spec.tokens if token.provider in {"", provider})
    return next(found, "")


async def _no_control(scope: Any, receive: Receive, send: Send) -> None:
    """Answer what belongs to no provider: there is no control API in a run."""
    del scope, receive
    length = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 404, "headers": length})
    await send({"type": "http.response.body", "body": b""})
