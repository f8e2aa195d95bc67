"""The toy provider: a whole dialect in one file, for tests and as an example for outsiders.

    POST /toy/<number>/send      Authorization: Bearer <token>
        {"to": "5511...", "text": "hello"}
        {"to": "5511...", "template": "welcome", "lang": "en", "body": ["Ana"], "buttons": ["x"]}
        {"read": "<inbound id>"} or {"typing": "<inbound id>"}
        → {"id": "toy-..."} or {"error": {"code": 42, "text": "..."}}
    GET  /toy/<number>           → {"number": "<id>", "display": "...", "per_second": 50}
    PUT  /toy/<number>/hook      {"url": "http://...", "secret": "..."} → {"ok": true}

Webhooks: {"events": [{"id", "message", "status", "at", "code"}]}, signed in x-toy-signature.
"""

import hmac
import re
from hashlib import sha256
from urllib.parse import urlencode

import msgspec

from windtunnel.domain.catalog import Catalog, Code, Rule
from windtunnel.domain.content import template_sha, text_sha
from windtunnel.domain.dialect import NumberSettings
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.marker import find_marker
from windtunnel.domain.message import StatusEvent
from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.domain.submit import ButtonParameter, Parameter, Refusal, Reply, Submit
from windtunnel.engine.faults.registry import KINDS

PATH = re.compile(r"/toy/([0-9]+)(/send|/hook)?")
JSON = [(b"content-type", b"application/json")]
SWITCHES = {
    "push_batching": False,
    "closed_window": "async",
    "message_status_presence": "template-only",
    "idempotency_key_ttl_s": 0,
    "push_success": "2xx",
}
TABLE = (
    # code, title, http, class, more
    (10, "no token", 401, "permanent", {"cause": "auth"}),
    (11, "bad token", 401, "permanent", {"cause": "auth"}),
    (12, "no such number", 400, "permanent", {"cause": "auth"}),
    (13, "scope missing", 403, "permanent", {"cause": "auth"}),
    (20, "too fast", 429, "retryable", {"wait_s": 1, "limiter": "number"}),
    (21, "pair", 429, "retryable", {"wait_s": 1, "growth": 4, "limiter": "pair"}),
    (30, "cannot read", 400, "permanent", {}),
    (31, "not allowed", 400, "permanent", {"cause": "recipient"}),
    (32, "absent", 400, "permanent", {"when": "async", "cause": "recipient"}),
    (33, "window closed", 400, "permanent", {"when": "async"}),
    (34, "stopped", 400, "permanent", {"when": "async", "cause": "recipient"}),
    (40, "template", 404, "permanent", {"cause": "template"}),
    (41, "parameters", 400, "permanent", {"subcode": 7, "cause": "template"}),
    (42, "paused", 400, "retryable", {"wait_s": 3600, "limiter": "template"}),
    (50, "down", 503, "retryable", {"wait_s": 2}),
    (51, "unknown", 500, "ambiguous", {}),
)
CODES = {n: Code(code=n, title=t, http=h, cls=c, **more) for n, t, h, c, more in TABLE}
RULES = {
    "no_token": Rule(code=10),
    "token_invalid": Rule(code=11),
    "token_expired": Rule(code=11, subcode=1, details="expired before {now}"),
    "token_revoked": Rule(code=11, subcode=2),
    "object_unknown": Rule(code=12, details="no number {id}"),
    "scope_missing": Rule(code=13, details="needs {scope}"),
    "throughput": Rule(code=20, details="{limit} a second"),
    "malformed": Rule(code=30, details="cannot read {what}"),
    "recipient_not_allowed": Rule(code=31, details="{recipient} is not on the list"),
    "recipient_is_sender": Rule(code=31, http=422),
    "pair_rate": Rule(code=21, details="slow down for {recipient}"),
    "template_missing": Rule(code=40, details="no {template} in {lang}"),
    "template_paused": Rule(code=42),
    "template_disabled": Rule(code=42, details="disabled"),
    "template_parameters": Rule(code=41, details="{part}: {given} of {expected}"),
    "template_button_parameter": Rule(code=41, details="button {index} of {kind}"),
    "template_too_long": Rule(code=41, details="{part} over {limit}"),
    "not_on_whatsapp": Rule(code=32, when="async", details="{recipient} is not here"),
    "key_reused": Rule(code=30, details="the key said something else"),
    "opted_out": Rule(code=34, when="async", details="{recipient} stopped"),
    "message_unknown": Rule(code=30, details="no message {message}"),
}
PLAIN = Profile(
    name="toy-plain",
    provider="toy",
    answer=Spread(median_ms=0),
    sent=Spread(median_ms=100, sigma=0),
    delivered=(Share(share=1.0, wait=Spread(median_ms=200, sigma=0)),),
    read_share=1.0,
    read=Spread(median_ms=400, sigma=0),
    failed_after=Spread(median_ms=50, sigma=0),
    push_delay=Spread(median_ms=0),
)
LIVELY = Profile(
    name="toy-lively",
    provider="toy",
    answer=Spread(median_ms=30, lo_ms=5, hi_ms=100),
    sent=Spread(median_ms=200, lo_ms=50, hi_ms=900),
    delivered=(
        Share(share=0.7, wait=Spread(median_ms=900, hi_ms=4000)),
        Share(share=0.2, wait=Spread(median_ms=60_000, sigma=1), online=False),
        Share(share=0.1, online=False),
    ),
    read_share=0.6,
    read=Spread(median_ms=3000, sigma=1),
    not_on_whatsapp=0.1,
    delivered_skipped=0.2,
    push_duplicate=0.1,
    push_reorder=0.1,
    ttl_s={"free": 3600, "authentication": 60},
)


