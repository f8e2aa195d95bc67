"""The sender host's process."""

import sys
from collections.abc import Iterable
from pathlib import Path

import httpx
import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_load.host.config import HostConfig, HostReady
from windtunnel_load.rig.process import ProcessError
from windtunnel_load.rig.processes import Processes

READY_S_MAX = 30.0
CLOSE_S_MAX = 15.0


class HostProcess:
    """A hosted sender."""

    def __init__(self, processes: Processes, folder: Path, config: HostConfig) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "host-config.json"
        command = [sys.executable, "-m", "windtunnel_load.host", str(path)]
        try:
            path.write_bytes(msgspec.json.encode(config))
            path.chmod(0o600)
            self.process = processes.start("the sender host", command, log=folder / "host.log")
            raw = self.process.wait_for_file(Path(config.ready_file), READY_S_MAX)
        except ProcessError as error:
            raise ConfigError(str(error)) from error
        finally:
            path.unlink(missing_ok=True)
        self.ready = msgspec.json.decode(raw, type=HostReady)
        if self.ready.error:
            raise ConfigError(self.ready.error)

    @property
    def url(self) -> str:
        """The host's base URL."""
        return f"http://127.0.0.1:{self.ready.port}"

    def webhook_urls(self, providers: Iterable[str]) -> dict[str, str]:
        """Return where webhooks of these providers arrive."""
        return {provider: f"{self.url}/webhook/{provider}" for provider in providers}

    def close(self) -> None:
        """Close the sender and its ledger, and wait until the process has ended.

        Raises:
            ProcessError: it did not end, or ended with an error.
        """
        if self.process.status is None:
            try:
                httpx.post(f"{self.url}/close", timeout=CLOSE_S_MAX, trust_env=False)
            except httpx.HTTPError as error:
                raise ProcessError(f"the sender host did not close: {error!r}") from error
        if self.process.wait(CLOSE_S_MAX) != 0:
            raise ProcessError(
                f"the sender host ended with status {self.process.status}:\n{self.process.tail()}"
            )
