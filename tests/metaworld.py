"""Requests, messages and a small world for the tests of Meta's dialect."""

import asyncio
import json

import httpx

from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import NumberView
from windtunnel.domain.message import InboundEvent, Message, StatusEvent
from windtunnel.domain.submit import Answer, Request
from windtunnel.domain.worldspec import ButtonSpec, NumberSpec, TemplateSpec
from windtunnel.providers.meta import dialect

PHONE = "100000000000001"
ACCOUNT = "200000000000001"
APP = "400000000000001"
TOKEN = "EAAtoken"
RECIPIENT = "15550100002"
TEMPLATES = (
    TemplateSpec(
        name="order",
        lang="en_US",
        header="Order {{1}}",
        body="Hello {{1}}, it is on its way: {{2}}",
        footer="Bye",
        buttons=(
            ButtonSpec(kind="quick_reply", text="Stop"),
            ButtonSpec(kind="url", text="Shop", url="https://shop.example/"),
        ),
    ),
    TemplateSpec(
        name="login",
        lang="en",
        category="authentication",
        body="{{1}} is your code",
        buttons=(ButtonSpec(kind="otp", text="Copy code"),),
    ),
    TemplateSpec(name="named", lang="en", category="marketing", body="Dear {{name}}"),
)


def text(body="Hello", **more):
    """Return the JSON of a text send.

    Source: D:messages/text-messages, the example of a text message, read 2026-11-22.
    """
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": RECIPIENT,
        "type": "text",
        "text": {"preview_url": False, "body": body},
    } | more


def template(name="order", lang="en_US", components=(), **more):
    """Return the JSON of a template send.

    Source: D:templates, the example of a template send, read 2026-11-22.
    """
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": RECIPIENT,
        "type": "template",
        "template": {"name": name, "language": {"code": lang}, "components": list(components)},
    } | more


def parameters(kind, *texts, **more):
    """Return a component of a template send with text parameters."""
    given = [{"type": "text", "text": one} for one in texts]
    return {"type": kind, "parameters": given} | more


def request(body, *, path=f"/v23.0/{PHONE}/messages", query=b"", **headers):
    """Return a send as it came over the wire; a body that is not bytes is written as JSON."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"authorization": f"Bearer {TOKEN}", "content-type": "application/json"} | headers
    return Request(
        method="POST",
        path=path,
        query=query,
        headers={k.encode(): v.encode() for k, v in given.items() if v is not None},
        body=raw,
        conn="c1",
    )


def submit(body, **more):
    return dialect.submit(request(body, **more))


def refusal(body, **more):
    """Return (reason, details) of a send that is refused."""
    refused = submit(body, **more).refusal
    assert refused is not None, "the send was taken"
    rule = dialect.catalog({}).rules[refused.reason]
    return refused.reason, rule.details.format_map(refused.fields)


def message(**more):
    values = {
        "id": "wamid.HBgLMTU1NTAxMDAwMDIVAgARGBI5QTNDQTVCM0Q0Q0Q2RTY3RTcA",
        "provider": "meta",
        "account": ACCOUNT,
        "number": PHONE,
        "display": "15550100001",
        "wa_id": RECIPIENT,
        "recipient": RECIPIENT,
        "country": "US",
        "kind": "text",
        "form": "free",
        "category": "service",
        "text": "Hello",
        "accepted_t": 0,
        "content_sha": "c",
        "version": "v24.0",
    }
    return Message(**values | more)


def status(name="sent", *, of=None, **more):
    return StatusEvent(
        event=f"x:{name}", message=of or message(), status=name, t=0, unix_s=1_764_000_000, **more
    )


def inbound(said="Hi", **more):
    values = {
        "event": "wamid.HBgLMTU1NTAxMDAwMDIVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=",
        "provider": "meta",
        "account": ACCOUNT,
        "number": PHONE,
        "display": "15550100001",
        "wa_id": RECIPIENT,
        "profile_name": "Customer 0002",
        "text": said,
        "t": 0,
        "unix_s": 1_764_000_000,
    }
    return InboundEvent(**values | more)


def refused(reason, *, switches=None, version="", **fields):
    """Return the answer that a platform makes of a reason."""
    catalog = dialect.catalog(switches or {})
    rule = catalog.rules[reason]
    code = catalog.code(rule.code)
    return Answer(
        attempt="",
        provider="meta",
        accepted=False,
        kind="text",
        code=code,
        subcode=code.subcode if rule.subcode is None else rule.subcode,
        http=rule.http or code.http,
        details=rule.details.format_map(fields),
        version=version,
    )


class Number:
    """A number as a router reads it."""

    def __init__(self, node=PHONE, **spec):
        self.id = node
        self.account = ACCOUNT
        self.spec = NumberSpec(**spec)
        self.throughput_per_s = self.spec.throughput_per_s or 80.0


class FakeWorld:
    """A world with one token; `hook` is what the handshake of a new callback ends with."""

    def __init__(
        self, *, hook=None, scopes=("whatsapp_business_management",), templates=TEMPLATES
    ):
        self.id = "w0"
        self.now_us = 0
        self.account = ACCOUNT
        self.app = APP
        self.subscription = None
        self.asked = []
        self._hook = hook
        self._scopes = scopes
        self._templates = templates
        self._numbers: list[NumberView] = [Number()]

    def numbers(self):
        return self._numbers

    def templates(self):
        return self._templates

    def authorise(self, token, object_id, scope):
        if token is None:
            return refused("no_token")
        if token != TOKEN:
            return refused("token_invalid")
        if object_id not in {PHONE, ACCOUNT, APP}:
            return refused("object_unknown", id=object_id)
        return None if scope in self._scopes else refused("scope_missing", scope=scope)

    def refuse(self, reason, **fields):
        return refused(reason, **fields)

    def drawn(self, purpose, *entity):
        return draw(0, purpose, *entity)

    async def subscribe(self, url, verify_token):
        self.asked.append((url, verify_token))
        if url is None or self._hook is None:
            self.subscription = url
        return self._hook if url is not None else None

    def ask(self, method, path, *, token=TOKEN, **more):
        """Return what the router answers to one request."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        headers |= more.pop("headers", {})
        app = dialect.router(lambda _node, given: self if given in {TOKEN, None} else None)

        async def one():
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://g.test") as client:
                return await client.request(method, path, headers=headers, **more)

        return asyncio.run(one())
