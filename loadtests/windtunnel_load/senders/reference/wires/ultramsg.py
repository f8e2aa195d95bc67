"""UltraMsg's wire form, as an outsider would write it from the public documentation.

An accepted message is queued, not sent: who wants to know of its failure has to ask. Nothing
keeps a message from being taken twice: `referenceId` is a label by which a list can be filtered.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx
import msgspec

from windtunnel.domain.sender import Intent, SenderWorld, Webhook
from windtunnel_load.senders.reference.events import Event, Status
from windtunnel_load.senders.reference.webhooks.ultramsg import (
    EXPIRED,
    FAILURES,
    INVALID,
    UNSENT,
    instance_of,
    listed,
    read,
)
from windtunnel_load.senders.reference.wire import CLIENT_TIMEOUT_S, Answer, Codes, Wire

WRONG_TOKEN, NO_INSTANCE, STOPPED = 1, 2, 3
MISSING, TOO_LONG, NOT_VALID = 10, 11, 12
SERVER_ERROR = 50
"""The provider numbers none of its errors; these are ours."""

CODES = Codes(
    causes={
        WRONG_TOKEN: "auth",
        NO_INSTANCE: "auth",
        STOPPED: "auth",
        INVALID: "recipient",
        EXPIRED: "expired",
    },
    waits={
        NO_INSTANCE: (30.0, 1.0, "number"),
        STOPPED: (30.0, 1.0, "number"),
        UNSENT: (1.0, 2.0, "message"),
        EXPIRED: (1.0, 2.0, "message"),
    },
)
"""What they mean to a sender; a stopped instance stops every message, not the one that met it."""

_SAID = (
    ("wrong token", WRONG_TOKEN),
    ("stopped", STOPPED),
    ("instance not found", NO_INSTANCE),
    ("is required", MISSING),
    ("max length", TOO_LONG),
)
"""What a text says that names no code."""

URGENT, USUAL = 1, 10
"""Priorities: a lower one leaves the queue first, and a code is worth nothing tomorrow."""

ASKS_EVERY_S = 5.0
LIMIT = 100
PAGES_MAX = 50
HTTP_NOT_FOUND, HTTP_SERVER_ERROR = 404, 500
_UNREADABLE = (msgspec.MsgspecError, LookupError, TypeError, AttributeError, ValueError)


def form_of(intent: Intent, token: str) -> dict[str, str]:
    """Return the form of a send; the marker is its reference, and a template is its text."""
    is_urgent = intent.scope == "authentication"
    return {
        "token": token,
        "to": f"+{intent.recipient}",
        "body": intent.text,
        "priority": str(URGENT if is_urgent else USUAL),
        "referenceId": intent.marker,
    }


def read_answer(http: int, raw: bytes) -> Answer:
    """Return what an answer says: a number in the queue, or why not.

    Neither the HTTP status nor the presence of `sent` proves anything: its value is a text, and
    errors come under HTTP 200, too.
    """
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Answer()
    if not isinstance(found, dict) or http >= HTTP_SERVER_ERROR:
        return Answer()
    error = found.get("error")
    if error:
        return Answer(code=_code(http, error))
    sent = str(found.get("sent")).lower()
    if sent == "false":
        return Answer(code=_code(http, found.get("message")))
    number = found.get("id")
    return Answer(message=str(number)) if sent == "true" and number else Answer()


def _code(http: int, error: Any) -> int:
    """Return our number for an error, which is a text or a list of {field: text}."""
    parts = error if isinstance(error, list) else [error]
    texts = [
        text
        for part in parts
        for text in (part.values() if isinstance(part, Mapping) else (part,))
    ]
    said = " ".join(map(str, texts)).lower()
    otherwise = NO_INSTANCE if http == HTTP_NOT_FOUND else NOT_VALID
    return next((code for word, code in _SAID if word in said), otherwise)


class Shown(msgspec.Struct):
    """What a list held when it was read: how many, None where that is not sure, and which."""

    count: int | None = 0
    messages: set[str] = set()


class UltraMsg(Wire):
    """One form posted; lists asked for what no webhook tells."""

    name = "ultramsg"
    codes = CODES
    has_windows = False
    asks_every_s = ASKS_EVERY_S

    def __init__(self, world: SenderWorld) -> None:
        super().__init__(world)
        self._shown: dict[str, Shown] = {}

    async def post(self, intent: Intent, number: str, *, attempt: int) -> Answer:
        """Send an intent from a number of this name and return what the answer says.

        Raises:
            httpx.RequestError: there was none.
        """
        del attempt
        reply = await self._world.http.post(
            f"{self._instance(number)}/messages/chat",
            data=form_of(intent, self.credentials.token),
            timeout=CLIENT_TIMEOUT_S,
        )
        return self.read(reply)

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        return read_answer(reply.status_code, reply.content)

    def is_genuine(self, webhook: Webhook) -> bool:
        """Say whether a webhook is of an instance of ours: nothing is signed."""
        return instance_of(webhook.body) in self.credentials.numbers.values()

    def events(self, body: bytes) -> Iterator[Event]:
        """Yield what a webhook says; see `webhooks.ultramsg.read`."""
        return read(body)

    async def look_up(self, intent: Intent) -> Sequence[Status] | None:
        """Return how the copies of a message stand; None where there was no answer to that."""
        found = await self._page(intent.number, referenceId=intent.marker)
        return None if found is None else found[0]

    async def failures(self, number: str) -> Sequence[Status]:
        """Return what has come to the lists of failures since they were read."""
        counted = await self._counted(number)
        statuses: list[Status] = []
        for state in FAILURES:
            shown = self._shown.setdefault(f"{number}/{state}", Shown())
            count = None if counted is None else counted.get(state, 0)
            if count is None or count != shown.count:
                statuses += await self._come(number, state, shown, count)
        return statuses

    async def _counted(self, number: str) -> Mapping[str, int] | None:
        """Return how many messages of a number are in each status, None where nobody says so."""
        found = await self._asked(number, "/statistics")
        counted = found.get("messages_statistics") if isinstance(found, dict) else None
        return counted if isinstance(counted, dict) else None

    async def _come(
        self, number: str, state: str, shown: Shown, count: int | None
    ) -> list[Status]:
        """Return what has come to a list, read as far as it takes to find all of that.

        What left it is forgotten: queued again, it may fail again.
        """
        come: list[Status] = []
        listed_now: set[str] = set()
        for page in range(1, PAGES_MAX + 1):
            found = await self._page(number, status=state, page=page)
            if found is None:
                count = None
                break
            at_page, total = found
            come += [each for each in at_page if each.message not in shown.messages | listed_now]
            listed_now.update(status.message for status in at_page)
            if not at_page or len(listed_now) >= total:
                shown.messages.clear()
                break
            if len(shown.messages | listed_now) == total:
                break
        shown.messages |= listed_now
        shown.count = count
        return come

    async def _page(self, number: str, **filters: str | int) -> tuple[list[Status], int] | None:
        """Return one page of a number's messages and how many there are on all of them."""
        found = await self._asked(number, "", limit=LIMIT, sort="desc", **filters)
        try:
            return [listed(message) for message in found["messages"]], int(found["total"])
        except _UNREADABLE:
            return None

    async def _asked(self, number: str, path: str, **given: Any) -> Any:
        """Return what a list of messages says, None where there was no answer to read."""
        try:
            reply = await self._world.http.get(
                f"{self._instance(number)}/messages{path}",
                params={"token": self.credentials.token, **given},
                timeout=CLIENT_TIMEOUT_S,
            )
            return msgspec.json.decode(reply.content)
        except (httpx.RequestError, msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def _instance(self, number: str) -> str:
        return f"{self.credentials.base_url}/instance{self.credentials.numbers[number]}"
