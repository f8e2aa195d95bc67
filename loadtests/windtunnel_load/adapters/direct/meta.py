"""Meta's call: a JSON body, the token in a header."""

import msgspec

from windtunnel.domain.sender import Credentials, Intent
from windtunnel_load.adapters.direct.numbers import number_id
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.senders.reference.wires.meta import VERSION, body_of


def render_meta(intent: Intent, credentials: Credentials) -> Rendered:
    """Return the call itself."""
    return Rendered(
        method="POST",
        path=f"/{VERSION}/{number_id(intent, credentials)}/messages",
        headers={
            "content-type": "application/json",
            "authorization": f"Bearer {credentials.token}",
        },
        body=msgspec.json.encode(body_of(intent)),
    )
