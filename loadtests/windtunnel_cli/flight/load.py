"""The load generator's process: Locust, told by one file what to drive."""

import resource
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_load import driver_file
from windtunnel_load.drive import VARIABLE, DriveConfig
from windtunnel_load.rig.process import Process
from windtunnel_load.rig.processes import Processes

OPEN_FILES = 20_000
"""Sockets that one process of a run may need: thousands of messages in flight, and their ends."""


def require_locust() -> None:
    """Refuse early where the load generator is not installed.

    Raises:
        ConfigError: it is not.
    """
    if find_spec("locust") is None:
        raise ConfigError(
            "a rehearsal needs Locust, which is not installed: pip install 'windtunnel[load]'"
        )


def allow_many_sockets() -> None:
    """Raise this process's limit of open files, which the processes it starts inherit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def start_locust(processes: Processes, work: Path, config: DriveConfig) -> Process:
    """Start the load generator; its exit status says whether it worked, never a verdict."""
    path = work / "drive.json"
    path.write_bytes(msgspec.json.encode(config))
    path.chmod(0o600)
    command = [sys.executable, "-m", "locust", "-f", str(driver_file())]
    command += ["--headless", "-u", "1", "--exit-code-on-error", "0", "--only-summary"]
    # Its own folder: Locust would read a locust.conf or pyproject.toml of whoever calls us.
    return processes.start(
        "the load generator",
        command,
        log=work / "locust.log",
        environment={VARIABLE: str(path)},
        folder=work,
    )
