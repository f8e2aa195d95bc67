"""A decoder's complaint in Meta's words: which key, on which parameter.

Source of the words: GH:DaggieBlanqx/whatsappcloudapi_wrapper#5 (`Unexpected key "caption" on param
"audio".`), read 2026-11-24; those for a wrong type are assumed after them.
"""

import re

import msgspec

from windtunnel.domain.reasons import Reason
from windtunnel.domain.submit import Refusal, Submit

WHAT_CHARS_MAX = 200
"""A client's own words are cut here before they go back to it."""

_UNKNOWN = re.compile(r"Object contains unknown field `(.*?)`(?: - at `\$\.?(.*)`)?", re.DOTALL)
_TYPE = re.compile(r"Expected `([^`]*)`, got `([^`]*)`(?: - at `\$\.?(.*)`)?", re.DOTALL)
_KINDS = {
    "str": "a string",
    "int": "an integer",
    "bool": "a boolean",
    "object": "a JSON object",
    "array": "a JSON array",
    "float": "a number",
    "null": "null",
}


def refused(submit: Submit, reason: Reason, what: str) -> Submit:
    """Set why a submit cannot be taken, unless it is set already, and return it."""
    if submit.refusal is None:
        submit.refusal = Refusal(reason=reason, fields={"what": what[:WHAT_CHARS_MAX]})
    return submit


def complaint(error: msgspec.ValidationError) -> str:
    """Return what is wrong with the shape of a body."""
    text = str(error)
    unknown = _UNKNOWN.fullmatch(text)
    if unknown is not None:
        where = f' on param "{_param(unknown[2])}"' if unknown[2] else ""
        return f'Unexpected key "{unknown[1]}"{where}.'
    wrong = _TYPE.fullmatch(text)
    if wrong is None:
        return text
    kinds = [_KINDS[kind] for kind in wrong[1].split(" | ") if kind in _KINDS and kind != "null"]
    name = f"Param {_param(wrong[3])}" if wrong[3] else "The body"
    return (
        f"{name} must be {' or '.join(kinds) or wrong[1]} - got {_KINDS.get(wrong[2], wrong[2])}."
    )


def _param(path: str) -> str:
    """Return `a.b[...].c` as Meta writes it: `a['b'][...]['c']`."""
    first, *rest = path.split(".")
    return first + "".join(
        f"['{name}']{bracket and '[' + bracket}"
        for name, _, bracket in (part.partition("[") for part in rest)
    )
