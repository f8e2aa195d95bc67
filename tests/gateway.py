"""UltraMsg's gateway as a sender meets it: sends, lists and statistics, as it was told to be."""

import json
from collections import deque
from urllib.parse import parse_qs

import httpx

from windtunnel.domain.marker import marker_of
from windtunnel.domain.sender import Credentials, Webhook

INSTANCE = "100000000000002"
CREDENTIALS = Credentials(
    provider="ultramsg",
    base_url="http://127.0.0.1:9",
    token="u",
    account="",
    app_secret="",
    verify_token="",
    numbers={"ultramsg": INSTANCE},
)
TAKEN = '{"sent":"true","message":"ok","id":%d}'


class Gateway:
    """`answers` is what the next sends get: a response, or an exception after it was queued."""

    def __init__(self, *answers):
        self.answers = deque(answers)
        self.sends = []
        self.lists = []
        self.kept = {}
        self.is_deaf = False

    def __call__(self, request):
        path, query = request.url.path, dict(request.url.params)
        if request.method == "POST":
            return self._send(request)
        self.lists.append((path, query))
        if self.is_deaf:
            raise httpx.ReadTimeout("")
        if path.endswith("/statistics"):
            return _json({"messages_statistics": self._counts()})
        return _json(self._page(query))

    def put(self, index, status="queue", ack=""):
        """A message that is queued, and how it stands."""
        number = len(self.kept) + 1
        self.kept[number] = {
            "id": number,
            "referenceId": marker_of(index),
            "to": "447700900123@c.us",
            "status": status,
            "ack": ack,
        }
        return number

    def fail(self, number, status):
        self.kept[number]["status"] = status

    def _send(self, request):
        form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        self.sends.append((request.url.path, form))
        answer = self.answers.popleft() if self.answers else None
        if isinstance(answer, httpx.Response):
            return answer
        number = len(self.kept) + 1
        self.kept[number] = {
            "id": number,
            "referenceId": form["referenceId"],
            "to": form["to"],
            "status": "queue",
            "ack": "",
        }
        if answer is not None:
            raise answer
        return httpx.Response(200, content=TAKEN % number)

    def _counts(self):
        words = [message["status"] for message in self.kept.values()]
        return {
            word: words.count(word) for word in ("sent", "queue", "unsent", "invalid", "expired")
        }

    def _page(self, query):
        found = [
            message
            for message in reversed(self.kept.values())
            if query.get("status") in {None, message["status"]}
            and query.get("referenceId") in {None, message["referenceId"]}
        ]
        limit, page = int(query["limit"]), int(query.get("page", 1))
        shown = found[(page - 1) * limit : page * limit]
        return {"total": len(found), "limit": limit, "page": page, "messages": shown}


def acked(ack, *, index=7, number=1, kind="message_ack", **changes):
    """A webhook of UltraMsg's about a message of ours."""
    data = {
        "id": f"true_447700900123@c.us_{number:016X}",
        "from": "15550100002@c.us",
        "to": "447700900123@c.us",
        "ack": ack,
        "type": "chat",
        "fromMe": True,
        "time": 1_764_000_000,
    }
    return hooked(kind, data | changes, id=str(number), referenceId=marker_of(index))


def wrote(words, *, sender="447700900123@c.us", **changes):
    """A customer's text at UltraMsg."""
    data = {
        "id": f"false_{sender}_3EB0",
        "from": sender,
        "to": "15550100002@c.us",
        "ack": "",
        "type": "chat",
        "body": words,
        "fromMe": False,
        "time": 1_764_000_000,
    }
    return hooked("message_received", data | changes, id="", referenceId="")


def hooked(kind, data, **more):
    """A POST as the gateway makes it."""
    body = {"event_type": kind, "instanceId": INSTANCE, "hash": "x", "data": data, **more}
    return Webhook(provider="ultramsg", headers={}, body=json.dumps(body).encode())


def _json(value):
    return httpx.Response(200, json=value)
