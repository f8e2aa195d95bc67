"""The open-model dispatcher: one greenlet per due arrival, never waiting for an answer.

It runs in a process that gevent has patched; nothing of asyncio may live there.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
import msgspec
from gevent.pool import Pool
from geventhttpclient import HTTPClient
from geventhttpclient.url import URL

from windtunnel.domain.facts import GeneratorFact, IntentFact, PromiseFact, ShedFact
from windtunnel.domain.sender import Intent
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.drive import DriveConfig
from windtunnel_load.pacing import NEVER_US, due, percentile
from windtunnel_load.targets import Target
from windtunnel_scenarios import Plan, content_sha_of

SLEEP_S_MAX = 0.5
SLEEP_EARLY_S = 0.0005
CONNECTIONS_MAX = 2_000
PROGRESS_S = 0.5

Report = Callable[[str, float, BaseException | None], None]
"""(name, ms, error) for Locust's own page; never used by a gate."""


class Dispatcher:
    """Walks one share of a plan."""

    def __init__(self, config: DriveConfig, plan: Plan, target: Target, report: Report) -> None:
        self._config = config
        self._target = target
        self._report = report
        self._clock = Clock(config.m0_ns, config.scale)
        self._writer = SegmentWriter(Path(config.ledger), f"load-{config.share}")
        self._digest = plan.digest
        self._intents = plan.intents[config.share :: config.of]
        self._flying = Pool(config.in_flight_max)
        self._client = _client(target.url, config.timeout_s)
        self._late_ms: list[float] = []
        self._answered = self._shed = self._started = 0
        self._stopped = False

    def run(self) -> None:
        """Send every arrival of the share at its time, then wait for the answers."""
        config = self._config
        times = [intent.intended_us + config.start_us for intent in self._intents]
        watching = gevent.spawn(self._watch)
        cpu_from, wall_from = time.process_time(), time.monotonic()
        place = 0
        while place < len(times) and not self._stopped:
            now = due(times, place, self._clock.now_us())
            for index in range(now.first, now.last):
                self._start(self._intents[index], times[index])
            place = now.last
            self._sleep_until(now.next_us)
        self._flying.join(timeout=config.grace_s)
        self._flying.kill()
        watching.kill()
        spent = (time.process_time() - cpu_from) / max(0.001, time.monotonic() - wall_from)
        self._write_end(spent, missed=len(times) - self._started - self._shed)

    def stop(self) -> None:
        """Start nothing more."""
        self._stopped = True

    def _sleep_until(self, next_us: int) -> None:
        if next_us >= NEVER_US:
            return
        left_s = self._clock.real_seconds(next_us - self._clock.now_us()) - SLEEP_EARLY_S
        gevent.sleep(min(SLEEP_S_MAX, max(0.0, left_s)))

    def _start(self, intent: Intent, intended_us: int) -> None:
        now_us = self._clock.now_us()
        if self._flying.free_count() <= 0:
            self._shed += 1
            self._writer.write(self._intent_fact(ShedFact, intent, intended_us, now_us=now_us))
            return
        self._started += 1
        self._late_ms.append((now_us - intended_us) / 1000)
        self._writer.write(self._intent_fact(IntentFact, intent, intended_us, now_us=now_us))
        due_us = self._config.start_us + intent.deadline_us if intent.deadline_us else None
        timed = msgspec.structs.replace(intent, intended_us=intended_us, deadline_us=due_us)
        self._flying.spawn(self._ask, timed)

    def _ask(self, intent: Intent) -> None:
        request = self._target.render(intent)
        began = time.monotonic()
        status, error = None, None
        try:
            reply = self._client.request(
                request.method, request.path, body=request.body, headers=request.headers
            )
            status = reply.status_code
            reply.read()
        except (OSError, ValueError, EOFError) as raised:
            error = raised
        ms = (time.monotonic() - began) * 1000
        self._answered += 1
        self._writer.write(
            PromiseFact(
                t=self._clock.now_us(),
                intent=intent.intent,
                http=status,
                ms=round(ms, 3),
                error=None if error is None else type(error).__name__,
            )
        )
        self._report(intent.flow, ms, error)

    def _intent_fact(
        self, kind: type[IntentFact], intent: Intent, intended_us: int, *, now_us: int
    ) -> IntentFact:
        deadline = intent.deadline_us
        return kind(
            t=now_us,
            intent=intent.intent,
            marker=intent.marker,
            recipient=intent.recipient,
            country=intent.country,
            number=self._config.number_ids.get(intent.number, intent.number),
            flow=intent.flow,
            intended_t=intended_us,
            form=intent.form,
            scope=intent.scope,
            template=intent.template,
            lang=intent.lang,
            content_sha=self._content_sha(intent),
            deadline=None if deadline is None else deadline + self._config.start_us,
            order_key=intent.order_key,
        )

    def _content_sha(self, intent: Intent) -> str | None:
        """Return the digest to expect; a service writes its own text, so there is none."""
        return None if self._config.target.kind == "http" else content_sha_of(intent)

    def _watch(self) -> None:
        while True:
            self._write_progress(done=False)
            gevent.sleep(PROGRESS_S)

    def _write_progress(self, *, done: bool) -> None:
        told: dict[str, Any] = {
            "planned": len(self._intents),
            "offered": self._started + self._shed,
            "answered": self._answered,
            "shed": self._shed,
            "lateness_p99_ms": round(percentile(self._late_ms, 0.99), 3),
            "done": done,
        }
        path = Path(self._config.progress)
        part = path.with_suffix(".part")
        part.write_bytes(msgspec.json.encode(told))
        part.replace(path)

    def _write_end(self, cpu_share: float, *, missed: int) -> None:
        config = self._config
        self._writer.write(
            GeneratorFact(
                t=self._clock.now_us(),
                share=config.share,
                of=config.of,
                plan_digest=self._digest,
                planned=len(self._intents),
                started=self._started,
                shed=self._shed,
                missed=missed,
                lateness_p99_ms=round(percentile(self._late_ms, 0.99), 3),
                cpu_share=round(cpu_share, 4),
            )
        )
        self._writer.close()
        self._write_progress(done=True)
        self._client.close()


def _client(url: str, timeout_s: float) -> HTTPClient:
    """Return a keep-alive pool; a request is never sent twice (geventhttpclient 2.6 or newer)."""
    return HTTPClient.from_url(
        URL(url),
        concurrency=CONNECTIONS_MAX,
        connection_timeout=5.0,
        network_timeout=timeout_s,
        insecure=False,
    )
