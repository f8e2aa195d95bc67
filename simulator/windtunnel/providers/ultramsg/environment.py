"""The environment variables that clients of UltraMsg read.

Source: public clients on GitHub, read 2026-11-25; neither SDK of the vendor reads any. What holds
the address differs: with the instance behind it (`ULTRAMSG_API_URL`, `ULTRAMSG_URL`) or without
(`ULTRAMSG_BASE_URL`); the first is assumed.
"""

from collections.abc import Mapping


def variables(world: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a world.

    Args:
        world: base_url, token, number, account, app_secret, verify_token.
    """
    base_url = world["base_url"].rstrip("/")
    instance = f"instance{world['number']}"
    return {
        "ULTRAMSG_API_KEY": world["token"],
        "ULTRAMSG_API_URL": f"{base_url}/{instance}",
        "ULTRAMSG_BASE_URL": base_url,
        "ULTRAMSG_INSTANCE": instance,
        "ULTRAMSG_INSTANCE_ID": instance,
        "ULTRAMSG_TOKEN": world["token"],
        "ULTRAMSG_URL": f"{base_url}/{instance}",
    }
