"""Packages from npm, installed once per list of them, below the checkout's cache folder."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

CACHE = Path(__file__).parents[2] / ".cache" / "npm"
INSTALL = (
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--fetch-retries=1",
)
INSTALL_S_MAX = 240
SAID_MAX = 200


def program(name):
    """The path of a program; a test that needs one that is absent is skipped."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; with it this test runs")
    return path


def node_modules(listed):
    """The folder with what a package.json lists; skips where it cannot be had."""
    npm = program("npm")
    folder = CACHE / hashlib.sha256(listed.read_bytes()).hexdigest()[:16]
    CACHE.mkdir(parents=True, exist_ok=True)
    if failure := _failure(npm, listed, folder):
        pytest.skip(f"npm cannot install {listed.parent.name}; with a registry it can: {failure}")
    return folder / "node_modules"


@cache
def _failure(npm, listed, folder):
    """Why it could not be installed, "" where it is; tried once, since npm waits long in vain."""
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return "" if folder.is_dir() else _install(npm, listed, folder)


def _install(npm, listed, folder):
    fresh = folder.with_suffix(f".{os.getpid()}")
    fresh.mkdir()
    shutil.copy(listed, fresh / "package.json")
    try:
        ended = subprocess.run(
            [npm, *INSTALL],
            cwd=fresh,
            capture_output=True,
            text=True,
            timeout=INSTALL_S_MAX,
            check=False,
        )
        said = " ".join(ended.stderr.split())[:SAID_MAX]
    except subprocess.TimeoutExpired:
        said = f"no end within {INSTALL_S_MAX} s"
    else:
        if ended.returncode == 0:
            fresh.rename(folder)
            return ""
    shutil.rmtree(fresh)
    return said
