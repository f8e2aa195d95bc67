"""Pigeon Post, a provider that does not exist: a dialect as somebody outside would write it.

    POST /pigeon/<number>/letters   Authorization: Pigeon <token>
        {"to": "5511...", "words": "hello", "tag": "mine"}
        → 202 {"letter": "pg-..."} or {"trouble": {"number": 42, "words": "..."}}
    GET  /pigeon/<number>           → {"loft": "<id>", "letters_per_second": 20}
    PUT  /pigeon/<number>/perch     {"url": "http://...", "secret": "..."} → {"ok": true}

Webhooks: {"flights": [{"letter", "state", "at", "tag", "trouble"}]} or {"flights": [{"from",
"words", "at"}]}, with their HMAC-SHA256 in x-pigeon-seal. A few lines of JSON, no templates.
"""

import hmac
import re
from hashlib import sha256
from urllib.parse import urlencode

import msgspec

from windtunnel.domain.catalog import Catalog, Code, Rule
from windtunnel.domain.content import text_sha
from windtunnel.domain.dialect import NumberSettings
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.marker import find_marker
from windtunnel.domain.message import InboundEvent, StatusEvent
from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.domain.submit import Refusal, Reply, Submit

PATH = re.compile(r"/pigeon/([0-9]{1,20})(/letters|/perch)?")
WORDS_MAX = 500
JSON = [(b"content-type", b"application/json")]
CODES = {
    each.code: each
    for each in (
        Code(code=1, title="no such token", http=401, cls="permanent", cause="auth"),
        Code(code=2, title="no such loft", http=404, cls="permanent", cause="auth"),
        Code(code=3, title="cannot read", http=422, cls="permanent"),
        Code(code=4, title="slowly", http=429, cls="retryable", wait_s=1, limiter="number"),
        Code(code=5, title="nobody home", http=422, cls="permanent", when="async"),
        Code(code=6, title="storm", http=503, cls="retryable", wait_s=2),
    )
}
RULES = {
    "no_token": Rule(code=1),
    "token_invalid": Rule(code=1),
    "token_expired": Rule(code=1),
    "token_revoked": Rule(code=1),
    "scope_missing": Rule(code=1),
    "object_unknown": Rule(code=2, details="no loft {id}"),
    "malformed": Rule(code=3, details="{what}"),
    "throughput": Rule(code=4, details="{limit} letters a second"),
    "not_on_whatsapp": Rule(code=5, when="async", details="{recipient} has no roof"),
}
FAULTS = ("answer-code", "answer-lost", "fail-later", "wire", "webhook-duplicate", "webhook-lost")
QUICK = Profile(
    name="pigeon-quick",
    provider="pigeon",
    answer=Spread(median_ms=5),
    sent=Spread(median_ms=50),
    delivered=(Share(share=1.0, wait=Spread(median_ms=100)),),
    read_share=0.5,
    read=Spread(median_ms=200),
    sources={"answer": "assumed: no such provider exists"},
)


class Letter(msgspec.Struct, kw_only=True):
    """The body of a send."""

    to: str
    words: str
    tag: str | None = None


class Perch(msgspec.Struct, kw_only=True):
    """Where the webhooks of an account go."""

    url: str
    secret: str = ""


LETTERS = msgspec.json.Decoder(Letter)


