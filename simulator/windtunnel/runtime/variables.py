"""The environment of a child process: our variables on top of what it inherits."""

import os
from collections.abc import Mapping

JOINED = {
    "NODE_OPTIONS": " ",
    "JAVA_TOOL_OPTIONS": " ",
    "PYTHONPATH": os.pathsep,
    "PHP_INI_SCAN_DIR": os.pathsep,
}
"""Lists, by what stands between their members: ours must not take the place of the user's."""


def on_top(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Return our variables as they go on top of theirs: lists keep what stood there."""
    found = dict(ours)
    for name, between in JOINED.items():
        stood = theirs.get(name)
        if stood and name in ours:
            found[name] = stood if ours[name] in stood else f"{ours[name]}{between}{stood}"
    return found
