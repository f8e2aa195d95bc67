"""The open-model dispatcher: one greenlet per due arrival, never waiting for an answer.

It runs in a process that gevent has patched; nothing of asyncio may live there.
"""

import time
from collections.abc import Callable
from pathlib import Path

import gevent
from gevent.event import Event
from gevent.pool import Pool

from windtunnel.domain.facts import GeneratorFact, IntentFact, PromiseFact, ShedFact
from windtunnel.domain.sender import Intent
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.asking import Asker
from windtunnel_load.drive import DriveConfig
from windtunnel_load.outcomes.replies import book_of
from windtunnel_load.pacing import NEVER_US, due, share_of_core
from windtunnel_load.progress import LoadProgress, Tally, write_progress
from windtunnel_load.targets import Target
from windtunnel_load.wanted import fact_of, timed
from windtunnel_scenarios import Plan

SLEEP_S_MAX = 0.25
SLEEP_EARLY_S = 0.0005
"""A sleep ends this much too early; the rest is waited for in yields, which are exact."""

PROGRESS_S = 0.2
STOP_S_MAX = 1.0
"""How long answers that are still open are waited for when somebody wants the run to stop."""

Report = Callable[[str, float, str | None], None]
"""(flow, ms since the intended time, class of failure) for Locust's page; never for a gate."""


class Dispatcher:
    """Walks one share of a plan."""

    def __init__(self, config: DriveConfig, plan: Plan, target: Target, report: Report) -> None:
        self.finished = Event()
        self._config = config
        self._report = report
        self._clock = Clock(config.m0_ns, config.scale)
        self._writer = SegmentWriter(Path(config.ledger), f"load-{config.share}")
        self._digest = plan.digest
        self._intents = plan.intents[config.share :: config.of]
        self._tally = Tally(len(self._intents))
        self._flying = Pool(config.in_flight_max)
        self._asker = Asker(target, connections=config.in_flight_max, timeout_s=config.timeout_s)
        self._book = book_of(config)
        self._stopped = False

    def run(self) -> None:
        """Send every arrival of the share at its time, then wait for the answers."""
        watching = gevent.spawn(self._watch)
        spent = 0.0
        try:
            self._wait_for_start()
            cpu_from, wall_from = time.process_time(), time.monotonic()
            self._walk()
            spent = share_of_core(time.process_time() - cpu_from, time.monotonic() - wall_from)
            self._flying.join(timeout=STOP_S_MAX if self._stopped else self._config.grace_s)
            self._flying.kill()
        finally:
            watching.kill()
            self._end(spent)

    def stop(self) -> None:
        """Start nothing more, and come to an end soon."""
        self._stopped = True

    def progress(self) -> LoadProgress:
        """Return the figures as they stand."""
        return self._tally.progress(done=self.finished.is_set())

    def _wait_for_start(self) -> None:
        while not self._stopped:
            left_us = self._config.start_us - self._clock.now_us()
            if left_us <= 0:
                return
            gevent.sleep(min(SLEEP_S_MAX, self._clock.real_seconds(left_us)))

    def _walk(self) -> None:
        times = [intent.intended_us + self._config.start_us for intent in self._intents]
        place = 0
        while place < len(times) and not self._stopped:
            now = due(times, place, self._clock.now_us())
            for index in range(now.first, now.last):
                self._start(timed(self._intents[index], self._config.start_us))
            place = now.last
            if now.next_us < NEVER_US:
                left_s = self._clock.real_seconds(now.next_us - self._clock.now_us())
                gevent.sleep(min(SLEEP_S_MAX, max(0.0, left_s - SLEEP_EARLY_S)))

    def _start(self, intent: Intent) -> None:
        now_us = self._clock.now_us()
        if self._flying.free_count() <= 0:
            self._tally.shed += 1
            self._writer.write(fact_of(ShedFact, intent, self._config, now_us))
            return
        self._tally.start((now_us - intent.intended_us) / 1000)
        self._writer.write(fact_of(IntentFact, intent, self._config, now_us))
        self._flying.spawn(self._ask, intent)

    def _ask(self, intent: Intent) -> None:
        asked = self._asker.ask(intent)
        now_us = self._clock.now_us()
        self._writer.write(
            PromiseFact(
                t=now_us, intent=intent.intent, http=asked.http, ms=asked.ms, error=asked.error
            )
        )
        if self._book is not None:
            self._book.note(intent.intent, asked.http, asked.body)
        response_ms = (now_us - intent.intended_us) / 1000
        if asked.http is not None:
            self._tally.answer(response_ms)
        self._report(intent.flow, response_ms, asked.failure)

    def _watch(self) -> None:
        while True:
            self._write_progress(done=False)
            gevent.sleep(PROGRESS_S)

    def _write_progress(self, *, done: bool) -> None:
        write_progress(Path(self._config.progress), self._tally.progress(done=done))

    def _end(self, cpu_share: float) -> None:
        config, tally = self._config, self._tally
        self._writer.write(
            GeneratorFact(
                t=self._clock.now_us(),
                share=config.share,
                of=config.of,
                plan_digest=self._digest,
                planned=tally.planned,
                started=tally.started,
                shed=tally.shed,
                missed=tally.planned - tally.started - tally.shed,
                lateness_p99_ms=tally.lateness_p99_ms,
                cpu_share=cpu_share,
            )
        )
        self._writer.close()
        self._asker.close()
        if self._book is not None:
            self._book.close()
        self._write_progress(done=True)
        self.finished.set()
