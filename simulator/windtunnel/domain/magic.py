"""Recipients whose number alone says what becomes of a message: for tests without a control API.

They lie in the line numbers 555-0100 to 555-0199, which belong to nobody (NANPA, "555 line
numbers"), of the area code 999: codes N9X are kept for the plan's expansion, so no generated
recipient has one.
"""

from dataclasses import dataclass
from typing import Literal

Fate = Literal[
    "not-on-whatsapp",
    "opted-out",
    "never-online",
    "slow",
    "blocked",
    "window-closed",
    "wrong-code",
    "right-code",
]
"""What becomes of a message to such a recipient."""

SLOW_S = 30
REPLY_S = 2
PREFIX = "199955501"


@dataclass(frozen=True, slots=True)
class Magic:
    """One such recipient: digits without +, the fate, and that in a sentence."""

    recipient: str
    fate: Fate
    what: str


_FATES: tuple[tuple[Fate, str], ...] = (
    ("not-on-whatsapp", "accepted, then failed: the number is not on WhatsApp"),
    ("opted-out", "marketing is accepted, then failed: they stopped it; all else arrives"),
    ("never-online", "accepted and sent, and never delivered: the phone stays off"),
    ("slow", f"delivered {SLOW_S} s after it was sent"),
    ("blocked", "they blocked the business: sent, never delivered, and no word of why"),
    ("window-closed", "free text is accepted, then failed: whatever they wrote is too old"),
    ("wrong-code", f"answers a code, {REPLY_S} s after it arrived, with another one"),
    ("right-code", f"answers a code, {REPLY_S} s after it arrived, with that code"),
)

MAGIC: dict[str, Magic] = {
    f"{PREFIX}{place:02d}": Magic(f"{PREFIX}{place:02d}", fate, what)
    for place, (fate, what) in enumerate(_FATES, start=1)
}
"""By recipient."""


def fate_of(recipient: str) -> Fate | None:
    """Return what a recipient's number says, None for an ordinary one."""
    found = MAGIC.get(recipient)
    return None if found is None else found.fate


def other_code(code: str) -> str:
    """Return a code of the same length that is not this one."""
    return "".join(str((int(each) + 1) % 10) if each.isdigit() else each for each in code) or "0"