class Pigeon:
    """The whole dialect: what Windtunnel asks of a provider."""

    name = "pigeon"
    hosts = ("api.pigeon.example",)
    examples = (
        ("POST", "/pigeon/1/letters"),
        ("GET", "/pigeon/1"),
        ("PUT", "/pigeon/1/perch"),
    )
    profiles = {QUICK.name: QUICK}

    def catalog(self, switches):
        if switches:
            raise ConfigError(f"pigeon has no switch {min(switches)}")
        return Catalog(
            provider=self.name,
            version="pigeon-1",
            codes=CODES,
            rules=RULES,
            switches={},
            faults=FAULTS,
            push_retry_s=(1.0, 5.0),
            push_timeout_s=5.0,
            pair_refill_s=0.0,
            pair_burst=1_000_000,
            throughput_per_s=20.0,
            throughput_burst=20,
            window_s=None,
            has_templates=False,
        )

    def claims(self, method, path):
        if PATH.fullmatch(path) is None:
            return None
        return "send" if method == "POST" and path.endswith("/letters") else "manage"

    def submit(self, request):
        submit = Submit(
            provider=self.name,
            number=PATH.match(request.path)[1],
            token=token_of(request.headers),
            conn=request.conn,
            kind="text",
            marker=find_marker(request.body),
        )
        try:
            letter = LETTERS.decode(request.body)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            submit.refusal = Refusal(reason="malformed", fields={"what": str(error)})
            return submit
        submit.to, submit.opaque, submit.text = letter.to, letter.tag, letter.words
        submit.recipient = "".join(filter(str.isdecimal, letter.to))[:20]
        submit.content_sha = text_sha(letter.words)
        if not submit.recipient or len(letter.words) > WORDS_MAX:
            what = f"to has no digits, or words has more than {WORDS_MAX} characters"
            submit.refusal = Refusal(reason="malformed", fields={"what": what})
        return submit

    def render_answer(self, answer):
        if answer.accepted:
            return Reply(status=202, headers=list(JSON), body=encoded(letter=answer.message))
        said = {"number": answer.code.code, "words": answer.details or answer.code.title}
        return Reply(status=answer.http, headers=list(JSON), body=encoded(trouble=said))

    def token(self, drawn):
        return f"coo-{drawn[0]:016x}{drawn[1]:016x}"

    def settings(self, given):
        if given:
            raise ConfigError(f"a loft has no setting {min(given)}")
        return NumberSettings()

    def message_id(self, drawn, recipient):
        return f"pg-{recipient}-{drawn[0]:016x}"

    def inbound_id(self, drawn, recipient):
        return f"gp-{recipient}-{drawn[0]:016x}"

    def wa_id(self, digits):
        return digits

    def renderer(self, catalog):
        return lambda events: encoded(flights=[flight(event) for event in events])

    def sign(self, body, secret):
        seal = hmac.new(secret.encode(), body, sha256).hexdigest()
        return (*JSON, (b"x-pigeon-seal", seal.encode()))

    def hook_url(self, hook):
        return f"{hook.url}?{urlencode({'hub.challenge': hook.challenge})}"

    def hook_ok(self, hook, status, body):
        return status == 200 and body.strip() == hook.challenge.encode()

    def router(self, find_world):
        async def app(scope, receive, send):
            if scope["type"] == "http":
                status, body = await managed(find_world, scope, receive)
                await send({"type": "http.response.start", "status": status, "headers": JSON})
                await send({"type": "http.response.body", "body": encoded(**body)})

        return app

    def environment(self, world):
        return {f"PIGEON_{key.upper()}": world[key] for key in ("base_url", "token", "number")}


def encoded(**fields):
    return msgspec.json.encode(fields)


def token_of(headers):
    kind, _, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    return token if kind == "Pigeon" and token else None


def flight(event):
    match event:
        case StatusEvent(message=message, status=state, unix_s=at, code=code):
            trouble = code and code.code
            return {
                "letter": message.id,
                "state": state,
                "at": at,
                "tag": message.opaque,
                "trouble": trouble,
            }
        case InboundEvent(wa_id=wa_id, text=words, unix_s=at):
            return {"from": wa_id, "words": words, "at": at}
    return {"at": event.unix_s}


async def managed(find_world, scope, receive):
    loft = PATH.fullmatch(scope["path"])[1]
    token = token_of(dict(scope["headers"]))
    world = find_world(loft, token)
    if world is None:
        return 401, {"trouble": {"number": 1, "words": "no such token"}}
    refusal = world.authorise(token, loft, "whatsapp_business_management")
    if refusal is not None:
        return refusal.http, {"trouble": {"number": refusal.code.code, "words": refusal.details}}
    if scope["method"] == "GET":
        (number,) = [number for number in world.numbers() if number.id == loft]
        return 200, {"loft": loft, "letters_per_second": number.throughput_per_s}
    try:
        perch = msgspec.json.decode((await receive())["body"], type=Perch)
    except msgspec.MsgspecError as error:
        return 422, {"trouble": {"number": 3, "words": str(error)}}
    why_not = await world.subscribe(perch.url, perch.secret)
    return (200, {"ok": True}) if why_not is None else (422, {"trouble": {"words": why_not}})


dialect = Pigeon()