class Body(msgspec.Struct, kw_only=True, omit_defaults=True):
    to: str = ""
    text: str = ""
    template: str | None = None
    lang: str | None = None
    header: tuple[str, ...] = ()
    body: tuple[str, ...] | dict[str, str] = ()
    buttons: tuple[str, ...] = ()
    opaque: str | None = None
    read: str | None = None
    typing: str | None = None


DECODER = msgspec.json.Decoder(Body)


class ToyDialect:
    name = "toy"
    hosts = ("toy.example",)
    examples = (("POST", "/toy/1/send"), ("GET", "/toy/1"), ("PUT", "/toy/1/hook"))
    profiles = {profile.name: profile for profile in (PLAIN, LIVELY)}

    def catalog(self, switches):
        if unknown := switches.keys() - SWITCHES.keys():
            raise ConfigError(f"toy has no switch {min(unknown)}")
        chosen = {**SWITCHES, **switches}
        window = Rule(code=33, when=chosen["closed_window"], details="closed for {recipient}")
        return Catalog(
            provider="toy",
            version="toy-1",
            codes=CODES,
            rules={**RULES, "window_closed": window},
            switches=chosen,
            faults=tuple(KINDS),
            push_retry_s=(1.0, 10.0),
            push_timeout_s=5.0,
            pair_refill_s=6.0,
            pair_burst=45,
            throughput_per_s=50.0,
            throughput_burst=50,
            window_s=86_400.0,
            prices={"BR/marketing": 62_500, "BR/service": 10},
            price_table="toy-2026-11",
        )

    def claims(self, method, path):
        if PATH.fullmatch(path) is None:
            return None
        return "send" if method == "POST" and path.endswith("/send") else "manage"

    def submit(self, request):
        number = PATH.match(request.path)[1]
        submit = Submit(
            provider="toy", number=number, token=bearer(request.headers), conn=request.conn
        )
        submit.marker = find_marker(request.body)
        key = request.headers.get(b"idempotency-key")
        submit.idem_key = None if key is None else key.decode("latin-1")
        try:
            body = DECODER.decode(request.body)
        except (msgspec.DecodeError, UnicodeDecodeError):
            submit.refusal = Refusal(reason="malformed", fields={"what": "this"})
            return submit
        fill(submit, body)
        return submit

    def render_answer(self, answer):
        if answer.accepted:
            body = {"id": answer.message} if answer.message else {"ok": True}
        else:
            body = {"error": {"code": answer.code.code, "text": answer.details}}
        headers = list(JSON)
        if answer.retry_after_s is not None:
            headers.append((b"retry-after", str(answer.retry_after_s).encode()))
        return Reply(status=answer.http, headers=headers, body=msgspec.json.encode(body))

    def token(self, drawn):
        return f"toy-token-{drawn[0]:016x}{drawn[1]:016x}"

    def settings(self, given):
        return NumberSettings(**given)

    def message_id(self, drawn, recipient):
        return f"toy-{recipient}-{drawn[0]:016x}"

    def inbound_id(self, drawn, recipient, *, group=""):
        return f"yot-{group}{recipient}-{drawn[0]:016x}"

    def wa_id(self, digits):
        return digits

    def renderer(self, _catalog):
        return lambda events: msgspec.json.encode({"events": [rendered(one) for one in events]})

    def sign(self, body, secret):
        digest = hmac.new(secret.encode(), body, sha256).hexdigest()
        return (*JSON, (b"x-toy-signature", digest.encode()))

    def hook_url(self, hook):
        asked = urlencode({"token": hook.verify_token, "say": hook.challenge})
        return f"{hook.url}?{asked}"

    def hook_ok(self, hook, status, body):
        return status == 200 and body.strip() == hook.challenge.encode()

    def router(self, find_world):
        async def app(scope, receive, send):
            if scope["type"] != "http":
                return
            status, body = await managed(find_world, scope, receive)
            await send({"type": "http.response.start", "status": status, "headers": JSON})
            await send({"type": "http.response.body", "body": msgspec.json.encode(body)})

        return app

    def environment(self, world):
        return {f"TOY_{key.upper()}": world[key] for key in ("base_url", "token", "number")}


