"""The desk of a run where a service's outcomes come in, by poll or callback."""

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx

from windtunnel.domain.marker import ARMING_INDEX, INDEX_MAX, index_of
from windtunnel.runtime.clock import Clock
from windtunnel_load.adapters.keypath import MISSING, find
from windtunnel_load.adapters.outcome import CallbackModel, OutcomeModel
from windtunnel_load.outcomes.callbacks import ACCEPTED, CallbackServer
from windtunnel_load.outcomes.poller import IDS_MAX, Poller
from windtunnel_load.outcomes.reading import id_of, parsed, read, short
from windtunnel_load.outcomes.records import Records
from windtunnel_load.outcomes.replies import Reply, ReplyTail
from windtunnel_load.rig.hops import Hop

READ_S = 0.1
HELD_MAX = 10_000
"""Callbacks that came before the reply with their id was noted."""

NOT_READ = 422


class Desk:
    """Opens with the run and closes when the sender is closed; `url` is for callbacks."""

    def __init__(self, model: OutcomeModel, *, work: Path, ledger: Path, clock: Clock) -> None:
        self._model = model
        self._tail = ReplyTail(work)
        self._ids: dict[str, int] = {}
        self._held: list[tuple[str, bytes]] = []
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._poller: Poller | None = None
        self._thread: threading.Thread | None = None
        self._server: CallbackServer | None = None
        callback = model.callback
        if callback is not None:
            self._server = CallbackServer(callback.port, lambda raw: self._take(callback, raw))
        self._records = Records(ledger, clock)

    @property
    def url(self) -> str:
        """Where callbacks are posted, "" where there are none."""
        return "" if self._server is None else self._server.url

    def begin(self, url: str, places: Mapping[str, Any]) -> None:
        """Begin to ask: the service at this URL is up."""
        if self._model.poll is not None:
            self._poller = Poller(url, self._model.poll, places, self._records)
        self._thread = threading.Thread(target=self._read_on, name="replies", daemon=True)
        self._thread.start()

    def follow_arming(self, reply: httpx.Response, pause: Callable[[float], object]) -> Hop:
        """Follow the arming message to the service's word about its end; return the hop."""
        name = id_of(find(parsed(reply.content), self._model.id_path))
        arming = self._records.arming
        if self._poller is not None and name:
            self._poller.add(ARMING_INDEX, name)
        elif self._poller is not None:
            arming.why = f"the reply has no id at {self._model.id_path}"
            arming.said = short(reply.content)
        elif name:
            self._know(name, ARMING_INDEX)
        return arming.hop(pause)

    def finish(self) -> None:
        """Learn the last there is to learn, while the service is still there; then close."""
        if self._over.is_set():
            return
        self._stop_reading()
        if self._poller is not None:
            self._poller.finish()
        self.stop()

    def stop(self) -> None:
        """Close at once."""
        self._stop_reading()
        if self._poller is not None:
            self._poller.stop()
        if self._server is not None:
            self._server.close()
            self._server = None
        with self._lock:
            held, self._held = self._held, []
        for name, raw in held:
            why = f"a callback names {name!r}, and no reply of the service had that id"
            self._records.unread(None, why, short(raw))
        self._records.close()

    def _stop_reading(self) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            self._read()

    def _read_on(self) -> None:
        while not self._over.wait(READ_S):
            self._read()

    def _read(self) -> None:
        for reply in self._tail.read():
            self._learn(reply)

    def _learn(self, reply: Reply) -> None:
        if reply.outcome is not None:
            self._records.outcome(reply.intent, reply.outcome)
        elif reply.why:
            self._records.unread(reply.intent, reply.why, reply.said)
        elif self._poller is not None:
            if reply.intent != ARMING_INDEX:
                self._poller.add(reply.intent, reply.id)
        else:
            self._know(reply.id, reply.intent)

    def _know(self, name: str, intent: int) -> None:
        with self._lock:
            if len(self._ids) >= IDS_MAX:
                self._records.unread(intent, f"{IDS_MAX} ids are known; no more")
                return
            self._ids[name] = intent
            waiting = [raw for held, raw in self._held if held == name]
            self._held = [pair for pair in self._held if pair[0] != name]
        for raw in waiting:
            self._note(intent, raw)

    def _take(self, callback: CallbackModel, raw: bytes) -> tuple[int, str]:
        body = parsed(raw)
        name = find(body, callback.where)
        intent: int | None = None
        if callback.by == "id" and id_of(name):
            with self._lock:
                intent = self._ids.get(id_of(name))
                if intent is None and len(self._held) < HELD_MAX:
                    self._held.append((id_of(name), raw))
                    return ACCEPTED, ""
        elif callback.by != "id":
            intent = _intent_of(name, callback.by)
        if intent is None:
            shown = "nothing" if name is MISSING else repr(name)[:80]
            why = f"a callback has {shown} at {callback.where}; wanted is the {callback.by}"
            self._records.unread(None, why, short(raw))
            return NOT_READ, why
        why = self._note(intent, raw)
        return (NOT_READ, why) if why else (ACCEPTED, "")

    def _note(self, intent: int, raw: bytes) -> str:
        found = read(raw, self._model.said)
        if found.outcome is not None:
            self._records.outcome(intent, found.outcome)
        elif found.why:
            self._records.unread(intent, f"a callback: {found.why}", found.said)
        else:
            self._records.open(intent)
        return found.why


def _intent_of(name: Any, by: str) -> int | None:
    if by == "marker":
        return index_of(name) if isinstance(name, str) else None
    text = "" if isinstance(name, bool) else str(name)
    is_index = text.isascii() and text.isdecimal() and len(text) <= len(str(INDEX_MAX))
    return int(text) if is_index else None
