"""What to change where the way of a message ends."""

from collections.abc import Mapping, Sequence

NOT_BY_RECIPIENT = (
    "with correlate: recipient the service sends to {recipient} with {template}; or let it pass "
    "{marker} on in biz_opaque_callback_data, at UltraMsg in referenceId (correlate: opaque)"
)
NOT_SENT = "look at its output: the call was begun and given up"
_NOT_FOUND = 404
_NOT_ALLOWED = 405
_SERVER_ERROR = 500
_UNAUTHORISED = (401, 403)

_KEY = 'give it the token: `environment: {WHATSAPP_TOKEN: "{token}"}` under the name that it reads'
_NUMBER = (
    'give it the number id: `environment: {PHONE_NUMBER_ID: "{number_id}"}` under the name that '
    "it reads"
)
_TEMPLATE = (
    "send a template that the world has: pass on {template}, {lang} and {params}, or add your own "
    "templates to the scenario"
)
_OF_META = {
    190: _KEY,
    0: _KEY,
    10: _KEY,
    33: _NUMBER,
    132000: "give the template as many texts as {params} has: in its body and, where there is a "
    "{code}, on its button, too",
    132001: _TEMPLATE,
    132012: _TEMPLATE,
    132015: _TEMPLATE,
    131047: "the customer has not written, so only templates may be sent; pass on {template}",
    131030: "the number is a test number; see `allowed` of the scenario's numbers",
}
_FIELDS = (
    "send `to` and `body` as a form or as JSON: pass on {recipient} and {text}, which is what a "
    "template says"
)
_OF_ULTRAMSG = {
    1: 'give it the token: `environment: {ULTRAMSG_TOKEN: "{token}"}` under the name it reads',
    2: "give it the instance's number: `instance{number_id}` in the path, {number_id} being it",
    3: "the instance is stopped by a fault of the scenario, or never began",
    10: _FIELDS,
    11: _FIELDS,
    12: _FIELDS,
}
_REFUSALS: dict[str, Mapping[int, str]] = {"meta": _OF_META, "ultramsg": _OF_ULTRAMSG}


def advice_on_request(status: int | None) -> str:
    """Return what to change where the service did not take the request."""
    if status is None:
        return "is `url` in sender.yaml where it listens? it is told {port} in its environment"
    if status in {_NOT_FOUND, _NOT_ALLOWED}:
        return "`request.method` and `request.path` in sender.yaml must name a route that it has"
    if status in _UNAUTHORISED:
        return "it wants a key of its own: add it under `request.headers` in sender.yaml"
    if status >= _SERVER_ERROR:
        return "it failed on its own account; the end of its output says why"
    return "`request.body` in sender.yaml must be what it expects"


def advice_on_silence(
    *,
    base_url: str,
    strays: Sequence[str],
    refused: Mapping[str, int] | None,
    is_service: bool,
) -> str:
    """Return what to change where no call came, or none that belongs to this world."""
    if strays:
        return (
            "its calls arrive, but neither their number id nor their token is of this world: "
            f"{_NUMBER}; {_KEY}"
        )
    if not is_service:
        return (
            f"call the base URL that it is given ({base_url}; world.http leads the real one "
            "there) with the token and the number id of world.credentials"
        )
    if refused:
        hosts = ", ".join(refused)
        return f"it calls {hosts}, which is no host of the provider; what is built in there?"
    if refused is not None:
        return (
            "it was led here by environment variables and still did not call: does it send at "
            "once, or is there a queue, a worker or a dry run that must be switched on?"
        )
    return (
        f"does it take the provider's base URL from its environment (it is {base_url})? If the "
        "host is built in, say `intercept: true` in sender.yaml"
    )


def advice_on_refusal(provider: str, code: int) -> str:
    """Return what to change where a provider refused the call."""
    return _REFUSALS.get(provider, {}).get(
        code, f"look up code {code} in the provider's documentation: the call is wrong"
    )


def advice_on_webhook(status: int, path: str) -> str:
    """Return what to change where a webhook was answered with no success."""
    if status in {_NOT_FOUND, _NOT_ALLOWED}:
        return f"it has no route POST {path}: name the right one as `webhook_path` in sender.yaml"
    if status >= _SERVER_ERROR:
        return "it failed on a webhook: see the end of its output above, and answer 200 first"
    return "answer every webhook with 200: the provider tries again for days otherwise"