def bearer(headers):
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token or None if kind.lower() == "bearer" else None


def fill(submit, body):
    submit.to = body.to
    submit.recipient = "".join(digit for digit in body.to if digit.isdecimal())
    submit.opaque = body.opaque
    if body.read or body.typing:
        submit.kind = "read" if body.read else "typing"
        submit.context = body.read or body.typing
        return
    submit.kind = "template" if body.template else "text"
    if body.template is None:
        submit.text = body.text
        submit.content_sha = text_sha(body.text)
        return
    submit.form, submit.template, submit.lang = "template", body.template, body.lang or "en"
    submit.header = tuple(Parameter(text=text) for text in body.header)
    if isinstance(body.body, dict):
        submit.body = tuple(Parameter(text=text, name=name) for name, text in body.body.items())
        texts = [f"{name}={text}" for name, text in sorted(body.body.items())]
    else:
        submit.body = tuple(Parameter(text=text) for text in body.body)
        texts = list(body.body)
    parts = enumerate(body.buttons)
    submit.buttons = tuple(ButtonParameter(index=i, sub_type="url", text=t) for i, t in parts)
    submit.content_sha = template_sha(
        body.template, header=body.header, body=texts, buttons=body.buttons
    )


def rendered(event):
    if isinstance(event, StatusEvent):
        code = None if event.code is None else event.code.code
        return {
            "id": event.event,
            "message": event.message.id,
            "status": event.status,
            "at": event.unix_s,
            "code": code,
            "opaque": event.message.opaque,
        }
    said = {"from": getattr(event, "wa_id", None), "text": getattr(event, "text", None)}
    return {"id": event.event, "at": event.unix_s} | said


async def managed(find_world, scope, receive):
    number_id = PATH.fullmatch(scope["path"])[1]
    token = bearer(dict(scope["headers"]))
    world = find_world(number_id, token)
    if world is None:
        return 401, {"error": {"code": 11, "text": ""}}
    refusal = world.authorise(token, number_id, "whatsapp_business_management")
    if refusal is not None:
        return refusal.http, {"error": {"code": refusal.code.code, "text": refusal.details}}
    if scope["method"] == "GET":
        number = next(number for number in world.numbers() if number.id == number_id)
        shown = {"display": number.spec.display, "per_second": number.throughput_per_s}
        return 200, {"number": number.id} | shown
    asked = msgspec.json.decode((await receive())["body"])
    why_not = await world.subscribe(asked["url"], asked.get("secret", ""))
    return (200, {"ok": True}) if why_not is None else (400, {"error": {"text": why_not}})


dialect = ToyDialect()
