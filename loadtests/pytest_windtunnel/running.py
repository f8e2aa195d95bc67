"""A running simulator, and a world of a test's own in it."""

import os
from pathlib import Path
from typing import Any

import msgspec

from windtunnel.domain.facts import AnyFact
from windtunnel.domain.sender import Credentials
from windtunnel.domain.worldspec import WorldSpec
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.ledger import read_ledger
from windtunnel_load.rig.control import ControlClient, ControlError, WorldHandle
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.simulator import SimulatorProcess
from windtunnel_scenarios.templates import library

CONTROL = "WINDTUNNEL_CONTROL"
"""Where the control API of a simulator is that runs already: `windtunnel around` sets it."""


class Running:
    """A simulator: the one that `windtunnel around` started, else a process of its own."""

    def __init__(self, folder: Path) -> None:
        there = os.environ.get(CONTROL)
        self._is_judged = bool(there)
        self._processes = Processes()
        if there:
            self.control = self._found(there)
            self.base_url = there
        else:
            self.control = self._started(folder)

    def _found(self, there: str) -> ControlClient:
        control = ControlClient(there)
        try:
            control.health()
        except ControlError as error:
            control.close()
            raise ControlError(
                f"{CONTROL} is {there}, and no simulator answers there: an earlier run has left "
                "it in this shell; unset it"
            ) from error
        return control

    def _started(self, folder: Path) -> ControlClient:
        clock = Clock.starting_now()
        ledgers = folder / "ledger"
        try:
            process = SimulatorProcess(
                self._processes, folder, ledger_root=ledgers, m0_ns=clock.m0_ns
            )
        except BaseException:
            self._processes.stop()
            raise
        self.base_url = process.ready["base_url"]
        return process.control

    def make_world(self, **fields: Any) -> "OwnWorld":
        """Make a world of these fields of a `WorldSpec`, with the shipped templates."""
        spec = WorldSpec(**{"templates": library(), **fields})
        return OwnWorld(self.control, spec, is_judged=self._is_judged)

    def stop(self) -> None:
        """End the process."""
        self._processes.stop()
        self.control.close()


class OwnWorld:
    """One world: what the code under test needs to send, and what the test wants to know.

    `base_url`, `token`, `number_id` and so on are those of its first provider; `credentials` holds
    each one's by name.

    One that is judged after the tests runs to its end before it is closed: a copy too many that
    is still under way would be cut off.
    """

    def __init__(
        self, control: ControlClient, spec: WorldSpec, *, is_judged: bool = False
    ) -> None:
        self._is_judged = is_judged
        self._handle: WorldHandle = control.create_world(spec)
        self.info = self._handle.info
        self.credentials: dict[str, Credentials] = self._handle.credentials()
        first = next(iter(self.credentials.values()))
        self.provider = first.provider
        self.base_url = first.base_url
        self.token = first.token
        self.account = first.account
        self.app_secret = first.app_secret
        self.verify_token = first.verify_token
        self.number_id = next(iter(first.numbers.values()))
        self.environment: dict[str, str] = self.info["environment"]
        self._is_open = True

    def inbox(self, recipient: str, *, wait_s: float = 0.0, after: int = 0) -> list[Any]:
        """Return what is on a customer's handset; `wait_s` (60 at most) waits for the next."""
        query = f"?wait={wait_s:g}s&after={after}"
        found: list[Any] = self._ask("GET", f"/handsets/{recipient}/messages{query}")
        return found

    def otp(self, recipient: str, *, wait_s: float = 5.0) -> str | None:
        """Return the code of the last message that holds one, None where none came."""
        found = [message["otp"] for message in self.inbox(recipient, wait_s=wait_s)]
        return next((str(code) for code in reversed(found) if code), None)

    def write(self, recipient: str, text: str) -> str:
        """Let a customer write; it opens the session window. Returns the message's id."""
        told = self._ask("POST", "/inbound", {"recipient": recipient, "text": text})
        return str(told["id"])

    def post_webhooks_to(self, url: str) -> None:
        """Post webhooks there from now on (loopback)."""
        self._handle.set_webhook(url)

    def inject(self, kind: str, *, for_s: float = 60.0, **more: Any) -> str:
        """Begin a fault; `scope` and `settings` as in a scenario's timeline. Returns its id."""
        told = self._ask("POST", "/faults", {"kind": kind, "for_us": round(for_s * 1e6)} | more)
        return str(told["id"])

    def heal(self) -> None:
        """End all faults."""
        self._handle.heal()

    def advance(self, seconds: float) -> None:
        """Move this world's time; timers fire in due order, webhooks are awaited."""
        self._ask("POST", "/advance", {"seconds": seconds})

    def facts(self) -> list[AnyFact]:
        """Return every fact of the world so far, in order of time."""
        return list(read_ledger(Path(self.info["ledger"])).facts())

    def close(self) -> None:
        """End the world; its ledger stays until the session's folder goes."""
        if self._is_open:
            self._is_open = False
            if self._is_judged:
                self._handle.settle()
            self._handle.delete()

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        return self._handle.ask(method, path, msgspec.to_builtins(body))
