"""`instance/settings`: every field, read and changed one by one."""

from windtunnel.domain.dialect import Setting
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import SetNumberSettings
from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg.asks import Call
from windtunnel.providers.ultramsg.fields import WRONG
from windtunnel.providers.ultramsg.replies import json_reply, wrong
from windtunnel.providers.ultramsg.settings import DEFAULTS, URL, read_setting


async def show(call: Call) -> Reply:
    """GET instance/settings."""
    return json_reply(_shown(call))


async def change(call: Call) -> Reply:
    """POST instance/settings: what is given changes, the rest stays.

    An empty value is none, as SDKs send all fields; but an empty `webhook_url` ends the webhook,
    since nothing else could. What of that the real service does is not known, nor what it
    answers: here, all settings.
    """
    changed, problems = _read(call)
    if problems:
        raise wrong(call.world, problems)
    url = changed.pop(URL, None)
    if url is not None and (url or None) != call.number.subscription:
        why = await call.world.subscribe(str(url) or None, "", number=call.number.id)
        if why is not None:
            raise wrong(call.world, [(URL, why)])
    if changed:
        call.world.apply(SetNumberSettings(number=call.number.id, settings=changed))
    return json_reply(_shown(call))


def _shown(call: Call) -> dict[str, Setting]:
    number = call.number
    found = {name: number.settings.get(name, usual) for name, usual in DEFAULTS.items()}
    return found | {URL: number.subscription or ""}


def _read(call: Call) -> tuple[dict[str, Setting], list[tuple[str, str]]]:
    changed: dict[str, Setting] = {}
    problems = []
    for name in DEFAULTS:
        word = call.field(name).strip()
        if not word and (name != URL or name not in call.given):
            continue
        try:
            changed[name] = read_setting(name, word)
        except ConfigError:
            problems.append((name, WRONG))
    return changed, problems
