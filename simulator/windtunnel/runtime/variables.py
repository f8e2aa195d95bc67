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

LAST = frozenset({"JAVA_TOOL_OPTIONS"})
"""Where the last of two wins, ours stands last: a company's proxy would lead past us."""


def on_top(ours: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, str]:
    """Return our variables as they go on top of theirs: lists keep what stood there."""
    found = dict(ours)
    for name in JOINED:
        stood = theirs.get(name)
        if stood and name in ours:
            found[name] = _joined(name, ours[name], stood)
    return found


def _joined(name: str, mine: str, stood: str) -> str:
    between = JOINED[name]
    if name in LAST:
        return (
            stood if f"{between}{stood}".endswith(f"{between}{mine}") else stood + between + mine
        )
    is_there = f"{between}{mine}{between}" in f"{between}{stood}{between}"
    return stood if is_there else mine + between + stood
