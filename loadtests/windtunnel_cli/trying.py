"""A first send to paste into a shell, one for each provider."""

from collections.abc import Callable

TRY_TO = "5511000000001"
"""A recipient for the example: no subscriber can have a number that begins with 0."""


def _meta(base: str, number: str, token: str) -> str:
    return (
        f"curl -s {base}/v23.0/{number}/messages -H 'Authorization: Bearer {token}' "
        "-H 'Content-Type: application/json' \\\n"
        f'    -d \'{{"messaging_product":"whatsapp","to":"{TRY_TO}","type":"template",'
        '"template":{"name":"login_code","language":{"code":"en"},"components":['
        '{"type":"body","parameters":[{"type":"text","text":"123456"}]},'
        '{"type":"button","sub_type":"url","index":"0","parameters":'
        '[{"type":"text","text":"123456"}]}]}}\''
    )


def _ultramsg(base: str, number: str, token: str) -> str:
    return (
        f"curl -s {base}/instance{number}/messages/chat -d token={token} \\\n"
        f"    --data-urlencode to=+{TRY_TO} --data-urlencode 'body=123456 is your verification "
        "code.'"
    )


SENDS: dict[str, Callable[[str, str, str], str]] = {"meta": _meta, "ultramsg": _ultramsg}
"""By the provider's name: (base URL, number id, token) → the command."""

NAMES = {"meta": "Cloud API", "ultramsg": "UltraMsg"}
"""What a provider's API is called."""


def names_of(providers: list[str]) -> str:
    """Return what is served, in words."""
    return " and a fake ".join(NAMES.get(each, each) for each in providers)
