"""Asking a service for each message until it names an end: a few threads, one question each."""

import heapq
import http.client
import threading
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from windtunnel.domain.marker import ARMING_INDEX
from windtunnel_load.adapters.outcome import PollModel
from windtunnel_load.adapters.places import fill
from windtunnel_load.outcomes.reading import BODY_BYTES_MAX, Read, read
from windtunnel_load.outcomes.records import Records

ASKING_MAX = 8
"""Questions at the same time."""

IDS_MAX = 200_000
TIMEOUT_S = 5.0
LAST_S_MAX = 10.0
"""How long the last round may take, in which each open message is asked for once more."""

HTTP_NOT_OK = 300


class _Due(NamedTuple):
    at_s: float
    intent: int
    id: str


class Poller:
    """Messages that are asked for; what is said goes into the records."""

    def __init__(
        self, url: str, model: PollModel, places: Mapping[str, Any], records: Records
    ) -> None:
        self._netloc = urlsplit(url).netloc
        self._model = model
        self._places = dict(places)
        self._records = records
        self._due: list[_Due] = []
        self._why: dict[int, tuple[str, str]] = {}
        self._asking = 0
        self._is_last = False
        self._is_over = False
        self._change = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, name=f"poll-{number}", daemon=True)
            for number in range(ASKING_MAX)
        ]
        for thread in self._threads:
            thread.start()

    def add(self, intent: int, name: str) -> None:
        """Begin to ask for a message."""
        with self._change:
            if len(self._due) + self._asking >= IDS_MAX:
                self._records.unread(intent, f"{IDS_MAX} messages are asked for; no more")
                return
            heapq.heappush(self._due, _Due(time.monotonic(), intent, name))
            self._change.notify()

    def finish(self) -> None:
        """Ask once more for each message that has no end, and say what could not be read."""
        deadline = time.monotonic() + LAST_S_MAX
        with self._change:
            self._is_last = True
            self._change.notify_all()
            while (self._due or self._asking) and (left := deadline - time.monotonic()) > 0:
                self._change.wait(left)
            asked_not = list(self._due)
        self.stop()
        for due in asked_not:
            self._why.setdefault(due.intent, ("the last round of questions took too long", ""))
        for intent, (why, said) in sorted(self._why.items()):
            if not self._records.knows(intent):
                self._records.unread(intent, why, said)

    def stop(self) -> None:
        """Ask nothing more."""
        with self._change:
            self._is_over = True
            self._change.notify_all()
        for thread in self._threads:
            thread.join(TIMEOUT_S + 1)

    def _work(self) -> None:
        connection = http.client.HTTPConnection(self._netloc, timeout=TIMEOUT_S)
        while (due := self._next()) is not None:
            was_last = self._is_last
            is_open = self._ask(connection, due)
            with self._change:
                self._asking -= 1
                if is_open and not was_last:
                    again = due._replace(at_s=time.monotonic() + self._model.every_s)
                    heapq.heappush(self._due, again)
                self._change.notify_all()
        connection.close()

    def _next(self) -> _Due | None:
        """Return what is to be asked for now; wait for it."""
        with self._change:
            while not self._is_over:
                wait_s = self._due[0].at_s - time.monotonic() if self._due else None
                if self._due and (self._is_last or (wait_s is not None and wait_s <= 0)):
                    self._asking += 1
                    return heapq.heappop(self._due)
                self._change.wait(wait_s)
            return None

    def _ask(self, connection: http.client.HTTPConnection, due: _Due) -> bool:
        """Ask once; return whether the message is open still."""
        known = {**self._places, "id": quote(due.id, safe="")}
        path = fill(self._model.path, known)
        headers = {name: str(fill(text, known)) for name, text in self._model.headers.items()}
        try:
            status, body = _get(connection, path, headers)
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            return self._unread(due, f"GET {path} raised {type(error).__name__}")
        found = read(body, self._model)
        if status >= HTTP_NOT_OK:
            found = Read(why=f"the answer was {status}")
        if found.why:
            return self._unread(due, f"GET {path}: {found.why}", found.said)
        self._why.pop(due.intent, None)
        if found.outcome is None:
            self._records.open(due.intent)
            return True
        self._records.outcome(due.intent, found.outcome)
        return found.outcome.state == "unknown"

    def _unread(self, due: _Due, why: str, said: str = "") -> bool:
        """Keep what was wrong until the end of the run; the arming message's is asked for now."""
        self._why[due.intent] = (why, said)
        if due.intent == ARMING_INDEX:
            self._records.unread(due.intent, why, said)
        return True


def _get(
    connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]
) -> tuple[int, bytes]:
    """Return status and body; a kept-alive connection that the service has closed is made anew."""
    try:
        connection.request("GET", path, headers=dict(headers))
        reply = connection.getresponse()
    except (ConnectionError, http.client.RemoteDisconnected):
        connection.close()
        connection.request("GET", path, headers=dict(headers))
        reply = connection.getresponse()
    body = reply.read(BODY_BYTES_MAX + 1)
    if len(body) > BODY_BYTES_MAX:
        connection.close()
    return reply.status, body
