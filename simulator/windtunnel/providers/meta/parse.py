"""From a request to a `Submit`: synchronous, and it never raises for what a client can send."""

import re
from functools import lru_cache
from urllib.parse import parse_qs

import msgspec

from windtunnel.domain.catalog import BODY_BYTES_MAX
from windtunnel.domain.content import other_sha, text_sha
from windtunnel.domain.marker import find_marker
from windtunnel.domain.submit import Refusal, Request, Submit
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.body import DECODER, Body
from windtunnel.providers.meta.paths import SEND_PATH
from windtunnel.providers.meta.refusals import complaint, refused
from windtunnel.providers.meta.template import fill_template

_PHONE = re.compile(r"[+\-() ]*\d[\d+\-() ]*", re.ASCII)
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)
_NOT_DIGIT = re.compile(r"[^0-9]")
RECIPIENT_DIGITS_MAX = 20
TO_CHARS_MAX = 80
_match_digits = _DIGITS.fullmatch
_decode = DECODER.decode

_SCHEMES = frozenset({"bearer", "oauth"})
_TYPES = ", ".join(sorted({"TEMPLATE", "TEXT"} | {t.upper() for t in facts.SEND_TYPES_ELSEWHERE}))


HEADS_MAX = 1_000
"""Paths and Authorization headers that are kept ready: a client sends the same ones all day."""


@lru_cache(maxsize=HEADS_MAX)
def _place(path: str) -> tuple[str, str]:
    """Return the version and the number's id that a path names."""
    found = SEND_PATH.fullmatch(path)
    return (found[1] or "", found[2]) if found else ("", "")


@lru_cache(maxsize=HEADS_MAX)
def _token(given: bytes) -> str | None:
    """Return the token of an Authorization header."""
    scheme, _, value = given.decode("latin-1").partition(" ")
    if scheme.lower() in _SCHEMES and (token := value.strip()):
        return token[: facts.TOKEN_BYTES_MAX + 1]
    return None


def bearer(headers: dict[bytes, bytes], query: bytes) -> str | None:
    """Return the token of a request: the Authorization header, else ?access_token=."""
    given = headers.get(b"authorization")
    if given is not None and (token := _token(given)) is not None:
        return token
    if b"access_token=" in query:
        found = parse_qs(query.decode("latin-1")).get("access_token")
        return found[0][: facts.TOKEN_BYTES_MAX + 1] if found else None
    return None


def parse_send(request: Request) -> Submit:
    """Read a send; what is wrong with it becomes its `refusal`."""
    version, number = _place(request.path)
    raw = request.body
    submit = Submit(
        provider="meta",
        number=number,
        token=bearer(request.headers, request.query),
        conn=request.conn,
        version=version,
    )
    key = request.headers.get(b"idempotency-key")
    if key:
        submit.idem_key = key[: facts.KEY_BYTES_MAX].decode("latin-1")
    if len(raw) > BODY_BYTES_MAX:
        submit.refusal = Refusal(reason="body_too_large")
        return submit
    submit.marker = find_marker(raw)
    try:
        body = _decode(raw)
    except msgspec.ValidationError as error:
        submit.content_sha = other_sha(raw)
        return refused(submit, "malformed", complaint(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        submit.content_sha = other_sha(raw)
        return refused(submit, "malformed", "The body is not JSON in UTF-8 that can be parsed.")
    return _take(submit, body, raw)


def _take(submit: Submit, body: Body, raw: bytes) -> Submit:
    if body.messaging_product != "whatsapp":
        submit.content_sha = other_sha(raw)
        if body.messaging_product is None:
            return refused(submit, "malformed", "The parameter messaging_product is required.")
        return refused(submit, "malformed", "Param messaging_product must be one of {WHATSAPP}.")
    if body.status is not None:
        return _take_receipt(submit, body)
    submit.kind = kind = body.type or "text"
    submit.opaque = body.biz_opaque_callback_data
    if body.context is not None:
        submit.context = _name(body.context.message_id)
    _take_recipient(submit, body)
    if kind == "text":
        _take_text(submit, body)
    elif kind == "template":
        fill_template(submit, body.template, raw)
    else:
        submit.content_sha = other_sha(raw)
        _refuse_type(submit, kind)
    if submit.opaque is not None and len(submit.opaque) > facts.OPAQUE_CHARS_MAX:
        limit = facts.OPAQUE_CHARS_MAX
        what = f"Param biz_opaque_callback_data must be at most {limit} characters long."
        refused(submit, "value_invalid", what)
        submit.opaque = submit.opaque[:limit]
    return submit


def _name(given: str | None) -> str | None:
    return None if given is None else given[: facts.NAME_CHARS_MAX]


def _take_receipt(submit: Submit, body: Body) -> Submit:
    submit.kind = "typing" if body.typing_indicator is not None else "read"
    submit.context = _name(body.message_id)
    if body.status != "read":
        return refused(submit, "malformed", "Param status must be one of {READ}.")
    if not body.message_id:
        return refused(submit, "malformed", "The parameter message_id is required.")
    return submit


def _take_recipient(submit: Submit, body: Body) -> None:
    to = body.to
    if not to:
        if body.recipient:
            what = "recipient (a business-scoped user id) is not supported here; use to"
            refused(submit, "type_unsupported", what)
        else:
            refused(submit, "malformed", "The parameter to is required.")
        return
    submit.to = to
    kind = body.recipient_type
    if kind is not None and kind != "individual":
        if kind == "group":
            refused(submit, "type_unsupported", "recipient_type group is not supported here")
        else:
            what = "Param recipient_type must be one of {GROUP, INDIVIDUAL}."
            refused(submit, "malformed", what)
    if _match_digits(to):
        submit.recipient = to
        return
    digits = _NOT_DIGIT.sub("", to[:TO_CHARS_MAX])
    submit.recipient = digits[:RECIPIENT_DIGITS_MAX]
    if len(digits) > RECIPIENT_DIGITS_MAX or len(to) > TO_CHARS_MAX or not _PHONE.fullmatch(to):
        refused(submit, "value_invalid", "Param to is not a valid phone number.")


def _take_text(submit: Submit, body: Body) -> None:
    content = body.text
    text = content.body if content is not None else None
    submit.text = text or ""
    submit.content_sha = text_sha(submit.text)
    if content is None:
        refused(submit, "malformed", "The parameter text is required.")
    elif not text:
        refused(submit, "parameter_missing", "The parameter text['body'] is required.")
    elif len(text) > facts.BODY_CHARS_MAX:
        what = f"Param text['body'] must be at most {facts.BODY_CHARS_MAX} characters long."
        refused(submit, "value_invalid", what)


def _refuse_type(submit: Submit, kind: str) -> None:
    if kind in facts.SEND_TYPES_ELSEWHERE:
        what = f"Message type {kind} is one that this simulator does not take yet"
        refused(submit, "type_unsupported", what)
    else:
        refused(submit, "value_invalid", f"Param type must be one of {{{_TYPES}}}.")
