"""One run's processes in their order: simulator, world, sender, webhook, arming, load."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Intent
from windtunnel.runtime.clock import Clock
from windtunnel_load.adapters.parse import SenderSpec
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.drive import DriveConfig, TargetConfig
from windtunnel_load.host.config import HostConfig
from windtunnel_load.outcomes.desk import Desk
from windtunnel_load.rig.checkup import Checkup
from windtunnel_load.rig.control import WorldHandle
from windtunnel_load.rig.driving import drive_of, request_of, target_of
from windtunnel_load.rig.elsewhere import Elsewhere, copy_ledger
from windtunnel_load.rig.given import routes_of
from windtunnel_load.rig.hops import READY, STARTED, Hop, HopError
from windtunnel_load.rig.host import HostProcess
from windtunnel_load.rig.leading import led_here
from windtunnel_load.rig.process import Process
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.script import Script
from windtunnel_load.rig.service import ServiceProcess
from windtunnel_load.rig.simulator import SimulatorProcess
from windtunnel_load.rig.task import Task
from windtunnel_load.rig.witness import Witness
from windtunnel_scenarios import Plan, shifted


class Rig:
    """The processes of one run in one folder; `stop` ends whatever was started.

    `pause` is how anything here waits: it may end a wait by raising. `at` is the URL of a
    simulator that runs already; its world's facts are copied to the ledger by `end_world`.
    """

    def __init__(
        self, folder: Path, plan: Plan, sender: SenderSpec, *, at: str | None = None
    ) -> None:
        self.folder = folder
        self.plan = plan
        self.sender = sender
        self.elsewhere = None if at is None else Elsewhere(at)
        self.clock = self.elsewhere.clock if self.elsewhere else Clock.starting_now()
        self.ledger = folder / "ledger"
        self.host: HostProcess | None = None
        self.service: ServiceProcess | None = None
        self.desk: Desk | None = None
        self.policy: Policy = sender.policy or Policy.undeclared()
        self.digest = ""
        self.is_up = False
        self.script: Script | None = None
        self.processes = Processes()
        self.pause: Callable[[float], object] = time.sleep

    @property
    def sender_process(self) -> Process | None:
        """The process of the sender, where the rig started one."""
        if self.host is not None:
            return self.host.process
        return self.service.process if self.service is not None else None

    def start(self) -> None:
        """Start simulator, world and sender, and point the webhooks at the sender.

        Raises:
            ConfigError: the sender cannot be started.
            WindtunnelError: the simulator cannot.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        work = self.folder / "work"
        self.simulator = self.elsewhere or SimulatorProcess(
            self.processes,
            work,
            ledger_root=self.ledger,
            m0_ns=self.clock.m0_ns,
            scale=self.clock.scale,
            intercepts=self._intercepts,
            pause=self.pause,
        )
        # The timeline counts from the traffic's start, which nobody knows yet: it comes by
        # `open_traffic`, fault by fault, before the first arrival.
        quiet = replace(self.plan.world, timeline=())
        self.world: WorldHandle = self.simulator.control.create_world(quiet)
        self.is_up = True
        self.credentials = self.world.credentials()
        self._check_direct()
        if self.sender.is_hosted:
            self._start_host(work)
        elif self.sender.kind == "http":
            self._start_service(work)

    @property
    def first(self) -> str:
        """The world's first provider."""
        return next(iter(self.credentials))

    def _check_direct(self) -> None:
        """Refuse to call a provider that the world has not."""
        wanted = self.sender.target
        if self.sender.kind == "direct" and wanted not in self.credentials:
            raise ConfigError(
                f"{self.sender.name} calls {wanted}, and the world has "
                f"{' and '.join(self.credentials)}; add --provider {wanted}"
            )

    @property
    def _intercepts(self) -> bool:
        service = self.sender.service
        if service is None:
            return self.sender.kind == "none"
        return service.model.intercept

    def arm(self) -> list[Hop]:
        """Send the arming message and follow it, hop by hop; return the hops.

        Raises:
            HopError: its way ended: the sender is not talking to this provider.
            ConfigError: the sender does not take a consent.
        """
        intent = msgspec.structs.replace(
            self.plan.arming, intended_us=self.clock.now_us(), deadline_us=None
        )
        told = {name: getattr(intent, name) for name in ("recipient", "scope")}
        self._tell_consent(told | {"evidence": "arming"})
        task = Task(
            intent=intent,
            request=self.request_for(intent),
            url=self.target().url,
            webhook_url=self._webhook_url(intent.provider or self.first),
            base_url=self.credentials[intent.provider or self.first].base_url,
            is_service=self.service is not None,
            correlate=self.sender.correlate,
            read_outcome=self.desk.follow_arming if self.desk is not None else None,
        )
        hops = Checkup(task, Witness(self), pause=self.pause).walk()
        if hops[-1].state == "failed":
            raise HopError(self.sender.name, self._came_up() + hops)
        return self._came_up() + hops

    def _webhook_url(self, provider: str) -> str:
        """Return where a service takes a provider's webhooks, "" where it takes none."""
        return "" if self.service is None else self.service.webhook_urls.get(provider, "")

    def _came_up(self) -> list[Hop]:
        """Return the hops before the request: whoever asks is past them."""
        if self.service is None:
            return [Hop(name=name, state="skipped") for name in (STARTED, READY)]
        is_ours = self.service.process is not None
        said = "" if is_ours else "no start command: it was running"
        started = Hop(name=STARTED, state="passed" if is_ours else "skipped", said=said)
        return [started, Hop(name=READY, state="passed", said=self.service.url)]

    def open_traffic(self, ahead_us: int) -> int:
        """Set timeline and script; return the harness time at which the traffic starts.

        Raises:
            ConfigError: the sender cannot be told of a consent.
        """
        self.script = Script(
            self.world, self.clock, self.plan.happenings, tell_consent=self._tell_consent
        )
        self.script.prepare()
        start_us = self.clock.now_us() + ahead_us
        for fault in shifted(self.plan.world, start_us).timeline:
            self.world.inject(msgspec.to_builtins(fault))
        self.script.start(start_us)
        return start_us

    def end_script(self) -> list[str]:
        """Let what is still to happen be; return what could not be done."""
        if self.script is None:
            return []
        self.script.stop()
        return self.script.problems

    def undo_script(self) -> None:
        """Put back what happened to a world that stays."""
        if self.script is not None:
            self.script.undo()

    def target(self) -> TargetConfig:
        """Return whom the load generator asks."""
        return target_of(self)

    def drive_config(self, start_us: int) -> DriveConfig:
        """Return what the load process is told."""
        return drive_of(self, start_us)

    def board(self, world: str) -> None:
        """Take a world that is there already, of the simulator elsewhere."""
        assert self.elsewhere is not None, "only another's simulator has worlds before a run"
        self.simulator = self.elsewhere
        self.world = self.elsewhere.world(world)
        self.is_up = True
        self.credentials = self.world.credentials()

    def end_world(self) -> None:
        """Run what is under way to its end, and close the world's ledger."""
        self.world.settle()
        if self.elsewhere is not None:
            copy_ledger(self.world, self.ledger, from_us=0)
        self.world.delete()

    def close_sender(self) -> None:
        """Close the sender; a service is asked for the last outcomes, and stopped."""
        if self.host is not None:
            self.host.close()
        if self.desk is not None:
            self.desk.finish()
        if self.service is not None:
            self.service.stop()

    def stop(self) -> None:
        """End everything that was started, last first."""
        self.end_script()
        if self.desk is not None:
            self.desk.stop()
        self.processes.stop()
        if self.is_up:
            self.simulator.control.close()

    def _start_host(self, work: Path) -> None:
        config = HostConfig(
            kind=self.sender.kind,
            sender=self.sender.target,
            credentials=self.credentials,
            routes=routes_of(self.world.info),
            ledger=str(self.ledger),
            store=str(work / "store"),
            ready_file=str(work / "host-ready.json"),
            m0_ns=self.clock.m0_ns,
            scale=self.clock.scale,
            seed=self.plan.seed,
            has_keys=self.plan.has_keys,
            search=(str(Path.cwd()),),
        )
        self.host = HostProcess(self.processes, work, config)
        self.policy = msgspec.convert(self.host.ready.policy, Policy)
        self.digest = self.host.ready.digest
        self._subscribe(self.host.webhook_urls(self.credentials))

    def _start_service(self, work: Path) -> None:
        assert self.sender.service is not None, "an http sender has its file"
        model = self.sender.service.model.outcome
        if model is not None:
            self.desk = Desk(model, work=work, ledger=self.ledger, clock=self.clock)
        self.service = ServiceProcess(
            self.processes,
            work,
            self.sender.service,
            self.credentials,
            outcome_url="" if self.desk is None else self.desk.url,
            variables=led_here(self.sender.service, self.simulator.control.interception()),
            pause=self.pause,
        )
        if self.desk is not None:
            self.desk.begin(self.service.url, self.service.places)
        self._subscribe(self.service.webhook_urls)

    def _subscribe(self, urls: Mapping[str, str]) -> None:
        """Let each provider post its webhooks to its own URL; one of them alone names nobody."""
        for provider, url in urls.items():
            self.world.set_webhook(url, provider=provider if len(self.credentials) > 1 else "")

    def _tell_consent(self, given: Mapping[str, Any]) -> None:
        # A hosted sender has the evidence with each message.
        if self.service is not None:
            self.service.tell_consent(given)

    def request_for(self, intent: Intent) -> Rendered:
        """Return the request that asks the sender for an intent."""
        return request_of(self, intent)
