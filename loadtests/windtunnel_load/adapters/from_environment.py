"""Headers whose values come from the environment, so that no key need stand in a file."""

import os
import re
from collections.abc import Mapping
from typing import Any

from windtunnel_load.adapters.lines import LinedFile

_VARIABLE = re.compile(r"\$\{(\w+)\}")
PARTS = ("request", "consents")
"""The parts of a file that have headers."""


def with_variables(file: LinedFile, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return a file's values with `${NAME}` in headers replaced.

    Raises:
        ConfigError: a variable is not set; names file, line and key.
    """
    values = dict(file.values)
    for part in PARTS:
        asked = values.get(part)
        headers = asked.get("headers") if isinstance(asked, dict) else None
        if isinstance(asked, dict) and isinstance(headers, dict):
            filled = {
                name: _filled(text, file, (part, "headers", name), environ)
                for name, text in headers.items()
            }
            values[part] = {**asked, "headers": filled}
    return values


def _filled(text: Any, file: LinedFile, place: tuple[str, ...], environ: Mapping[str, str]) -> Any:
    if not isinstance(text, str):
        return text
    for name in _VARIABLE.findall(text):
        if name not in environ:
            raise file.error(place, f"wants the variable {name}, which is not set; export it")
        if not (environ[name].isascii() and environ[name].isprintable()):
            raise file.error(
                place,
                f"the variable {name} has a character that no header can hold, such as the end of "
                "a line; set it without",
            )
    return _VARIABLE.sub(lambda found: environ[found[1]], text)
