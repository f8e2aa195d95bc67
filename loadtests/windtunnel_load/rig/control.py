"""A client of the control API, for harness processes."""

from collections.abc import Iterator
from typing import Any

import httpx
import msgspec

from windtunnel.domain.errors import WindtunnelError
from windtunnel.domain.facts import FACT_DECODER, AnyFact
from windtunnel.domain.sender import Credentials
from windtunnel.domain.worldspec import WorldSpec
from windtunnel_load.rig.given import credentials_of

TIMEOUT_S = 30.0


class ControlError(WindtunnelError):
    """The simulator refused a control request, or cannot be reached."""


class ControlClient:
    """One server; every method is one route."""

    def __init__(self, base_url: str, *, token: str = "") -> None:
        headers = {"x-windtunnel-token": token} if token else {}
        self.base_url = base_url
        self._http = httpx.Client(
            base_url=base_url, headers=headers, timeout=TIMEOUT_S, trust_env=False
        )

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def create_world(self, spec: WorldSpec) -> "WorldHandle":
        """Make a world."""
        info = self.ask("POST", "/control/worlds", msgspec.to_builtins(spec))
        return WorldHandle(self, info)

    def health(self) -> dict[str, Any]:
        """Return version, worlds and harness time."""
        found: dict[str, Any] = self.ask("GET", "/control/health")
        return found

    def interception(self) -> dict[str, Any] | None:
        """Return how clients with a built-in host are led to this server, None where not."""
        found: dict[str, Any] | None = self.ask("GET", "/control/interception")
        return found

    def lines(self, path: str) -> Iterator[str]:
        """Yield the lines of an answer as they come.

        Raises:
            ControlError: the server cannot be reached or refuses.
        """
        try:
            with self._http.stream("GET", path) as reply:
                if reply.is_error:
                    raise ControlError(f"GET {path}: {reply.status_code}")
                yield from reply.iter_lines()
        except httpx.HTTPError as error:
            raise ControlError(f"GET {self.base_url}{path}: {error!r}") from error

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Make one request and return the decoded answer.

        Raises:
            ControlError: the server cannot be reached or refuses.
        """
        reply = self._reply(method, path, body)
        return msgspec.json.decode(reply.content) if reply.content else None

    def _reply(self, method: str, path: str, body: object) -> httpx.Response:
        content = None if body is None else msgspec.json.encode(body)
        headers = {"content-type": "application/json"} if content else {}
        try:
            reply = self._http.request(method, path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise ControlError(f"{method} {self.base_url}{path}: {error!r}") from error
        if reply.is_error:
            raise ControlError(f"{method} {path}: {reply.status_code} {reply.text[:500]}")
        return reply


class WorldHandle:
    """One world of a server."""

    def __init__(self, control: ControlClient, info: dict[str, Any]) -> None:
        self._control = control
        self.info = info
        self.route = f"/control/worlds/{info['world']}"

    def credentials(self) -> dict[str, Credentials]:
        """Return what a sender needs, by provider."""
        return credentials_of(self.info)

    def set_webhook(self, url: str, *, provider: str = "") -> None:
        """Post webhooks there from now on, those of one provider or all."""
        query = f"?provider={provider}" if provider else ""
        self._control.ask("PUT", f"{self.route}/webhook{query}", {"url": url})

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask a route of this world."""
        return self._control.ask(method, self.route + path, body)

    def facts(self) -> list[AnyFact]:
        """Return the facts so far."""
        return list(self.read_facts())

    def read_facts(self) -> Iterator[AnyFact]:
        """Yield the facts so far, however many they are."""
        for line in self._control.lines(f"{self.route}/ledger"):
            if line:
                yield FACT_DECODER.decode(line)

    def metrics(self) -> dict[str, Any]:
        """Return the live counters."""
        found: dict[str, Any] = self._control.ask("GET", f"{self.route}/metrics")
        return found

    def inject(self, fault: dict[str, Any]) -> None:
        """Inject a fault."""
        self._control.ask("POST", f"{self.route}/faults", fault)

    def heal(self) -> None:
        """End all faults."""
        self._control.ask("POST", f"{self.route}/heal")

    def settle(self) -> None:
        """Run the remaining handset timers at once."""
        self._control.ask("POST", f"{self.route}/settle")

    def delete(self) -> None:
        """End the world: its ledger is closed."""
        self._control.ask("DELETE", self.route)
