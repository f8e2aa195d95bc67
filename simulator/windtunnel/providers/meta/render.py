"""Answers on the wire: the success body, the error envelope, and the headers beside them."""

import msgspec

from windtunnel.domain.submit import Answer, Reply
from windtunnel.providers.meta.errors import GRAPH_EXCEPTION
from windtunnel.providers.meta.facts import API_VERSION, SUBCODE_UNKNOWN_OBJECT
from windtunnel.providers.meta.ids import trace_id

_JSON = (b"content-type", b"application/json; charset=UTF-8")
_TRANSIENT_CODES = frozenset({1, 2, 4})
INVALID_PARAMETER = 100
_AUTH_CODES = frozenset({0, 104, 190})
_encode = msgspec.json.Encoder().encode


def render_answer(answer: Answer) -> Reply:
    """Return the wire form of an answer."""
    if answer.accepted:
        body = _receipt() if answer.message is None else _success(answer)
        return Reply(status=answer.http, headers=_headers(answer), body=body)
    envelope, message = error_envelope(answer)
    headers = _headers(answer)
    if answer.code is not None and answer.code.code in _AUTH_CODES:
        text = message.replace('"', "'").encode("ascii", "replace")
        headers.append(
            (b"www-authenticate", b'OAuth "Facebook Platform" "invalid_token" "%b"' % text)
        )
    if answer.retry_after_s is not None:
        headers.append((b"retry-after", b"%d" % answer.retry_after_s))
    return Reply(status=answer.http, headers=headers, body=_encode({"error": envelope}))


def error_envelope(answer: Answer) -> tuple[dict[str, object], str]:
    """Return the error object of a refusal and its message."""
    code = answer.code
    assert code is not None, "a refusal has a code"
    is_unknown_object = code.code == INVALID_PARAMETER and answer.subcode == SUBCODE_UNKNOWN_OBJECT
    if code.code in _AUTH_CODES or is_unknown_object:
        message = answer.details or code.title
    else:
        message = f"(#{code.code}) {code.title}"
    envelope: dict[str, object] = {
        "message": message,
        "type": GRAPH_EXCEPTION if is_unknown_object else code.type,
        "code": code.code,
    }
    if answer.subcode is not None:
        envelope["error_subcode"] = answer.subcode
    if not (code.code in _AUTH_CODES or is_unknown_object):
        details = answer.details or code.title
        envelope["error_data"] = {"messaging_product": "whatsapp", "details": details}
    if code.code in _TRANSIENT_CODES:
        envelope["is_transient"] = True
    envelope["fbtrace_id"] = trace_id(answer.trace)
    return envelope, message


def _headers(answer: Answer) -> list[tuple[bytes, bytes]]:
    version = (answer.version or API_VERSION).encode("ascii", "replace")
    return [_JSON, (b"facebook-api-version", version)]


def _receipt() -> bytes:
    return b'{"success":true}'


def _success(answer: Answer) -> bytes:
    status = ""
    if answer.message_status:
        status = f',"message_status":"{answer.message_status}"'
    text = (
        f'{{"messaging_product":"whatsapp","contacts":[{{"input":{_quoted(answer.to)},'
        f'"wa_id":"{answer.wa_id}"}}],"messages":[{{"id":"{answer.message}"{status}}}]}}'
    )
    return text.encode()


def _quoted(text: str) -> str:
    return _encode(text).decode()
