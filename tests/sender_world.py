"""A sender's world without processes: a scripted provider, time that jumps, everything kept."""

import asyncio
import hmac
import json
from collections import deque

import httpx

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.marker import marker_of
from windtunnel.domain.sender import Credentials, Intent, Webhook

SECRET = "app-secret"
CREDENTIALS = Credentials(
    provider="meta",
    base_url="http://127.0.0.1:9",
    token="t",
    account="200000000000001",
    app_secret=SECRET,
    verify_token="v",
    numbers={"main": "100000000000001"},
)


class MemoryStore:
    """A store that lives as long as the test."""

    def __init__(self):
        self.kept = {}

    async def get(self, key):
        return self.kept.get(key)

    async def write(self, changes):
        for key, value in changes.items():
            if value is None:
                self.kept.pop(key, None)
            else:
                self.kept[key] = value

    async def items(self, prefix):
        for key in sorted(self.kept):
            if key.startswith(prefix):
                yield key, self.kept[key]


class FakeWorld:
    """`answers` is what the provider does next: a response, or an exception to raise."""

    webhook_url = "http://127.0.0.1:9/webhook/meta"

    def __init__(self, *answers, stores=None, providers=(CREDENTIALS,)):
        self.credentials = {each.provider: each for each in providers}
        self.stores = {} if stores is None else stores
        self.answers = deque(answers)
        self.calls = []
        self.call_times = []
        self.reported = []
        self.states_seen = []
        self.effects = []
        self.handed_over = []
        self.time_s = 100.0
        self.on_call = None
        self.http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    async def _answer(self, request):
        self.calls.append(request)
        self.call_times.append(self.time_s)
        if self.on_call is not None:
            await self.on_call(request)
        answer = self.answers.popleft() if self.answers else accepted(len(self.calls))
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def sleep(self, seconds):
        self.time_s += seconds
        await asyncio.sleep(0)

    def now(self):
        return self.time_s

    def chance(self, purpose, *entity):
        return unit(draw(1, purpose, *entity)[0])

    def report(self, intent, outcome):
        self.reported.append((intent, outcome))

    def seen(self, _intent, state):
        self.states_seen.append(state)

    def effect(self, event, state, *, noop=False, contact=None):
        del contact
        self.effects.append((event, state, noop))

    def to_agent(self, event, *, context=None):
        self.handed_over.append((event, context))

    def store(self, name):
        return self.stores.setdefault(name, MemoryStore())


def intent_of(index=7, **changes):
    """An order confirmation, unless told otherwise."""
    given = {
        "intent": index,
        "marker": marker_of(index),
        "recipient": "447700900123",
        "country": "GB",
        "number": "main",
        "flow": "order-confirmation",
        "form": "template",
        "scope": "utility",
        "intended_us": 0,
        "template": "order_confirmed",
        "lang": "en",
        "body": ("Ada", marker_of(index), "$ 5.00"),
    }
    return Intent(**(given | changes))


def free_text(index=7, **changes):
    """A free-form text."""
    given = {"form": "free", "scope": "service", "template": None, "lang": None, "body": ()}
    return intent_of(index, **(given | {"text": f"Hello {marker_of(index)}"} | changes))


def accepted(n=1):
    """The provider's yes."""
    return httpx.Response(200, json={"messages": [{"id": f"wamid.{n}"}]})


def refused(code, http=400):
    """The provider's no."""
    return httpx.Response(http, json={"error": {"code": code, "message": "(#) no"}})


def status(name, *, index=7, message="wamid.1", code=None, recipient="447700900123"):
    """A status webhook about an intent."""
    one = {
        "id": message,
        "status": name,
        "timestamp": "1764000000",
        "recipient_id": recipient,
        "biz_opaque_callback_data": marker_of(index),
    }
    if code is not None:
        one["errors"] = [{"code": code, "title": "no"}]
    return webhook({"statuses": [one]})


def text(words, *, sender="447700900123", message="wamid.in"):
    """A customer's text."""
    one = {"id": message, "from": sender, "timestamp": "1764000000", "type": "text"}
    return webhook({"messages": [one | {"text": {"body": words}}]})


def webhook(value, *, secret=SECRET):
    """A signed POST that carries one change."""
    number = CREDENTIALS.numbers["main"]
    metadata = {"phone_number_id": number, "display_phone_number": "15550100001"}
    change = {"field": "messages", "value": {"metadata": metadata} | value}
    return signed(
        json.dumps({"entry": [{"id": CREDENTIALS.account, "changes": [change]}]}).encode(),
        secret=secret,
    )


def signed(body, *, secret=SECRET):
    """A webhook with this body and its signature."""
    digest = hmac.digest(secret.encode(), body, "sha256").hex()
    headers = {"x-hub-signature-256": f"sha256={digest}"}
    return Webhook(provider="meta", headers=headers, body=body)
