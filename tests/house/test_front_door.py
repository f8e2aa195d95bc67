"""One front door, sorted, and nothing leaks through it."""

import subprocess
import sys
from types import ModuleType

import windtunnel


def test_exports_are_sorted_and_complete():
    public = sorted(
        name
        for name, value in vars(windtunnel).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    )
    assert windtunnel.__all__ == public


def test_importing_the_front_door_brings_no_server_and_no_locust():
    code = "import sys, windtunnel; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"locust", "gevent", "fastapi", "uvicorn"} & set(loaded)
