"""What is wrong with the fields of a send: everything at once, as an array of one-key objects.

Source: N8N and an integrator's list of failures (see `facts`); the order is that of the vendor's
pages.
"""

import re
from collections.abc import Sequence

import msgspec

from windtunnel.domain.submit import Refusal
from windtunnel.providers.ultramsg.body import Fields
from windtunnel.providers.ultramsg.facts import PRIORITY_DIGITS_MAX
from windtunnel.providers.ultramsg.fields import REQUIRED, TOO_LONG, WRONG, Kind

_PRIORITY = re.compile(rf"[+-]?[0-9]{{1,{PRIORITY_DIGITS_MAX}}}", re.ASCII)
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:\.[0-9]{0,30})?", re.ASCII)
_PLACES = ("lat", "lng")
_encode = msgspec.json.Encoder().encode

Complaint = tuple[str, str]


def said(complaints: Sequence[Complaint]) -> str:
    """Return complaints about fields as they stand in an answer."""
    return _encode([{name: what} for name, what in complaints]).decode()


def all_missing(kind: Kind) -> str:
    """Return what is said where no field arrived."""
    return said([(name, REQUIRED) for name in ("to", *kind.required)])


def priority_of(given: str | None) -> int | None:
    """Return a priority, None where there is none that can be read."""
    given = (given or "").strip()
    return int(given) if _PRIORITY.fullmatch(given) else None


def complaint(kind: Kind, fields: Fields) -> Refusal | None:
    """Return why a send is refused for its fields, None where it is not."""
    missing = [
        (name, REQUIRED) for name in ("to", *kind.required) if not fields.get(name, "").strip()
    ]
    long = [
        (name, TOO_LONG.format(limit=limit))
        for name, limit in kind.limits.items()
        if len(fields.get(name, "")) > limit
    ]
    wrong = [(name, WRONG) for name in _wrong(kind, fields)]
    every = [*missing, *long, *wrong]
    if not every:
        return None
    what = {"what": said(every)}
    if missing:
        return Refusal(reason="parameter_missing", fields=what)
    return Refusal(reason="value_too_long" if long else "value_invalid", fields=what)


def _wrong(kind: Kind, fields: Fields) -> list[str]:
    """Return the fields whose value is none. Source: assumed; no capture shows one."""
    wrong = [
        name
        for name in _PLACES
        if name in kind.required
        and (given := fields.get(name, "").strip())
        and not _DEGREES.fullmatch(given)
    ]
    given = fields.get("priority", "").strip()
    if given and not _PRIORITY.fullmatch(given):
        wrong.append("priority")
    return wrong
