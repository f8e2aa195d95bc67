"""A service of the user's: started with its environment, ready when it answers."""

import socket
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials
from windtunnel_load.adapters.service import Service, fill
from windtunnel_load.http_client import is_loopback
from windtunnel_load.rig.process import Process
from windtunnel_load.rig.processes import Processes

POLL_S = 0.1
SERVER_ERROR = 500
NO_GET = 501
"""A service without any GET route answers this; it is there all the same."""


class ServiceProcess:
    """A running service; without a start command it must be running already."""

    def __init__(
        self,
        processes: Processes,
        folder: Path,
        service: Service,
        credentials: Credentials,
        *,
        outcome_url: str = "",
    ) -> None:
        model = service.model
        port = free_port()
        self.places: dict[str, Any] = {
            "base_url": credentials.base_url,
            "token": credentials.token,
            "number_id": next(iter(credentials.numbers.values())),
            "account": credentials.account,
            "app_secret": credentials.app_secret,
            "verify_token": credentials.verify_token,
            "port": str(port),
            "outcome_url": outcome_url,
        }
        self.url: str = fill(model.url, self.places)
        if not is_loopback(urlsplit(self.url).hostname or ""):
            raise ConfigError(f"{service.path}: url is {self.url}; only loopback is driven")
        self.webhook_url = f"{self.url}{model.webhook_path}" if model.webhook_path else ""
        self.places["webhook_url"] = self.webhook_url
        self.process: Process | None = None
        if model.start:
            environment = {
                name: str(fill(v, self.places)) for name, v in model.environment.items()
            }
            self.process = processes.start(
                f"service {service.name}",
                [str(fill(word, self.places)) for word in model.start],
                log=folder / "service.log",
                environment={**environment, "PYTHONUNBUFFERED": "1"},
                folder=Path(service.folder),
            )
        self._wait(service)

    def _wait(self, service: Service) -> None:
        ready = service.model.ready
        deadline = time.monotonic() + ready.within_s
        while True:
            if self.process is not None and self.process.status is not None:
                raise ConfigError(
                    f"service {service.name} ended with status {self.process.status} before it "
                    f"was ready:\n{self.process.tail()}"
                )
            try:
                reply = httpx.get(self.url + ready.path, timeout=2.0, trust_env=False)
                if reply.status_code < SERVER_ERROR or reply.status_code == NO_GET:
                    return
            except httpx.HTTPError:
                pass
            if time.monotonic() > deadline:
                tail = self.process.tail() if self.process is not None else ""
                raise ConfigError(
                    f"service {service.name} did not answer GET {self.url}{ready.path} within "
                    f"{ready.within_s:g} s; check start, url and ready in {service.path}\n{tail}"
                )
            time.sleep(POLL_S)

    def stop(self) -> None:
        """End the service, if it was started here."""
        if self.process is not None:
            self.process.stop()


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
