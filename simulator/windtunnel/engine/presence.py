"""Whether a recipient is on WhatsApp."""

from windtunnel.domain.chance import draw
from windtunnel.domain.magic import fate_of
from windtunnel.domain.people import People
from windtunnel.engine.lane import Lane


def is_absent(recipient: str, *, lane: Lane, seed: int, people: People) -> bool:
    """Return whether a recipient is not on WhatsApp, where their provider could tell."""
    if "not_on_whatsapp" not in lane.refusals:
        return False
    if fate_of(recipient) == "not-on-whatsapp" or people.has_left(recipient):
        return True
    if not recipient.isdecimal():
        # Only a phone number can be nobody's; a group is always there.
        return False
    below = lane.behaviour.absent_below
    if not below:
        return False
    return draw(seed, "on whatsapp", lane.name, lane.dialect.wa_id(recipient))[0] < below
