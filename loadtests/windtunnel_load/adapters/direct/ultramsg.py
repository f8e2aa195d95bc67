"""UltraMsg's call: a form with the token in it; what a template says is a text."""

from urllib.parse import urlencode

from windtunnel.domain.sender import Credentials, Intent
from windtunnel_load.adapters.direct.numbers import number_id
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.senders.reference.wires.ultramsg import form_of


def render_ultramsg(intent: Intent, credentials: Credentials) -> Rendered:
    """Return the call itself."""
    return Rendered(
        method="POST",
        path=f"/instance{number_id(intent, credentials)}/messages/chat",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=urlencode(form_of(intent, credentials.token)).encode(),
    )
