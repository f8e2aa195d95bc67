"""What a world's info gives to a sender: credentials and host names, by provider."""

from collections.abc import Mapping
from typing import Any

from windtunnel.domain.sender import Credentials


def credentials_of(info: Mapping[str, Any]) -> dict[str, Credentials]:
    """Return what a sender needs, by provider, the world's first one first."""
    return {
        (provider := given["name"]): Credentials(
            provider=provider,
            base_url=given["base_url"],
            token=_token(info, provider),
            account=given["account"],
            app_secret=info["app_secret"],
            verify_token=info["verify_token"],
            numbers=_numbers(info, provider, "id"),
            displays=_numbers(info, provider, "display"),
        )
        for given in info["providers"]
    }


def routes_of(info: Mapping[str, Any]) -> dict[str, str]:
    """Return where calls to the providers' real host names are led, by host name."""
    return {host: each["base_url"] for each in info["providers"] for host in each["hosts"]}


def _token(info: Mapping[str, Any], provider: str) -> str:
    """Return a provider's own token, else the first that is everybody's."""
    tokens = info["tokens"]
    own = (t for t in tokens if provider in {t.get("provider"), t["name"]})
    found = next(own, tokens[0] if tokens else {"value": ""})
    return str(found["value"])


def _numbers(info: Mapping[str, Any], provider: str, key: str) -> dict[str, str]:
    mine = (number for number in info["numbers"] if number["provider"] == provider)
    return {number["name"]: number[key] for number in mine}
