"""A small world behind the management endpoints of UltraMsg, for tests without a platform."""

from contextlib import suppress

import httpx

from windtunnel.domain.chance import draw
from windtunnel.domain.events import ClearMessages, SetNumberSettings, SetNumberState
from windtunnel.domain.message import InboundEvent, Message
from windtunnel.domain.submit import Answer
from windtunnel.domain.worldspec import NumberSpec
from windtunnel.providers.ultramsg import dialect

NUMBER = "100000000000001"
TOKEN = "abcdefgh12345678"
OWN = "15550100001@c.us"
EPOCH_S = 1_764_000_000
SECOND = 1_000_000
GONE = "199955501999"
"""Digits of somebody who is not on WhatsApp."""


WRONG_TOKEN = "Wrong token. Please provide token as a GET parameter."


def answer(app, request):
    """Return what an ASGI app answers that waits for nothing, without a loop or a socket."""
    given = [{"type": "http.request", "body": request.read(), "more_body": False}]
    sent = []

    async def receive():
        return given.pop()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": request.method,
        "path": request.url.path,
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
    }
    with suppress(StopIteration):
        app(scope, receive, send).send(None)
    start, body = sent
    return httpx.Response(start["status"], headers=start["headers"], content=body["body"])


class Number:
    """An instance as a router reads it."""

    def __init__(self, state="connected"):
        self.id = NUMBER
        self.account = "200000000000001"
        self.spec = NumberSpec(name="main", provider="ultramsg")
        self.state = state
        self.settings = {}
        self.notes = {}
        self.subscription = None


def message(ordinal=1, **more):
    """Return a message of the instance, sent a second after it was accepted."""
    values = {
        "id": f"true_15550100002@c.us_3EB0{ordinal:018X}",
        "provider": "ultramsg",
        "account": "200000000000001",
        "number": NUMBER,
        "display": "15550100001",
        "wa_id": "15550100002",
        "recipient": "15550100002",
        "country": "US",
        "kind": "text",
        "form": "free",
        "category": "service",
        "text": f"Hello {ordinal}",
        "accepted_t": ordinal * SECOND,
        "content_sha": "c",
        "status": "sent",
        "ordinal": ordinal,
        "priority": 10,
        "sent_t": (ordinal + 1) * SECOND,
    }
    return Message(**values | more)


def failed(ordinal, code, **more):
    return message(ordinal, status="failed", fail_code=code, sent_t=None, **more)


def inbound(text="Hi", *, t=0, who="15550100002", **more):
    """Return what a customer wrote."""
    values = {
        "event": f"false_{who}@c.us_{t:032X}",
        "provider": "ultramsg",
        "account": "200000000000001",
        "number": NUMBER,
        "display": "15550100001",
        "wa_id": who,
        "profile_name": f"Name {who[-4:]}",
        "text": text,
        "t": t,
        "unix_s": EPOCH_S + t // SECOND,
    }
    return InboundEvent(**values | more)


class Desk:
    """One instance with what it sent and received; `applied` are the events the router gave."""

    def __init__(self, *, state="connected", messages=(), inbound=(), hook=None, **switches):
        self.id = "w0"
        self.catalog = dialect.catalog(switches)
        self.now_us = 1_000 * SECOND
        self.account = "200000000000001"
        self.number = Number(state)
        self.sent = list(messages)
        self.received = list(inbound)
        self.applied = []
        self.formed = []
        self.strays = []
        self.asked = []
        self.hook = hook

    def numbers(self):
        return [self.number]

    def authorise(self, token, object_id, scope):
        del object_id, scope
        if token == TOKEN:
            return self.refuse("number_stopped") if self.number.state == "stopped" else None
        return self.refuse("no_token" if token is None else "token_invalid")

    def refuse(self, reason, **fields):
        rule = self.catalog.rules[reason]
        code = self.catalog.code(rule.code)
        return Answer(
            attempt="",
            provider="ultramsg",
            accepted=False,
            kind="",
            code=code,
            http=rule.http or code.http,
            details=rule.details.format_map(fields),
        )

    def drawn(self, purpose, *entity):
        return draw(0, purpose, *entity)

    def unix_s(self, t_us):
        return EPOCH_S + t_us // SECOND

    def groups(self):
        return self.formed

    def messages(self, number):
        assert number == NUMBER
        return self.sent

    def inbound(self, number):
        assert number == NUMBER
        return self.received

    def is_on_whatsapp(self, recipient):
        self.asked.append(recipient)
        return recipient != GONE

    async def subscribe(self, url, verify_token, *, number=None):
        assert (verify_token, number) == ("", NUMBER)
        if self.hook is None:
            self.number.subscription = url
        return self.hook

    def apply(self, event):
        self.applied.append(event)
        if isinstance(event, SetNumberState):
            self.number.state = event.state
        elif isinstance(event, SetNumberSettings):
            self.number.settings |= event.settings
        elif isinstance(event, ClearMessages):
            self.sent = [each for each in self.sent if each.ordinal not in event.ordinals]

    def find(self, node, token):
        if node == NUMBER or token == TOKEN:
            return self
        self.strays.append(node)
        return None

    def ask(self, method, resource, *, node=NUMBER, token=TOKEN, params=None, **more):
        """Return what the router answers to one request."""
        params = dict(params or {})
        if token is not None:
            params["token"] = token
        url = f"http://u.test/instance{node}/{resource}"
        return answer(dialect.router(self.find), httpx.Request(method, url, params=params, **more))

    def get(self, resource, **params):
        return self.ask("GET", resource, params=params)

    def post(self, resource, **fields):
        return self.ask("POST", resource, data=fields)

    def events(self, kind):
        return [event for event in self.applied if isinstance(event, kind)]


def lively(**more):
    """Return an instance with two chats and a group."""
    return Desk(
        messages=[message(1), message(4, status="read"), failed(5, 20)],
        inbound=[
            inbound("Hello!", t=3 * SECOND),
            inbound("Who are you?", t=4 * SECOND, who="15550100003"),
            inbound("All", t=20 * SECOND, who="15550100003", group="120363041234567890"),
        ],
        **more,
    )
