"""Placeholders of a sender.yaml: {token}, {recipient}, and {ultramsg.token} of one provider."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from windtunnel_load.adapters.lines import Path_

PLACES = (
    "base_url",
    "token",
    "number_id",
    "account",
    "app_secret",
    "verify_token",
    "webhook_url",
    "outcome_url",
    "port",
)
"""Placeholders of the environment and the command: {base_url}, {token}, ..."""

OF_PROVIDER = PLACES[:7]
"""Those of the world's first provider; of any other they are {ultramsg.token} and so on."""

_PLACE = re.compile(rf"\{{((?:[a-z][a-z0-9-]*\.)?(?:{'|'.join(OF_PROVIDER)})|\w+)\}}")


def fill(value: Any, places: Mapping[str, Any]) -> Any:
    """Return a template with its placeholders in place; "{x}" alone keeps x's own type."""
    if isinstance(value, dict):
        return {key: fill(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [fill(each, places) for each in value]
    if not isinstance(value, str):
        return value
    alone = _PLACE.fullmatch(value)
    if alone and alone[1] in places:
        return places[alone[1]]
    return _PLACE.sub(lambda found: _said(places.get(found[1], found[0])), value)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def places_in(text: str) -> list[str]:
    """Return the names of the placeholders in a text."""
    found: list[str] = _PLACE.findall(text)
    return found


def strings_in(value: Any, place: Path_ = ()) -> Iterator[tuple[Path_, str]]:
    """Yield every text in a value, with where it stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from strings_in(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from strings_in(each, (*place, index))
    elif isinstance(value, str):
        yield place, value
