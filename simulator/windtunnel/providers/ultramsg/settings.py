"""An instance's settings: their names, how clients write them, and what they mean.

Source: PHP (names, the words true and false), BLOG (sendDelayMax), ZAP (webhook_retries and
webhook_message_reaction), read 2026-11-22. What a new instance has is published for `sendDelay`
and `sendDelayMax` alone; that news of all kinds are on, so that a world with a webhook hears of
them, is ours.
"""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

from windtunnel.domain.dialect import NumberSettings, Setting
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import News
from windtunnel.providers.ultramsg import facts

NEWS: dict[str, tuple[News, bool]] = {
    "webhook_message_received": ("inbound", True),
    "webhook_message_create": ("created", True),
    "webhook_message_ack": ("status", True),
    "webhook_message_reaction": ("reaction", True),
    "webhook_message_download_media": ("media", False),
}
"""What each of them switches, and whether it is on where nobody says."""

DELAYS: dict[str, float] = {
    "sendDelay": facts.SEND_DELAY_S,
    "sendDelayMax": facts.SEND_DELAY_MAX_S,
}
URL = "webhook_url"
RETRIES = "webhook_retries"

DEFAULTS: dict[str, Setting] = {
    **{name: int(value) for name, value in DELAYS.items()},
    URL: "",
    RETRIES: facts.PUSH_RETRIES,
    **{name: default for name, (_, default) in NEWS.items()},
}
"""Every setting, and its value where nobody set it."""

_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", re.ASCII)
_BOOLEANS: dict[str, bool] = {"true": True, "1": True, "on": True, "false": False, "0": False}
_BOOLEANS["off"] = False


def read_settings(given: Mapping[str, Setting]) -> dict[str, Setting]:
    """Return every setting as a value of its own type.

    Raises:
        ConfigError: a name that no instance has, or a value that it cannot take.
    """
    return DEFAULTS | {name: read_setting(name, value) for name, value in given.items()}


def read_setting(name: str, value: Setting) -> Setting:
    """Return one setting as a value of its own type; clients send texts for all of them.

    Raises:
        ConfigError: no instance has it, or it cannot take the value.
    """
    if name in NEWS:
        return _boolean(name, value)
    if name in DELAYS:
        return _number(name, value, facts.DELAY_S_MAX)
    if name == RETRIES:
        retries = _number(name, value, facts.PUSH_RETRIES_MAX)
        if retries != int(retries):
            raise ConfigError(f"setting {name} is {value!r}; must be a whole number")
        return int(retries)
    if name == URL:
        return _url(value)
    near = get_close_matches(name, DEFAULTS, n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ConfigError(f"setting {name!r} is not one of ultramsg's: {', '.join(DEFAULTS)}{hint}")


def number_settings(given: Mapping[str, Setting]) -> NumberSettings:
    """Return what an instance's settings mean to the platform.

    Raises:
        ConfigError: as `read_settings`, or an address: by itself it would subscribe nobody.
    """
    values = read_settings(given)
    if values[URL]:
        raise ConfigError(
            f"setting {URL} does nothing here; say `webhooks` of the world, or POST it to "
            "instance/settings"
        )
    return NumberSettings(
        gap_s=float(values["sendDelay"]),
        gap_long_s=float(values["sendDelayMax"]),
        news=frozenset(kind for name, (kind, _) in NEWS.items() if values[name]),
        push_retries=int(values[RETRIES]),
    )


def _boolean(name: str, value: Setting) -> bool:
    found = _BOOLEANS.get(str(value).strip().lower())
    if found is None:
        raise ConfigError(f"setting {name} is {value!r}; must be true or false")
    return found


def _number(name: str, value: Setting, most: int) -> int | float:
    text = "" if isinstance(value, bool) else str(value).strip()
    if not _NUMBER.fullmatch(text) or float(text) > most:
        raise ConfigError(f"setting {name} is {value!r}; must be a number from 0 to {most}")
    number = float(text)
    return int(number) if number == int(number) else number


def _url(value: Setting) -> str:
    text = str(value).strip()
    if text and not _is_address(text):
        raise ConfigError(
            f"setting {URL} is {text[:80]!r}; must be an http or https address of at most "
            f"{facts.URL_CHARS_MAX} characters, or empty"
        )
    return text


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_http = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return is_http and len(text) <= facts.URL_CHARS_MAX
