"""A world at work: its platform, driven by the loop, with its ledger and its webhooks."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from windtunnel.domain import events
from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.effects import Listening, Push, VerifyHook
from windtunnel.domain.facts import ClockFact, Fact, HandsetFact, ReplyEndFact
from windtunnel.domain.submit import Answer, Submit
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, WorldSpec
from windtunnel.engine.platform import Event, Platform
from windtunnel.engine.wheel import Out
from windtunnel.runtime.segment import SegmentWriter
from windtunnel.server.handshake import Handshakes
from windtunnel.server.outbox import Outbox
from windtunnel.server.poster import Poster
from windtunnel.server.timers import Timers
from windtunnel.server.wire import Written
from windtunnel.server.worldclock import WorldClock

_TICK = events.Tick()


class World:
    """Carries out what a platform asks for; facts are in the ledger before anything leaves.

    `is_open` until `close`; after that nothing is written, and what still arrives is let go.
    `listen` opens and closes the listener where the world has one for itself; `is_listening` says
    which of them it last asked for.
    """

    def __init__(
        self,
        world_id: str,
        spec: WorldSpec,
        *,
        platform: Platform,
        dialects: Mapping[str, Dialect],
        clock: WorldClock,
        writer: SegmentWriter,
        poster: Poster,
        outbox: Outbox,
    ) -> None:
        self.id = world_id
        self.spec = spec
        self.platform = platform
        self.clock = clock
        self.writer = writer
        self.dialects = dialects
        self.is_open = True
        self.listen: Callable[[bool], None] | None = None
        self.is_listening = True
        self.last_attempt_us: int | None = None
        self.last_push_us: int | None = None
        self.in_flight = 0
        self.callbacks: dict[str, str | None] = {}
        """By provider: where all its webhooks were last told to go, since the world began."""
        self.verify_token = _verify_token(world_id, spec)
        self.timers = Timers(clock, next_due=platform.next_due, fire=self._tick)
        self.handshakes = Handshakes(self, poster)
        self.moving = asyncio.Lock()
        self._render = {name: lane.render_push for name, lane in platform.lanes.items()}
        self._poster = poster
        self.outbox = outbox
        self._write = writer.write
        self._write_all = writer.write_all
        self._next_due = platform.next_due
        self._attempts = 0
        self._ends: list[events.PushEnded] = []
        self._arrival: asyncio.Future[None] | None = None
        self._landing: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()

    def start(self) -> None:
        """Begin: the catalogs are the ledger's first facts."""
        out: Out = []
        self.platform.start(self.clock.now_us(), out)
        self._carry(out)
        self.timers.look()

    def submit(self, submit: Submit, began_ns: int) -> Answer:
        """Decide on a send whose first byte came at this reading of CLOCK_MONOTONIC."""
        return self.submit_all([(submit, began_ns)])[0]

    def submit_all(self, asked: Sequence[tuple[Submit, int]]) -> list[Answer]:
        """Decide on sends, each with the reading of CLOCK_MONOTONIC at its first byte."""
        clock = self.clock
        now_us = clock.now_us()
        number = self._attempts
        out: Out = []
        answers = []
        for submit, began_ns in asked:
            number += 1
            submit.attempt = f"a{number}"
            submit.t = min(clock.at(began_ns), now_us)
            answers.append(self.platform.submit(submit, now_us, out))
        self._attempts = number
        self.last_attempt_us = now_us
        self._carry(out)
        self._look()
        return answers

    def reply_end(self, attempt: str, written: Written) -> None:
        """Write what of an answer was handed to the kernel."""
        self.reply_ends([(attempt, written)])

    def reply_ends(self, ends: Sequence[tuple[str, Written]]) -> None:
        """Write what of several answers was handed to the kernel."""
        if self.is_open:
            now_us = self.clock.now_us()
            self._write_all(
                [
                    ReplyEndFact(t=now_us, attempt=attempt, written=written)
                    for attempt, written in ends
                    if attempt
                ]
            )

    def apply(self, event: Event) -> Out:
        """Take a control event; return its effects, which are carried out already.

        Raises:
            ConfigError, LimitError, UnknownThing: see `Platform.step`.
        """
        out: Out = []
        self.platform.step(event, self.clock.now_us(), out)
        self._carry(out)
        self.timers.look()
        return out

    def add_number(self, spec: NumberSpec) -> None:
        """Let a number join, subscribed like its provider's others where it has its own callback.

        Raises:
            ConfigError, LimitError: see `Platform.step`.
        """
        self.apply(events.AddNumber(spec=spec))
        number = self.platform.number(spec.name)
        is_own = number.lane.catalog.subscriber == "number"
        if is_own and number.lane.name in self.callbacks:
            url = self.callbacks[number.lane.name]
            self.apply(events.Subscribe(subscriber=number.id, url=url))

    def inject(self, spec: FaultSpec) -> str:
        """Set a fault to begin at its time, or now; return its id.

        Raises:
            ConfigError, LimitError: see `Platform.inject`.
        """
        out: Out = []
        fault_id = self.platform.inject(spec, self.clock.now_us(), out)
        self._carry(out)
        self.timers.look()
        return fault_id

    def tick(self) -> None:
        """Run what is due now."""
        self._tick(self.clock.now_us())

    def note_clock(self, moved_us: int = 0) -> None:
        """Write that the clock was scaled or moved, and set the timers anew."""
        self._write(ClockFact(t=self.clock.now_us(), scale=self.clock.scale, moved_us=moved_us))
        self.timers.reset()

    async def arrival(self) -> None:
        """Wait for the next message on a handset."""
        if self._arrival is None:
            self._arrival = self._loop.create_future()
        await asyncio.shield(self._arrival)

    async def landing(self) -> None:
        """Wait until no push is in flight."""
        while self.in_flight and self.is_open:
            if self._landing is None:
                self._landing = self._loop.create_future()
            await asyncio.shield(self._landing)

    def close(self) -> int:
        """End: the ledger gets its `end`; return how many facts it holds."""
        self.is_open = False
        self.timers.stop()
        self.handshakes.close()
        self._wake_landing()
        self._wake_arrival()
        self.writer.close()
        return self.writer.count

    def _look(self) -> None:
        """Set a wake-up if something is due before the one that is set."""
        due = self._next_due()
        if due is not None and due < self.timers.covered_us:
            self.timers.look()

    def _tick(self, now_us: int) -> None:
        out: Out = []
        self.platform.step(_TICK, now_us, out)
        self._carry(out)

    def _carry(self, out: Out) -> None:
        """Write facts, send pushes off; an answer is its caller's own."""
        facts: list[Fact] = []
        others: list[Push | VerifyHook] = []
        for effect in out:
            kind = type(effect)
            if kind is Push or kind is VerifyHook:
                others.append(effect)  # type: ignore[arg-type]
            elif kind is Listening:
                self._listen(effect)  # type: ignore[arg-type]
            elif kind is not Answer:
                facts.append(effect)  # type: ignore[arg-type]
        if facts:
            self._write_all(facts)
        if others:
            self._post_all([other for other in others if type(other) is Push])
            for other in others:
                if type(other) is VerifyHook:
                    self.handshakes.ask(other)
        if self._arrival is not None and any(type(fact) is HandsetFact for fact in facts):
            self._wake_arrival()

    def _listen(self, effect: Listening) -> None:
        assert self.listen is not None, "a fault of the listener is refused where there is none"
        self.is_listening = effect.is_open
        self.listen(effect.is_open)

    def _post_all(self, pushes: Sequence[Push]) -> None:
        """Post pushes: step by step for all of them, since code that just ran runs fastest."""
        post, done, scale = self._poster.post, self._ended, self.clock.scale or 1.0
        bodies = [self._render[push.provider](push.events) for push in pushes]
        self.in_flight += len(pushes)
        for push, body in zip(pushes, bodies, strict=True):
            secret = f"not {push.secret}" if push.bad_signature else push.secret
            post(
                push.url,
                self.dialects[push.provider].sign(body, secret),
                body,
                tag=push.id,
                done=done,
                timeout_s=push.timeout_s / scale,
                provider=push.provider,
            )

    def _ended(self, push_id: str, status: int | None, real_ms: float, _body: bytes) -> None:
        """Note a push's end; those of one turn of the loop are taken together."""
        if not self._ends:
            self._loop.call_soon(self._take_ends)
        ms = real_ms * (self.clock.scale or 1.0)
        self._ends.append(events.PushEnded(push=push_id, http=status, ms=round(ms, 3)))

    def _take_ends(self) -> None:
        ends, self._ends = self._ends, []
        if not self.is_open:
            return
        self.in_flight -= len(ends)
        self.last_push_us = now_us = self.clock.now_us()
        out: Out = []
        for end in ends:
            self.platform.step(end, now_us, out)
        self._carry(out)
        self._look()
        if not self.in_flight and self._landing is not None:
            self._wake_landing()

    def _wake_arrival(self) -> None:
        self._arrival, waited = None, self._arrival
        if waited is not None:
            waited.set_result(None)

    def _wake_landing(self) -> None:
        self._landing, waited = None, self._landing
        if waited is not None:
            waited.set_result(None)


def _verify_token(world_id: str, spec: WorldSpec) -> str:
    given = "" if spec.webhook is None else spec.webhook.verify_token
    return given or f"{draw(spec.seed, 'verify-token', world_id)[0]:016x}"
