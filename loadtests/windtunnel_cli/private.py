"""Files with a token in them, which nobody but their owner may read at any moment."""

import os
from pathlib import Path

PRIVATE = 0o600


def write_private(path: Path, text: str) -> None:
    """Write a file anew: an older one, or a link, has its own idea of who may read it."""
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    with open(handle, "w", encoding="utf-8") as file:  # noqa: PTH123 - a handle, which no Path is
        file.write(text)
