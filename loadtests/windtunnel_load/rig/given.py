"""What a world's info gives to a sender: credentials and host names, by provider."""

from collections.abc import Mapping
from typing import Any

from windtunnel.domain.sender import Credentials


def credentials_of(info: Mapping[str, Any]) -> dict[str, Credentials]:
    """Return what a sender needs, by provider, the world's first one first."""
    return {
        provider["name"]: Credentials(
            provider=provider["name"],
            base_url=provider["base_url"],
            token=provider["token"],
            account=provider["account"],
            app_secret=info["app_secret"],
            verify_token=info["verify_token"],
            numbers=_numbers(info, provider["name"], "id"),
            displays=_numbers(info, provider["name"], "display"),
        )
        for provider in info["providers"]
    }


def routes_of(info: Mapping[str, Any]) -> dict[str, str]:
    """Return where calls to the providers' real host names are led, by host name."""
    return {
        host: provider["base_url"] for provider in info["providers"] for host in provider["hosts"]
    }


def _numbers(info: Mapping[str, Any], provider: str, key: str) -> dict[str, str]:
    mine = (number for number in info["numbers"] if number["provider"] == provider)
    return {number["name"]: number[key] for number in mine}
