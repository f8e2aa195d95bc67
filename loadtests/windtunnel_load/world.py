"""What a hosted sender is given: `windtunnel.SenderWorld` over real time and real HTTP."""

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from windtunnel.domain.facts import Fact
from windtunnel.domain.sender import Credentials
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_load.http_client import make_client
from windtunnel_load.reporting import Reporting
from windtunnel_load.store import FileStore, check_name


class HostWorld(Reporting):
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
        super().__init__(seed=seed, now_us=clock.now_us)
        self.credentials = credentials
        self.webhook_url = webhook_url
        self.http: Any = make_client(routes)
        self._clock = clock
        self._writer = writer
        self._store_root = store_root
        self._stores: dict[str, FileStore] = {}
        # Blocking senders report, and ask for stores, from threads of their own.
        self._lock = threading.Lock()

    async def sleep(self, seconds: float) -> None:
        """Wait in the sender's own seconds."""
        await asyncio.sleep(max(0.0, seconds) / self._clock.scale)

    def store(self, name: str) -> FileStore:
        """Return a durable store.

        Raises:
            ValueError: a name that is no plain word, or too many stores.
        """
        check_name(name, self._stores)
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
