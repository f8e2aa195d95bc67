"""One run in virtual time, phase by phase: traffic, quiet, settle."""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from msgspec.structs import replace as replace_fields

from windtunnel.domain import events
from windtunnel.domain.facts import (
    AttemptFact,
    CrashFact,
    Fact,
    IntentFact,
    PromiseFact,
    QuietFact,
    RestartFact,
)
from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Intent, Outcome
from windtunnel_load.wanted import wanted_fact
from windtunnel_verify.casting import profiles_said
from windtunnel_verify.life import HTTP_ERROR, HTTP_OK, Factory, Life
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.process import Process
from windtunnel_verify.records import SENDER, run_fact
from windtunnel_verify.schedule import (
    Crash,
    DrawFault,
    PlannedFault,
    Schedule,
    spec_of,
    timeline_of,
)
from windtunnel_verify.sender_world import VirtualSenderWorld
from windtunnel_verify.store import Stores
from windtunnel_verify.traffic import Traffic
from windtunnel_verify.waiting import MARGIN_US, Waiting
from windtunnel_verify.world import Door, Tunnel

ATTEMPTS_MAX = 40
"""Attempts of one message at the edge; a sender beyond it is a runaway and stops the run."""

QUIET_US_MIN = 60_000_000
PENDING_US = 25 * 3_600_000_000
"""How long a `send` that does not return is waited for, once all else is quiet."""


