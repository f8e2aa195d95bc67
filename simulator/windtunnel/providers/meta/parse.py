"""From a request to a `Submit`: synchronous, and it never raises for what a client can send."""

import re
from urllib.parse import parse_qs

import msgspec

from windtunnel.domain.content import other_sha, text_sha
from windtunnel.domain.marker import find_marker
from windtunnel.domain.reasons import Reason
from windtunnel.domain.submit import BODY_BYTES_MAX, Refusal, Request, Submit
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.body import DECODER, Body
from windtunnel.providers.meta.template import fill_template

SEND_PATH = re.compile(r"(?:/(v\d{1,3}\.\d{1,2}))?/(\d{5,20})/messages/?")
_DIGITS = re.compile(r"[+\-() ]*\d[\d+\-() ]*")
_NOT_DIGIT = re.compile(r"\D")
RECIPIENT_DIGITS_MAX = 20


def bearer(headers: dict[bytes, bytes], query: bytes) -> str | None:
    """Return the token of a request: the Authorization header, else ?access_token=."""
    scheme, _, value = headers.get(b"authorization", b"").partition(b" ")
    if value and scheme.lower() in {b"bearer", b"oauth"}:
        return value.strip().decode("latin-1")[: facts.TOKEN_BYTES_MAX + 1] or None
    if b"access_token=" in query:
        found = parse_qs(query.decode("latin-1")).get("access_token")
        return found[0][: facts.TOKEN_BYTES_MAX + 1] if found else None
    return None


def parse_send(request: Request) -> Submit:
    """Read a send; what is wrong with it becomes its `refusal`."""
    found = SEND_PATH.fullmatch(request.path)
    version, number = (found[1] or "", found[2]) if found else ("", "")
    raw = request.body
    submit = Submit(
        provider="meta",
        number=number,
        token=bearer(request.headers, request.query),
        conn=request.conn,
        version=version,
        marker=find_marker(raw),
    )
    if len(raw) > BODY_BYTES_MAX:
        return refused(submit, "body_too_large", limit=str(BODY_BYTES_MAX))
    try:
        body = DECODER.decode(raw)
    except msgspec.ValidationError as error:
        submit.content_sha = other_sha(raw)
        return refused(submit, "bad_parameter", what=str(error))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        submit.content_sha = other_sha(raw)
        return refused(
            submit, "malformed", what="The request body is not JSON in UTF-8 that can be parsed"
        )
    return _take(submit, body, raw)


def refused(submit: Submit, reason: Reason, **fields: str) -> Submit:
    """Set why a submit cannot be taken, and return it."""
    submit.refusal = Refusal(reason=reason, fields=fields)
    return submit


def _take(submit: Submit, body: Body, raw: bytes) -> Submit:
    if body.messaging_product != "whatsapp":
        submit.content_sha = other_sha(raw)
        return refused(submit, "malformed", what="The parameter messaging_product is required.")
    if body.status is not None:
        return _take_receipt(submit, body)
    submit.kind = body.type
    submit.opaque = body.biz_opaque_callback_data
    if body.context is not None:
        submit.context = body.context.message_id
    _take_recipient(submit, body)
    if body.type == "text":
        _take_text(submit, body)
    elif body.type == "template":
        fill_template(submit, body.template)
    else:
        submit.content_sha = other_sha(raw)
        _refuse_type(submit, body.type)
    opaque_chars = len(body.biz_opaque_callback_data or "")
    if opaque_chars > facts.OPAQUE_CHARS_MAX and submit.refusal is None:
        what = f"biz_opaque_callback_data must be at most {facts.OPAQUE_CHARS_MAX} characters long"
        refused(submit, "value_invalid", what=what)
    return submit


def _take_receipt(submit: Submit, body: Body) -> Submit:
    submit.kind = "typing" if body.typing_indicator is not None else "read"
    submit.context = body.message_id
    if body.status != "read":
        return refused(submit, "bad_parameter", what="Param status must be one of {READ}")
    if not body.message_id:
        return refused(submit, "bad_parameter", what="The parameter message_id is required.")
    return submit


def _take_recipient(submit: Submit, body: Body) -> None:
    if not body.to:
        if body.recipient:
            refused(
                submit,
                "type_unsupported",
                what="recipient (a business-scoped user id) is not supported here; use to",
            )
        else:
            refused(submit, "bad_parameter", what="The parameter to is required.")
        return
    submit.to = body.to
    digits = _NOT_DIGIT.sub("", body.to)
    submit.recipient = digits[:RECIPIENT_DIGITS_MAX]
    if body.recipient_type != "individual":
        refused(
            submit,
            "type_unsupported",
            what=f"recipient_type {body.recipient_type[:20]!r} is not supported here",
        )
    elif not digits or len(digits) > RECIPIENT_DIGITS_MAX or not _DIGITS.fullmatch(body.to):
        refused(submit, "value_invalid", what="Parameter to is not a valid phone number")


def _take_text(submit: Submit, body: Body) -> None:
    text = body.text.body if body.text is not None else None
    submit.text = text or ""
    submit.content_sha = text_sha(submit.text)
    if submit.refusal is not None:
        return
    if body.text is None:
        refused(submit, "bad_parameter", what="The parameter text is required.")
    elif not text:
        refused(submit, "parameter_missing", what="The parameter text['body'] is required.")
    elif len(text) > facts.BODY_CHARS_MAX:
        refused(
            submit,
            "value_invalid",
            what=f"Param text['body'] must be at most {facts.BODY_CHARS_MAX} characters long.",
        )


def _refuse_type(submit: Submit, kind: str) -> None:
    if submit.refusal is not None:
        return
    if kind in facts.SEND_TYPES_ELSEWHERE:
        what = f"Message type {kind!r} is not supported by this simulator yet"
        refused(submit, "type_unsupported", what=what)
    else:
        allowed = ", ".join(
            sorted({"TEMPLATE", "TEXT"} | {t.upper() for t in facts.SEND_TYPES_ELSEWHERE})
        )
        refused(submit, "bad_parameter", what=f"Param type must be one of {{{allowed}}}")
