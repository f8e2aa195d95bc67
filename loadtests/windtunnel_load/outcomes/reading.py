"""From a body that tells an outcome to the outcome, or to what is wrong with it."""

from typing import Any, NamedTuple

import msgspec

from windtunnel.domain.sender import Outcome
from windtunnel_load.adapters.keypath import MISSING, find
from windtunnel_load.adapters.outcome import SaidModel

BODY_BYTES_MAX = 65_536
ID_CHARS_MAX = 200
SAID_CHARS_MAX = 80


class Read(NamedTuple):
    """What was read: an outcome, neither (not at its end yet), or why it could not be read."""

    outcome: Outcome | None = None
    why: str = ""
    said: str = ""


def parsed(raw: bytes) -> Any:
    """Return a body as JSON, MISSING where it is none or too large."""
    if len(raw) > BODY_BYTES_MAX:
        return MISSING
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return MISSING


def read(raw: bytes, said: SaidModel) -> Read:
    """Return what a body tells."""
    body = parsed(raw)
    word = find(body, said.state)
    if body is MISSING:
        return Read(why=f"its body is no JSON of at most {BODY_BYTES_MAX} bytes", said=short(raw))
    if word is MISSING:
        return Read(why=f"its body has no state at {said.state}", said=short(raw))
    state = said.states.get(word if isinstance(word, str) else msgspec.json.encode(word).decode())
    if state is None:
        known = ", ".join(said.states)
        shown = short(str(word).encode())
        return Read(
            why=f"its state is {shown!r}; states in sender.yaml has {known}", said=short(raw)
        )
    if state == "pending":
        return Read()
    cause, code = reasons(body, said)
    return Read(outcome=Outcome(state=state, cause=cause, code=code))


def reasons(body: Any, said: SaidModel) -> tuple[str | None, int | None]:
    """Return the cause and the code that a body names, None where it names none."""
    cause = find(body, said.cause) if said.cause else MISSING
    code = find(body, said.code) if said.code else MISSING
    word = None if cause is MISSING or cause is None else short(str(cause).encode())
    return (
        None if word is None else said.causes.get(word, word),
        int(str(code)) if str(code).isdecimal() and len(str(code)) < SAID_CHARS_MAX else None,
    )


def short(raw: bytes) -> str:
    """Return the beginning of what was said, for a fact."""
    return raw[: SAID_CHARS_MAX * 4].decode("utf-8", "replace")[:SAID_CHARS_MAX]


def id_of(value: Any) -> str:
    """Return a value as an id, "" where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value)
    return text if len(text) <= ID_CHARS_MAX else ""
