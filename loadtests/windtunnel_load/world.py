"""What a hosted sender is given: `windtunnel.SenderWorld` over real time and real HTTP."""

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.facts import EffectFact, Fact, OutcomeFact, SeenFact, ToAgentFact
from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Credentials, Outcome
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.http_client import make_client
from windtunnel_load.store import FileStore

STORES_MAX = 100


class HostWorld:
    """One sender's world in its host process; what it reports goes into the host's ledger."""

    def __init__(
        self,
        *,
        credentials: Mapping[str, Credentials],
        routes: Mapping[str, str],
        webhook_url: str,
        clock: Clock,
        writer: SegmentWriter,
        seed: int,
        store_root: Path,
    ) -> None:
        self.credentials = credentials
        self.webhook_url = webhook_url
        self.http: Any = make_client(routes)
        self._clock = clock
        self._writer = writer
        self._seed = seed
        self._store_root = store_root
        self._stores: dict[str, FileStore] = {}
        # Blocking senders report, and ask for stores, from threads of their own.
        self._lock = threading.Lock()

    async def sleep(self, seconds: float) -> None:
        """Wait in the sender's own seconds."""
        await asyncio.sleep(max(0.0, seconds) / self._clock.scale)

    def now(self) -> float:
        """Return harness time in seconds."""
        return self._clock.now_us() / 1e6

    def chance(self, purpose: str, *entity: str | int) -> float:
        """Return a keyed draw in [0, 1)."""
        return unit(draw(self._seed, f"sender {purpose}", *entity)[0])

    def report(self, intent: int, outcome: Outcome) -> None:
        """Write how an intent ended."""
        if intent != ARMING_INDEX:
            self._write(
                OutcomeFact(
                    t=self._clock.now_us(),
                    intent=intent,
                    state=outcome.state,
                    cause=outcome.cause,
                    code=outcome.code,
                )
            )

    def seen(self, intent: int, state: Literal["ok", "error", "timeout"]) -> None:
        """Write what was learnt from an attempt's answer."""
        if intent != ARMING_INDEX:
            self._write(SeenFact(t=self._clock.now_us(), intent=intent, state=state))

    def effect(
        self, event: str, state: str, *, noop: bool = False, contact: str | None = None
    ) -> None:
        """Write what a webhook event changed."""
        self._write(
            EffectFact(
                t=self._clock.now_us(), event=event, state=state, noop=noop, contact=contact
            )
        )

    def to_agent(self, event: str, *, context: str | None = None) -> None:
        """Write that a conversation was handed to a person."""
        self._write(ToAgentFact(t=self._clock.now_us(), event=event, context=context))

    def store(self, name: str) -> FileStore:
        """Return a durable store.

        Raises:
            ValueError: a name that is no plain word, or too many stores.
        """
        if not name.isidentifier() or len(self._stores) >= STORES_MAX:
            raise ValueError(f"store {name!r}: must be a plain word, {STORES_MAX} at most")
        with self._lock:
            if name not in self._stores:
                self._stores[name] = FileStore(self._store_root / f"{name}.sqlite3")
            return self._stores[name]

    async def close(self) -> None:
        """Close the client, the stores and the ledger."""
        await self.http.aclose()
        for store in self._stores.values():
            store.close()
        self._writer.close()

    def _write(self, fact: Fact) -> None:
        with self._lock:
            if not self._writer.closed:
                self._writer.write(fact)