class Flight:
    """Drives one sender through one schedule; made inside the running virtual loop.

    `stopped` says why the run was stopped before its end, "" where it was not.
    """

    def __init__(
        self,
        loop: VirtualLoop,
        door: Door,
        factory: Factory,
        *,
        schedule: Schedule,
        seed: int,
        draw: DrawFault | None = None,
    ) -> None:
        self.loop = loop
        self.schedule = schedule
        self.seed = seed
        self.stopped = ""
        self.policy = Policy.undeclared()
        self.steps = 0
        self.crashed = False
        self.tunnel = Tunnel(
            loop,
            door,
            spec_of(schedule, seed),
            find=lambda _url: self._receiver(),
        )
        self.drawn: list[PlannedFault] = []
        if draw is not None:
            self.tunnel.world.before_attempt = lambda index, no: self._draw(draw, index, no)
        self._factory = factory
        self._stores = Stores()
        self._life: Life | None = None
        self._lives = 0
        self._open: dict[int, tuple[Intent, asyncio.Task[Outcome | None]]] = {}
        self._active_us = 0
        self._waiting = Waiting(schedule)
        self._per_intent: dict[str, int] = {}
        self._stop: asyncio.Future[None] = loop.create_future()
        self.tunnel.ledger.watch = self._watch

    async def fly(self) -> None:
        """Run every phase.

        Raises:
            ConfigError: the sender cannot be made.
        """
        crash = self.schedule.crash
        if crash is not None and crash.at_us is None:
            self.loop.before_step = self._before_step
        elif crash is not None:
            self.loop.call_at((crash.at_us or 0) / 1e6, self._crash_at_time, crash)
        self._live()
        world = self.tunnel.world
        self._write(
            run_fact(
                self._factory,
                self.policy,
                seed=self.seed,
                profile=profiles_said(world.spec, world.dialects),
                epoch_s=self.schedule.epoch_s,
            )
        )
        world.start()
        traffic = Traffic(self.tunnel, self.schedule, want=self._want, stir=self._stir)
        await self._until_stopped(traffic.play())
        await self._until_stopped(self._rest())
        world.apply(events.Heal())
        quiet_us = await self._until_stopped(self._rest())
        word = "drain_timeout" if self.stopped else "drained"
        self._write(
            QuietFact(t=self.loop.now_us, step=word, waited_ms=(quiet_us or 0) // 1000)  # type: ignore[arg-type]
        )
        await self._close_sender()
        world.apply(events.Settle())
        self._write(QuietFact(t=self.loop.now_us, step="settled"))
        self.tunnel.close()

    @property
    def pending(self) -> list[int]:
        """Return the intents whose `send` has not returned."""
        return sorted(self._open)

    def _stir(self) -> None:
        """Note that something happens: after a long silence the run is not at its end."""
        self._active_us = self.loop.now_us

    def _want(self, intent: Intent) -> None:
        numbers = self.tunnel.world.platform.numbers.values()
        number = next((each for each in numbers if each.spec.name == intent.number), None)
        if number is not None:
            intent = replace_fields(intent, provider=number.spec.provider)
        number_id = intent.number if number is None else number.id
        self._write(wanted_fact(IntentFact, intent, number=number_id, t=self.loop.now_us))
        self._offer(intent)

    def _offer(self, intent: Intent) -> None:
        """Give an intent to the life at hand; where there is none, the next one gets it."""
        if self._life is None:
            self._open[intent.intent] = (intent, self.loop.create_future())  # type: ignore[assignment]
            return
        began_us = self.loop.now_us
        process, task = self._life.process, self._life.send(intent)
        self._open[intent.intent] = (intent, task)

        def ended(done: "asyncio.Task[Outcome | None]") -> None:
            # What a process returned in the instant of its death nobody has heard.
            if process.is_alive:
                self._ended(intent, done, began_us)

        task.add_done_callback(ended)

    def _ended(self, intent: Intent, task: "asyncio.Task[Outcome | None]", began_us: int) -> None:
        self._open.pop(intent.intent, None)
        if self.tunnel.ledger.closed:
            return
        now_us = self.loop.now_us
        self._active_us = now_us
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        outcome = None if error is not None else task.result()
        promise = PromiseFact(
            t=now_us,
            intent=intent.intent,
            http=HTTP_OK if error is None else HTTP_ERROR,
            ms=(now_us - began_us) / 1000,
            error=None if error is None else f"{type(error).__name__}: {error}"[:500],
        )
        self._write(promise)
        if error is not None:
            self.loop.note(f"send of intent {intent.intent} raised {promise.error}")
            return
        if outcome is not None:
            self._world.report(intent.intent, outcome)

    async def _rest(self) -> int:
        """Wait until nothing happens any more; return for how long nothing has, in µs."""
        horizon_us = round((self.policy.horizon_s or 0) * 1e6) + MARGIN_US
        world = self.tunnel.world
        while True:
            now_us = self.loop.now_us
            quiet_us = PENDING_US if self._open else max(QUIET_US_MIN, horizon_us)
            until_us = self._active_us + quiet_us
            until_us = max(until_us, self._waiting.asked_us(self.policy))
            due_us = world.platform.next_due()
            tail_us = self._waiting.tail_us(tuple(self.drawn))
            if due_us is not None and due_us < now_us + tail_us:
                until_us = max(until_us, due_us + QUIET_US_MIN)
            if until_us <= now_us and not world.in_flight:
                return now_us - self._active_us
            # A little at first, since whatever is waited for mostly ends soon.
            step_us = max(QUIET_US_MIN, now_us - self._active_us)
            await asyncio.sleep(min(step_us, max(1, until_us - now_us)) / 1e6)

    async def _until_stopped(self, work: Coroutine[Any, Any, int | None]) -> int | None:
        task = self.loop.create_task(work)
        await asyncio.wait((task, self._stop), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            task.cancel()
            await asyncio.wait((task,))
        return None if task.cancelled() else task.result()

    async def _close_sender(self) -> None:
        self.loop.before_step = None
        if self._life is None:
            return
        closing = self._life.close()
        await asyncio.wait((closing,), timeout=QUIET_US_MIN / 1e6)
        if not closing.done():
            waited_s = QUIET_US_MIN // 1_000_000
            self.loop.note(f"close did not return within {waited_s} s")
        elif not closing.cancelled() and (error := closing.exception()) is not None:
            self.loop.note(f"close raised {type(error).__name__}: {error}")

    def _live(self) -> None:
        """Begin a life on the same stores; what the last one left open is given to it again."""
        self._lives += 1
        life = Life(self.loop, f"{SENDER}-{self._lives}")
        self._world = VirtualSenderWorld(self.tunnel, life.process, self._stores, seed=self.seed)
        has_keys = self.tunnel.world.platform.has_keys
        sender = life.start(self._factory, self._world, _name(self._factory), has_keys=has_keys)
        self.policy = sender.policy
        self._life = life
        for intent, _ in list(self._open.values()):
            self._offer(intent)

    def _before_step(self, process: Process) -> bool:
        """Kill the first life before the step that the schedule names."""
        crash = self.schedule.crash
        assert crash is not None, "only set where there is a crash"
        life = self._life
        if self._lives > 1 or life is None or process is not life.process:
            return False
        self.steps = process.steps
        if process.steps < crash.step:
            return False
        self._crash(life, crash.restart_after_us)
        return True

    def _crash_at_time(self, crash: Crash) -> None:
        """Kill the life at hand, whatever it waits for."""
        if self._life is not None:
            self._crash(self._life, crash.restart_after_us)

    def _crash(self, life: Life, restart_after_us: int) -> None:
        self.crashed = True
        self._life = None
        life.kill()
        self.tunnel.network.sever(life.process)
        self._write(CrashFact(t=self.loop.now_us, of=SENDER, expected=True))
        self.loop.call_later(restart_after_us / 1e6, self._come_back)

    def _come_back(self) -> None:
        self._write(RestartFact(t=self.loop.now_us, of=SENDER))
        self._active_us = self.loop.now_us
        self._live()

    def _receiver(self) -> Life | None:
        return self._life

    def _draw(self, draw: DrawFault, index: int, attempt_no: int) -> None:
        """Ask what is to strike an attempt that has arrived, and inject it for this one alone."""
        # Refused connections leave no attempts that would stop a runaway.
        faults = draw(index, attempt_no) if attempt_no <= ATTEMPTS_MAX else ()
        self.drawn.extend(faults)
        for spec in timeline_of(faults):
            self.tunnel.world.inject(replace(spec, at_us=None))

    def _watch(self, fact: Fact) -> None:
        """Note activity, and what the end has to wait for; stop a runaway."""
        self._waiting.note(fact)
        if not isinstance(fact, AttemptFact):
            return
        self._active_us = self.loop.now_us
        who = fact.marker or fact.recipient or ""
        count = self._per_intent[who] = self._per_intent.get(who, 0) + 1
        if count > ATTEMPTS_MAX and not self._stop.done():
            self.stopped = f"more than {ATTEMPTS_MAX} attempts of one message ({who})"
            self._stop.set_result(None)

    def _write(self, fact: Fact) -> None:
        self.tunnel.ledger.write(fact)


def _name(factory: Factory) -> str:
    names = (getattr(factory, name, "") for name in ("__module__", "__qualname__"))
    return ":".join(name for name in names if name) or SENDER
