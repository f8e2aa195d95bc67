"""A flight of a few listed messages: a thread for each instead of a load generator."""

import threading
import time
from typing import Any, ClassVar

import httpx

from windtunnel.domain.facts import GeneratorFact, IntentFact, PromiseFact
from windtunnel.domain.sender import Intent
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_cli.flight.flight import POLL_S, Flight
from windtunnel_cli.flight.progress import Figures, Progress, Silent
from windtunnel_load.drive import DriveConfig
from windtunnel_load.outcomes.replies import book_of
from windtunnel_load.wanted import fact_of, timed

MESSAGES_MAX = 100
"""A thread each; more messages are load, and Locust's to drive."""

ANSWER_S_MAX = 60.0


class ListedFlight(Flight):
    """One run of a scenario that lists its messages, to a service over real HTTP."""

    ahead_us: ClassVar[int] = 200_000

    def _progress(self) -> Progress:
        return Silent()

    def _traffic(self, progress: Progress) -> None:
        progress.phase("traffic")
        assert len(self.plan.intents) <= MESSAGES_MAX, "the caller has looked"
        config = self.rig.drive_config(self.manifest.start_us)
        share = _Share(self, config)
        try:
            for intent in self.plan.intents:
                ready = timed(intent, config.start_us)
                self._wait_until(ready.intended_us)
                self._check_sender()
                share.ask(ready)
            progress.show(Figures(metrics=self._metrics(), left_s=0.0, done=1.0))
            self._await_answers(share)
            self._wait_until(config.start_us + self.plan.duration_us)
        finally:
            share.close()

    def _await_answers(self, share: "_Share") -> None:
        """Wait for the service's answers; one that only ever begins to answer is left."""
        deadline = time.monotonic() + ANSWER_S_MAX
        while share.is_waiting and time.monotonic() < deadline:
            self._check_sender()
            self._pause(POLL_S)

    def _wait_until(self, due_us: int) -> None:
        while (left_us := due_us - self.rig.clock.now_us()) > 0:
            self._pause(min(POLL_S, left_us / 1e6))
            self._check_sender()


class _Share:
    """What a load generator would write: intents, promises, and how late it was."""

    def __init__(self, flight: ListedFlight, config: DriveConfig) -> None:
        self._flight = flight
        self._config = config
        self._writer = SegmentWriter(flight.rig.ledger, "drive-0")
        self._lock = threading.Lock()
        self._is_closed = False
        self._threads: list[threading.Thread] = []
        self._late_ms: list[float] = []
        self._book = book_of(config)
        self._http = httpx.Client(timeout=ANSWER_S_MAX, trust_env=False)
        self._began_s = (time.monotonic(), time.process_time())

    @property
    def is_waiting(self) -> bool:
        """True while the service owes an answer."""
        return any(thread.is_alive() for thread in self._threads)

    def ask(self, intent: Intent) -> None:
        """Give an intent to the service, in a thread that nobody has to wait for."""
        now_us = self._flight.rig.clock.now_us()
        self._late_ms.append((now_us - intent.intended_us) / 1000)
        self._write(fact_of(IntentFact, intent, self._config, now_us))
        thread = threading.Thread(target=self._ask, args=(intent,), name="intent", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _ask(self, intent: Intent) -> None:
        request = self._flight.rig.request_for(intent)
        began = time.monotonic()
        said: dict[str, Any] = {"http": None, "error": None}
        body = b""
        try:
            reply = self._http.request(
                request.method,
                self._config.target.url + request.path,
                content=request.body,
                headers=request.headers,
            )
            said["http"] = reply.status_code
            body = reply.content
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said["error"] = type(error).__name__
        ms = round((time.monotonic() - began) * 1000, 3)
        now_us = self._flight.rig.clock.now_us()
        self._write(PromiseFact(t=now_us, intent=intent.intent, ms=ms, **said))
        with self._lock:
            if self._book is not None and not self._is_closed:
                self._book.note(intent.intent, said["http"], body)

    def _write(self, fact: IntentFact | PromiseFact) -> None:
        with self._lock:
            if not self._is_closed:
                self._writer.write(fact)

    def close(self) -> None:
        """Say how it went, as a load generator does; what is still asked for comes too late."""
        wall_s = time.monotonic() - self._began_s[0]
        used_s = time.process_time() - self._began_s[1]
        count = len(self._late_ms)
        planned = len(self._flight.plan.intents)
        done = GeneratorFact(
            t=self._flight.rig.clock.now_us(),
            share=0,
            of=1,
            plan_digest=self._flight.plan.digest,
            planned=planned,
            started=count,
            shed=0,
            missed=planned - count,
            lateness_p99_ms=round(max(self._late_ms, default=0.0), 3),
            cpu_share=round(used_s / max(wall_s, 1e-6), 4),
        )
        with self._lock:
            self._is_closed = True
            self._writer.write(done)
            self._writer.close()
            if self._book is not None:
                self._book.close()
        if not self.is_waiting:
            self._http.close()
