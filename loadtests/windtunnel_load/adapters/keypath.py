"""Key paths: where a value sits in a JSON body, "$.message.id" or "data.0.state"."""

import re
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator

PATH_CHARS_MAX = 200
_STEP = re.compile(r"[\w-]+")
_WHOLE = re.compile(r"(\$\.?)?[\w-]+(\.[\w-]+|\[\d+\])*", re.ASCII)


class _Missing:
    """The type of MISSING."""

    def __bool__(self) -> bool:
        return False


MISSING = _Missing()
"""What is found where nothing is; None is a value."""


def _checked(path: str) -> str:
    if len(path) > PATH_CHARS_MAX or not (path == "" or _WHOLE.fullmatch(path)):
        raise ValueError("must be a key path, such as $.message.id or $.data[0].state")
    return path


KeyPath = Annotated[str, AfterValidator(_checked)]
"""A key path in a sender.yaml; "" is none."""


def find(value: Any, path: str) -> Any:
    """Return what sits at a key path, MISSING where nothing does."""
    for step in _steps(path):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return MISSING
    return value


@lru_cache(maxsize=100)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(_STEP.findall(path.removeprefix("$")))
