"""A flight of a few listed messages: a thread for each instead of a load generator."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import httpx

from windtunnel.domain.facts import GeneratorFact, IntentFact, PromiseFact
from windtunnel.domain.sender import Intent
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_cli.flight.flight import Flight
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
        with ThreadPoolExecutor(max_workers=len(self.plan.intents)) as pool:
            for intent in self.plan.intents:
                ready = timed(intent, config.start_us)
                self._wait_until(ready.intended_us)
                self._check_sender()
                share.begin(ready)
                pool.submit(share.ask, ready)
            progress.show(Figures(metrics=self._metrics(), left_s=0.0, done=1.0))
        self._wait_until(config.start_us + self.plan.duration_us)
        share.close()

    def _wait_until(self, due_us: int) -> None:
        while (left_us := due_us - self.rig.clock.now_us()) > 0:
            time.sleep(left_us / 1e6)


class _Share:
    """What a load generator would write: intents, promises, and how late it was."""

    def __init__(self, flight: ListedFlight, config: DriveConfig) -> None:
        self._flight = flight
        self._config = config
        self._writer = SegmentWriter(flight.rig.ledger, "drive-0")
        self._lock = threading.Lock()
        self._late_ms: list[float] = []
        self._book = book_of(config)
        self._http = httpx.Client(timeout=ANSWER_S_MAX, trust_env=False)
        self._began_s = (time.monotonic(), time.process_time())

    def begin(self, intent: Intent) -> None:
        """Write that an intent is given to the service."""
        now_us = self._flight.rig.clock.now_us()
        self._late_ms.append((now_us - intent.intended_us) / 1000)
        with self._lock:
            self._writer.write(fact_of(IntentFact, intent, self._config, now_us))

    def ask(self, intent: Intent) -> None:
        """Ask the service, and write what it promised."""
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
        except httpx.HTTPError as error:
            said["error"] = type(error).__name__
        ms = round((time.monotonic() - began) * 1000, 3)
        now_us = self._flight.rig.clock.now_us()
        with self._lock:
            self._writer.write(PromiseFact(t=now_us, intent=intent.intent, ms=ms, **said))
        if self._book is not None:
            self._book.note(intent.intent, said["http"], body)

    def close(self) -> None:
        """Say how it went, as a load generator does."""
        wall_s = time.monotonic() - self._began_s[0]
        used_s = time.process_time() - self._began_s[1]
        count = len(self._late_ms)
        self._writer.write(
            GeneratorFact(
                t=self._flight.rig.clock.now_us(),
                share=0,
                of=1,
                plan_digest=self._flight.plan.digest,
                planned=count,
                started=count,
                shed=0,
                missed=0,
                lateness_p99_ms=round(max(self._late_ms, default=0.0), 3),
                cpu_share=round(used_s / max(wall_s, 1e-6), 4),
            )
        )
        self._writer.close()
        self._http.close()
        if self._book is not None:
            self._book.close()
