"""The folder of a run, and the link to the newest."""

import contextlib
import os
import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from windtunnel.domain.errors import ConfigError

ROOT = Path("reports/out")
LIBRARIES = (
    *("windtunnel", "locust", "fastapi", "uvicorn", "httpx", "msgspec"),
    *("pywa", "requests", "tenacity", "urllib3"),
)


def make_folder(name: str, out: Path | None) -> Path:
    """Make the folder of a run: the one asked for, else a new one under reports/out.

    Raises:
        ConfigError: the folder cannot be made, or holds something already.
    """
    if out is not None:
        return _asked_for(out)
    stem = f"{time.strftime('%Y%m%d-%H%M%S')}-{name}"
    for number in range(1, 1000):
        folder = ROOT / (stem if number == 1 else f"{stem}-{number}")
        try:
            folder.mkdir(parents=True)
            _point_latest(folder)
        except FileExistsError:
            continue
        except OSError as error:
            raise ConfigError(f"{folder} cannot be made: {error.strerror}; try --out") from error
        return folder.resolve()
    raise ConfigError(f"{ROOT} holds 999 runs of this second; clear it")


def _asked_for(out: Path) -> Path:
    if out.is_file():
        raise ConfigError(f"--out {out} is a file; name a folder that is new or empty")
    if out.exists() and any(out.iterdir()):
        raise ConfigError(f"--out {out} is not empty; name a folder that is new or empty")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"--out {out} cannot be made: {error.strerror}") from error
    return out.resolve()


def _point_latest(folder: Path) -> None:
    link = folder.parent / "latest"
    part = folder.parent / f".latest-{os.getpid()}"
    part.unlink(missing_ok=True)
    part.symlink_to(folder.name)
    part.replace(link)


def versions() -> dict[str, str]:
    """Return the versions of what a run is made of."""
    found = {"python": platform.python_version()}
    for name in LIBRARIES:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def machine() -> dict[str, str]:
    """Return what a run ran on, without names of hosts or people."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": str(os.cpu_count() or 0),
        "byte order": sys.byteorder,
    }
