"""Which paths are UltraMsg's: `/instance<digits>/...`, and which of them send.

Source: PHP, NODE (see `facts`): "instance" and digits on the wire, whatever a user configured.
"""

import re

from windtunnel.providers.ultramsg.fields import SENDING

SEND_PATH = re.compile(rf"/instance(\d{{1,20}})/messages/({'|'.join(SENDING)})/?", re.ASCII)
"""The number's id and the type. `messages/reaction` and `messages/delete` have no recipient and
make no message: they are management like all the rest."""

_INSTANCE_PATH = re.compile(r"/instance(\d{1,20})(?:/.*)?", re.ASCII | re.DOTALL)


def instance_of(path: str) -> str | None:
    """Return the number's id that a path begins with, None where it is not UltraMsg's."""
    found = _INSTANCE_PATH.fullmatch(path)
    return None if found is None else found[1]
