"""Real processes for the tests of this folder: a simulator, a world, a sender beside them."""

import asyncio
import os
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import httpx
import msgspec
import pytest

from windtunnel.runtime.clock import Clock
from windtunnel.runtime.ledger import read_ledger
from windtunnel_load.adapters import parse_sender
from windtunnel_load.adapters.render import render_host, render_service
from windtunnel_load.host.config import HostConfig
from windtunnel_load.rig.host import HostProcess
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.service import ServiceProcess
from windtunnel_load.rig.simulator import SimulatorProcess
from windtunnel_scenarios import load_scenario, make_plan

SERVICES = Path(__file__).parent / "services"
EVERY_S = 0.02


@pytest.fixture(autouse=True)
def _this_python(monkeypatch):
    """A service that says `python` means the one that runs the tests."""
    folder = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", folder + os.pathsep + os.environ["PATH"])


class Shared:
    """One simulator for the tests of a file: each has a world of its own."""

    def __init__(self, folder, processes):
        self.ledgers = folder / "ledgers"
        self.clock = Clock.starting_now()
        self.simulator = SimulatorProcess(
            processes, folder, ledger_root=self.ledgers, m0_ns=self.clock.m0_ns
        )


class Stage:
    """A world, and whatever a test puts in front of it."""

    def __init__(self, folder, shared):
        self.folder = folder
        self.ledger = shared.ledgers / folder.name
        self.plan = make_plan(load_scenario("steady"))
        self.clock = shared.clock
        self.processes = Processes()
        spec = replace(self.plan.world, ledger=folder.name)
        self.world = shared.simulator.control.create_world(spec)
        self.credentials = self.world.credentials()

    def config(self, sender, *search):
        return HostConfig(
            sender=sender,
            credentials=self.credentials,
            routes={"graph.facebook.com": self.credentials["meta"].base_url},
            ledger=str(self.ledger),
            store=str(self.folder / "store"),
            ready_file=str(self.folder / "host-ready.json"),
            m0_ns=self.clock.m0_ns,
            search=tuple(map(str, search)),
        )

    def host(self, sender, *search):
        """Host a sender: its URL, and how an intent is asked of it."""
        host = HostProcess(self.processes, self.folder, self.config(sender, *search))
        self.world.set_webhook(host.webhook_urls(("meta",))["meta"])
        return host

    def service(self, path):
        spec = parse_sender(f"http:{path}")
        service = ServiceProcess(self.processes, self.folder, spec.service, self.credentials)
        for url in service.webhook_urls.values():
            self.world.set_webhook(url)
        return service, spec.service.model.request

    def run(self, name, count):
        """Send the plan's first messages through a shipped sender or a service of this folder."""
        if (SERVICES / f"{name}.yaml").exists():
            service, request = self.service(SERVICES / f"{name}.yaml")
            asyncio.run(
                self._drive(
                    service.url, count, lambda i: render_service(i, request, service.places)
                )
            )
            self._end(service.stop)
        else:
            host = self.host(parse_sender(name).target)
            asyncio.run(self._drive(host.url, count, render_host))
            self._end(host.close)
        return Kept(self.ledger)

    async def _drive(self, url, count, render):
        async with httpx.AsyncClient(base_url=url, timeout=40, trust_env=False) as client:
            asked = []
            for intent in self.plan.intents[:count]:
                now = self.clock.now_us()
                rendered = render(
                    msgspec.structs.replace(intent, intended_us=now, deadline_us=None)
                )
                request = client.request(
                    rendered.method, rendered.path, content=rendered.body, headers=rendered.headers
                )
                asked.append(asyncio.create_task(request))
                await asyncio.sleep(EVERY_S)
            await asyncio.gather(*asked)

    def _end(self, close_sender):
        self.world.heal()
        time.sleep(1.5)  # receipts of the last messages: the profile's slowest hand-over
        close_sender()
        self.world.settle()
        self.world.delete()


class Kept:
    """What a ledger holds, by intent."""

    def __init__(self, folder):
        ledger = read_ledger(folder)
        self.facts = list(ledger.facts())
        self.problems = ledger.problems

    def of(self, kind):
        return [fact for fact in self.facts if fact.__struct_config__.tag == kind]

    def outcomes(self):
        return Counter({fact.intent: fact.state for fact in self.of("outcome")}.values())

    def copies(self):
        """How many messages reached their handset once, twice, ..."""
        return Counter(Counter(fact.marker for fact in self.of("handset")).values())


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    with Processes() as processes:
        found = Shared(tmp_path_factory.mktemp("shared"), processes)
        yield found
        found.simulator.control.close()


@pytest.fixture
def stage(tmp_path, shared):
    made = Stage(tmp_path, shared)
    with made.processes:
        yield made
