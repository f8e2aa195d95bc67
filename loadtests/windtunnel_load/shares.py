"""Shares of one plan over Locust's workers: the master hands them out, by message.

A worker recomputes the plan and refuses another digest. It tells the master how its share ended;
one that leaves before makes the run invalid, and its share's segment has no end.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
import msgspec

from windtunnel.domain.errors import WindtunnelError
from windtunnel_load.drive import DriveConfig
from windtunnel_load.progress import LoadProgress, total, write_progress

SHARE = "windtunnel_share"
ENDED = "windtunnel_share_ended"
COUNTERS = "windtunnel"
"""The key of a share's figures in what Locust's workers report every few seconds."""

POLL_S = 0.2
MISSING = "missing"
SHARE_MISSING = 3


class ShareEnd(msgspec.Struct, frozen=True, kw_only=True):
    """How a share ended, with its last figures: what Locust reports may be seconds old by then."""

    status: int
    figures: LoadProgress | None = None


class Shares:
    """The master's view: which worker has which share, and how far each is."""

    def __init__(self, environment: Any) -> None:
        self._runner = environment.runner
        self._shares: dict[str, int] = {}
        self._progress: dict[str, LoadProgress] = {}
        self._ended: dict[str, int] = {}
        self._runner.register_message(ENDED, self._note_end)
        environment.events.worker_report.add_listener(self._note_counters)

    def workers(self) -> list[str]:
        """Return the workers that can take a share, sorted.

        Raises:
            WindtunnelError: there is none.
        """
        clients = self._runner.clients
        found = sorted(node.id for node in (*clients.ready, *clients.spawning, *clients.running))
        if not found:
            raise WindtunnelError("no Locust worker is connected; start some with --worker")
        return found

    def hand_out(self, workers: list[str], config: DriveConfig) -> None:
        """Send each worker its share."""
        self._shares = {client_id: share for share, client_id in enumerate(workers)}
        self._progress.clear()
        self._ended.clear()
        for client_id, share in self._shares.items():
            told = msgspec.structs.replace(
                config, share=share, of=len(workers), progress=f"{config.progress}.{share}"
            )
            self._runner.send_message(SHARE, msgspec.to_builtins(told), client_id=client_id)

    def wait(self, progress: Path) -> int:
        """Wait until every share has ended or its worker has left; return the worst status."""
        while len(self._ended) < len(self._shares):
            for client_id in list(self._shares.keys() - self._ended.keys()):
                if self._has_left(client_id):
                    sys.stderr.write(f"the worker of share {self._shares[client_id]} left\n")
                    self._ended[client_id] = SHARE_MISSING
            write_progress(progress, total(self._progress.values()))
            gevent.sleep(POLL_S)
        last = total(self._progress.values())
        write_progress(progress, msgspec.structs.replace(last, done=True))
        return max(self._ended.values(), default=0)

    def _has_left(self, client_id: str) -> bool:
        node = self._runner.clients.get(client_id)
        return node is None or node.state == MISSING

    def _note_end(self, msg: Any, **_: Any) -> None:
        if msg.node_id not in self._shares:
            return
        end = msgspec.convert(msg.data, ShareEnd)
        if end.figures is not None:
            self._progress[msg.node_id] = end.figures
        self._ended[msg.node_id] = end.status

    def _note_counters(self, client_id: str, data: dict[str, Any]) -> None:
        if COUNTERS in data and client_id in self._shares:
            self._progress[client_id] = msgspec.convert(data[COUNTERS], LoadProgress)


def listen(runner: Any, walk: Callable[[DriveConfig], ShareEnd]) -> None:
    """Be a worker: walk the share that the master sends, and say how it ended."""

    def take(config: DriveConfig) -> None:
        runner.send_message(ENDED, msgspec.to_builtins(walk(config)))

    def told(msg: Any, **_: Any) -> None:
        gevent.spawn(take, msgspec.convert(msg.data, DriveConfig))

    runner.register_message(SHARE, told)
