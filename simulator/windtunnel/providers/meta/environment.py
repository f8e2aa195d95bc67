"""The environment variables that common clients of the Cloud API read.

Source: PYWA cli.py (PYWA_*); the README of WhatsApp/WhatsApp-Nodejs-SDK (WA_*, M4D_*, CLOUD_API_*,
WEBHOOK_*); the others are what examples and frameworks ask for most often (assumed).
"""

from collections.abc import Mapping
from urllib.parse import urlsplit

from windtunnel.providers.meta.facts import API_VERSION

NAMES: dict[str, tuple[str, ...]] = {
    "token": (
        "WHATSAPP_TOKEN",
        "WHATSAPP_ACCESS_TOKEN",
        "CLOUD_API_ACCESS_TOKEN",
        "PYWA_TOKEN",
    ),
    "number": (
        "WHATSAPP_PHONE_NUMBER_ID",
        "PHONE_NUMBER_ID",
        "WA_PHONE_NUMBER_ID",
        "PYWA_PHONE_ID",
    ),
    "account": ("WHATSAPP_BUSINESS_ACCOUNT_ID", "WABA_ID", "WA_BUSINESS_ACCOUNT_ID"),
    "app_secret": ("WHATSAPP_APP_SECRET", "APP_SECRET", "M4D_APP_SECRET"),
    "verify_token": ("WHATSAPP_VERIFY_TOKEN", "VERIFY_TOKEN", "WEBHOOK_VERIFICATION_TOKEN"),
}
"""What each value of a world is called."""


def variables(world: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a world.

    Args:
        world: base_url, token, number, account, app_secret, verify_token.
    """
    base_url = world["base_url"].rstrip("/")
    found = {
        "WHATSAPP_API_URL": base_url,
        "WHATSAPP_API_VERSION": API_VERSION,
        "GRAPH_API_URL": f"{base_url}/{API_VERSION}",
        "WA_BASE_URL": urlsplit(base_url).netloc,
        "CLOUD_API_VERSION": API_VERSION,
    }
    for key, names in NAMES.items():
        found |= dict.fromkeys(names, world[key])
    return found
