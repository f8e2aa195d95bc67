"""From a request to a `Submit`: synchronous, and it never raises for what a client can send."""

from functools import lru_cache

from windtunnel.domain.content import other_sha, text_sha
from windtunnel.domain.marker import find_marker
from windtunnel.domain.submit import Refusal, Request, Submit
from windtunnel.providers.ultramsg import facts
from windtunnel.providers.ultramsg.body import Fields, is_json, read_fields, token_of
from windtunnel.providers.ultramsg.check import all_missing, complaint, priority_of
from windtunnel.providers.ultramsg.fields import SENDING, Kind
from windtunnel.providers.ultramsg.media import digest_of, is_media
from windtunnel.providers.ultramsg.paths import SEND_PATH
from windtunnel.providers.ultramsg.recipients import read_to

PATHS_MAX = 1_000
"""Paths that are kept ready: a client sends to the same ones all day."""


@lru_cache(maxsize=PATHS_MAX)
def _place(path: str) -> tuple[str, Kind]:
    """Return the number's id and the type that a path names."""
    found = SEND_PATH.fullmatch(path)
    return (found[1], SENDING[found[2]]) if found else ("", SENDING["chat"])


def parse_send(request: Request) -> Submit:
    """Read a send; what is wrong with it becomes its `refusal`."""
    number, kind = _place(request.path)
    raw = request.body
    submit = Submit(
        provider="ultramsg", number=number, token=None, conn=request.conn, kind=kind.kind
    )
    if len(raw) > facts.BODY_BYTES_MAX:
        submit.token = token_of(request, {})
        submit.refusal = Refusal(reason="body_too_large")
        return submit
    fields = read_fields(request.headers, raw)
    submit.token = token_of(request, fields)
    submit.marker = find_marker(raw)
    if is_json(request.headers):
        submit.doubt = _doubt(request, kind)
    _take(submit, kind, fields)
    return submit


def _take(submit: Submit, kind: Kind, fields: Fields) -> None:
    submit.to = fields.get("to", "").strip()
    submit.recipient, is_known = read_to(submit.to)
    submit.text = fields.get(kind.text, "")
    submit.opaque = _cut(fields.get("referenceId"), facts.REFERENCE_CHARS_MAX)
    submit.context = _cut(fields.get("msgId"), facts.NAME_CHARS_MAX)
    submit.priority = priority_of(fields.get("priority"))
    submit.content_sha = content_sha(kind, fields)
    submit.note = _note(kind, fields)
    submit.refusal = complaint(kind, fields)
    if kind.media:
        submit.media = digest_of(fields.get(kind.media, ""))
    if submit.refusal is not None:
        return
    if not is_known:
        submit.refusal = Refusal(reason="not_on_whatsapp")
    elif kind.media and not is_media(fields[kind.media]):
        submit.refusal = Refusal(reason="content_unreachable")


def content_sha(kind: Kind, fields: Fields) -> str:
    """Return the digest of what a customer gets: the text, or all of a type's content."""
    if kind.kind == "text":
        return text_sha(fields.get("body", ""))
    names = (*kind.required, *kind.optional)
    parts = [kind.kind, *(f"{name}={fields[name]}" for name in names if name in fields)]
    return other_sha("\x1f".join(parts).encode("utf-8", "surrogatepass"))


def _note(kind: Kind, fields: Fields) -> dict[str, str] | None:
    """Return what a message's lists and webhooks show of it beside what the platform keeps."""
    names = (*kind.required, *kind.optional, "mentions", "msgId")
    kept = (name for name in names if name not in {kind.text, kind.media} and fields.get(name))
    note = {name: fields[name][: facts.NAME_CHARS_MAX] for name in kept}
    return note or None


def _cut(text: str | None, limit: int) -> str | None:
    return text[:limit] if text else None


def _doubt(request: Request, kind: Kind) -> Refusal:
    """Return what a gateway says that does not read JSON: fields or the token are missing."""
    if b"token=" in request.query:
        return Refusal(reason="malformed", fields={"what": all_missing(kind)})
    return Refusal(reason="type_unsupported")
