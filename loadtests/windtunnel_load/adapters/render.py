"""From an intent to the HTTP request that a target wants."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from windtunnel.domain.countries import country_of
from windtunnel.domain.sender import Intent
from windtunnel_load.adapters.places import fill
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.adapters.service import RequestModel

_JSON = {"content-type": "application/json"}
PARAMETERS_MAX = 3


def render_host(intent: Intent) -> Rendered:
    """Return the request to a sender host."""
    return Rendered(method="POST", path="/send", headers=_JSON, body=msgspec.json.encode(intent))


def render_service(intent: Intent, request: RequestModel, places: Mapping[str, Any]) -> Rendered:
    """Return the request to a service of the user's."""
    return render(request, {**places, **fields_of(intent)})


def render_consent(
    request: RequestModel, places: Mapping[str, Any], given: Mapping[str, Any]
) -> Rendered:
    """Return the request that tells a service of a customer's consent.

    Args:
        request: as sender.yaml has it under `consents`.
        places: what placeholders stand for in all of the file.
        given: the recipient, the scope and the evidence.
    """
    country = country_of(given["recipient"])
    return render(request, {**places, **given, "country": country})


def render(request: RequestModel, known: Mapping[str, Any]) -> Rendered:
    """Return a request with everything known in its place."""
    body = fill(request.body, known)
    headers = {name.lower(): str(fill(text, known)) for name, text in request.headers.items()}
    path = request.path
    if "{" in path:
        path = fill(path, {name: _quoted(value) for name, value in known.items()})
    return Rendered(
        method=request.method,
        path=path,
        headers={**_JSON, **headers},
        body=b"" if body is None else msgspec.json.encode(body),
    )


def _quoted(value: Any) -> str:
    """Return a value as a path takes it: nothing where a message has none."""
    return "" if value is None else quote(str(value), safe="")


def fields_of(intent: Intent) -> dict[str, Any]:
    """Return the placeholders of an intent."""
    params = list(intent.body) or list(intent.named.values())
    if intent.code is not None:
        params = [intent.code]
    found: dict[str, Any] = {
        "intent": intent.intent,
        "marker": intent.marker,
        "recipient": intent.recipient,
        "country": intent.country,
        "number": intent.number,
        "text": intent.text,
        "template": intent.template,
        "lang": intent.lang,
        "code": intent.code,
        "params": params,
        "flow": intent.flow,
        "scope": intent.scope,
        "consent": intent.consent,
    }
    for place in range(PARAMETERS_MAX):
        found[f"param{place + 1}"] = params[place] if place < len(params) else None
    return found
