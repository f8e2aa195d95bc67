"""A service of the user's: started with its environment, ready when it answers."""

import secrets
import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import httpx

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials
from windtunnel_load.adapters.places import fill
from windtunnel_load.adapters.render import render_consent
from windtunnel_load.adapters.service import Service
from windtunnel_load.http_client import is_loopback
from windtunnel_load.rig.hops import READY, STARTED
from windtunnel_load.rig.process import Process, ProcessError
from windtunnel_load.rig.processes import Processes

POLL_S = 0.1
PORTS = range(15_000, 32_000)
"""Below what Linux, macOS and Windows choose from (32768 and 49152 on)."""

LOOKS_MAX = 100
SERVER_ERROR = 500
NO_GET = 501
"""A service without any GET route answers this; it is there all the same."""

CONSENT_S_MAX = 10.0
READY_S_MAX = 2.0
SAID_MAX = 300
NOTHING = "    (it printed nothing)"


class ServiceError(ConfigError):
    """A service did not come up; `hop` is how far it came."""

    def __init__(self, hop: str, text: str) -> None:
        self.hop = hop
        super().__init__(text)


class ServiceProcess:
    """A running service; without a start command it must be running already.

    `variables` go into its environment before those of its file. `pause` waits a moment; it may
    end the wait by raising.
    """

    def __init__(
        self,
        processes: Processes,
        folder: Path,
        service: Service,
        credentials: Mapping[str, Credentials],
        *,
        outcome_url: str = "",
        variables: Mapping[str, str] = MappingProxyType({}),
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        model = service.model
        self._service = service
        self._variables = variables
        self._pause = pause
        service.check_providers(credentials)
        self.places: dict[str, Any] = {
            **places_of(credentials),
            "port": str(free_port()),
            "outcome_url": outcome_url,
        }
        self.url: str = fill(model.url, self.places)
        if not is_loopback(urlsplit(self.url).hostname or ""):
            raise ConfigError(f"{service.path}: url is {self.url}; only loopback is driven")
        self.webhook_urls = service.webhook_urls(self.url, credentials)
        for provider, url in self.webhook_urls.items():
            self.places[f"{provider}.webhook_url"] = url
        path, urls = model.webhook_path, self.webhook_urls
        plain = f"{self.url}{path}" if isinstance(path, str) and path else ""
        self.places["webhook_url"] = plain or next(iter(urls.values()), "")
        self.process: Process | None = None
        if model.start:
            self.process = self._start(processes, folder)
        self._wait()

    def _start(self, processes: Processes, folder: Path) -> Process:
        service, model = self._service, self._service.model
        environment = {name: str(fill(v, self.places)) for name, v in model.environment.items()}
        if not Path(service.folder).is_dir():
            raise ServiceError(STARTED, f"{service.path}: folder {service.folder} is not there")
        try:
            return processes.start(
                f"service {service.name}",
                [str(fill(word, self.places)) for word in model.start],
                log=folder / "service.log",
                environment={**self._variables, **environment, "PYTHONUNBUFFERED": "1"},
                folder=Path(service.folder),
            )
        except ProcessError as error:
            raise ServiceError(STARTED, f"{error}; check start in {service.path}") from error

    def _wait(self) -> None:
        service, ready = self._service, self._service.model.ready
        deadline = time.monotonic() + ready.within_s
        while True:
            if self.process is not None and self.process.status is not None:
                raise ServiceError(
                    STARTED,
                    f"service {service.name} ended with status {self.process.status} before it "
                    f"was ready:\n{self.process.tail() or NOTHING}",
                )
            said = self._not_ready()
            if not said:
                return
            if time.monotonic() > deadline:
                tail = "" if self.process is None else f"\n{self.process.tail() or NOTHING}"
                raise ServiceError(
                    READY,
                    f"service {service.name} was not ready within {ready.within_s:g} s: GET "
                    f"{self.url}{ready.path} {said}; check start, url and ready in "
                    f"{service.path}{tail}",
                )
            self._pause(POLL_S)

    def _not_ready(self) -> str:
        """Return what is still wrong with the service, "" once it answers."""
        url = self.url + self._service.model.ready.path
        try:
            with httpx.stream("GET", url, timeout=READY_S_MAX, trust_env=False) as reply:
                status = reply.status_code
        except httpx.ConnectError:
            hint = "" if self._service.model.start == [] else " (does it listen on {port}?)"
            return f"found nobody there{hint}"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"raised {error!r}"
        is_there = status < SERVER_ERROR or status == NO_GET
        return "" if is_there else f"was answered {status}"

    def tell_consent(self, given: Mapping[str, Any]) -> None:
        """Tell the service of a customer's consent, where it wants to know.

        Raises:
            ConfigError: it does not take it.
        """
        request = self._service.model.consents
        if request is None:
            return
        rendered = render_consent(request, self.places, given)
        try:
            reply = httpx.request(
                rendered.method,
                self.url + rendered.path,
                content=rendered.body,
                headers=rendered.headers,
                timeout=CONSENT_S_MAX,
                trust_env=False,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            said = f"raised {error!r}"
        else:
            if reply.is_success:
                return
            said = f"was answered {reply.status_code}: {reply.text[:SAID_MAX]}"
        raise ConfigError(
            f"service {self._service.name} did not take a consent: {rendered.method} "
            f"{self.url}{rendered.path} {said}; check consents in {self._service.path}"
        )

    def stop(self) -> None:
        """End the service, if it was started here."""
        if self.process is not None:
            self.process.stop()


def places_of(credentials: Mapping[str, Credentials]) -> dict[str, str]:
    """Return what placeholders stand for: {token} of the first provider, {ultramsg.token} too."""
    found: dict[str, str] = {}
    for name, given in credentials.items():
        own = {
            "base_url": given.base_url,
            "token": given.token,
            "number_id": next(iter(given.numbers.values()), ""),
            "account": given.account,
            "app_secret": given.app_secret,
            "verify_token": given.verify_token,
            "webhook_url": "",
        }
        found = own | found | {f"{name}.{place}": value for place, value in own.items()}
    return found


def free_port() -> int:
    """Return a port that is free now, out of those that the system gives to nobody by itself.

    Between this look and the service's own start somebody else may be given a port of the
    system's range, for an outgoing connection, say.
    """
    for _ in range(LOOKS_MAX):
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise ConfigError(f"no port from {PORTS.start} to {PORTS.stop - 1} is free")
