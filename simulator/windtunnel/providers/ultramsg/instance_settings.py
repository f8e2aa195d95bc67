"""`instance/settings`: every field, read and changed one by one."""

import re
from collections.abc import Callable

from windtunnel.domain.dialect import Setting
from windtunnel.domain.events import SetNumberSettings
from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.chat_ids import is_true
from windtunnel.providers.ultramsg.lists import read_int
from windtunnel.providers.ultramsg.replies import INVALID, json_reply, wrong

DEFAULTS: dict[str, Setting] = {
    "sendDelay": 1,
    "sendDelayMax": 15,
    "webhook_message_received": True,
    "webhook_message_create": True,
    "webhook_message_ack": True,
    "webhook_message_reaction": True,
    "webhook_message_download_media": False,
    "webhook_retries": 3,
}

URL = "webhook_url"
URL_CHARS_MAX = 2_000
DELAY_S_MAX = 86_400
RETRIES_MAX = 100
_HTTP = re.compile(r"https?://[^\s]+", re.IGNORECASE)
_FALSE = frozenset({"0", "false", "off", "no"})


async def show(call: Call) -> Reply:
    """GET instance/settings."""
    return json_reply(_shown(call))


async def change(call: Call) -> Reply:
    """POST instance/settings: what is given changes, the rest stays.

    An empty value is none, as SDKs send all fields; but an empty `webhook_url` ends the webhook,
    since nothing else could. Which of that the real service does is not known.
    """
    changed, problems = _read(call)
    url = call.ask.given.get(URL)
    if url and (len(url) > URL_CHARS_MAX or not _HTTP.fullmatch(url)):
        problems.append((URL, INVALID))
    if problems:
        raise wrong(call.world, problems)
    if url is not None and (url or None) != call.number.subscription:
        why = await call.world.subscribe(url or None, "", number=call.number.id)
        if why is not None:
            raise wrong(call.world, [(URL, why)])
    if changed:
        call.world.apply(SetNumberSettings(number=call.number.id, settings=changed))
    return json_reply(_shown(call))


def _shown(call: Call) -> dict[str, Setting]:
    number = call.number
    found = {name: number.settings.get(name, usual) for name, usual in DEFAULTS.items()}
    return {URL: number.subscription or "", **found}


def _read(call: Call) -> tuple[dict[str, Setting], list[tuple[str, str]]]:
    changed: dict[str, Setting] = {}
    problems = []
    for name, usual in DEFAULTS.items():
        word = call.field(name).strip()
        if not word:
            continue
        read: Callable[[str, str], Setting | None] = (
            _switch if isinstance(usual, bool) else _number
        )
        value = read(name, word)
        if value is None:
            problems.append((name, INVALID))
        else:
            changed[name] = value
    return changed, problems


def _switch(_name: str, word: str) -> bool | None:
    if word.lower() in _FALSE:
        return False
    return True if is_true(word) else None


def _number(name: str, word: str) -> int | None:
    value = read_int(word)
    most = RETRIES_MAX if name == "webhook_retries" else DELAY_S_MAX
    return value if value is not None and value <= most else None
