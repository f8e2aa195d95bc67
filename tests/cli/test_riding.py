"""`rehearse --at` and `--load none`: a simulator elsewhere, and traffic that exists already."""

import json
import subprocess
import sys
import threading
import time

import httpx
import pytest
from typer.testing import CliRunner

from windtunnel.domain.worldspec import WorldSpec
from windtunnel.runtime.clock import Clock
from windtunnel_cli.flight import ride
from windtunnel_cli.main import app
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.simulator import SimulatorProcess
from windtunnel_scenarios.templates import library

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "windtunnel_cli")
SCENARIO = """\
# Some seconds with lost answers: does anybody get a message twice?
scenario: short
seed: 1
starts: 2026-11-27T19:00+00:00
profile: meta-ci
world:
  numbers: [{id: main, throughput_per_s: 80}]
  audience: {size: 300, countries: {BR: 50%, DE: 50%}}
traffic:
  - flow: otp
    arrivals: poisson
    stages: [{hold: 4/s, for: 4s}]
timeline:
  - {at: 500ms, fault: answer-lost, share: 40%, for: 2s}
exercises: [R01, R02, R03]
gates: [invariants kept, duplicated == 0, lost == 0]
drain: 7s
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A simulator that runs already, with the world `default`."""
    root = tmp_path_factory.mktemp("elsewhere")
    with Processes() as processes:
        simulator = SimulatorProcess(
            processes, root, ledger_root=root / "ledger", m0_ns=Clock.starting_now().m0_ns
        )
        world = simulator.control.create_world(WorldSpec(name="default", templates=library())).info
        yield simulator, world
        simulator.control.close()


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "short.yaml").write_text(SCENARIO)
    return tmp_path


class Traffic(threading.Thread):
    """Somebody's sender, at work: ten codes a second, with blind tries or none."""

    def __init__(self, world, *, tries):
        super().__init__(daemon=True)
        number, token = world["numbers"][0]["id"], world["tokens"][0]["value"]
        self.url = f"{world['base_url']}/v23.0/{number}/messages"
        self.headers = {"authorization": f"Bearer {token}"}
        self.tries = tries
        self.over = threading.Event()

    def run(self):
        with httpx.Client(timeout=0.7, headers=self.headers) as client:
            for place in range(10_000):
                if self.over.is_set():
                    return
                for _ in range(self.tries):
                    try:
                        client.post(self.url, json=code_for(place))
                        break
                    except httpx.TransportError:
                        continue
                time.sleep(0.1)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()


def code_for(place):
    parts = [{"type": "text", "text": f"{place:06d}"}]
    button = {"type": "button", "sub_type": "url", "index": "0", "parameters": parts}
    template = {"name": "login_code", "language": {"code": "en"}}
    template["components"] = [{"type": "body", "parameters": parts}, button]
    body = {"messaging_product": "whatsapp", "type": "template", "template": template}
    return body | {"to": f"551100000{place % 200:04d}"}


def rehearse(folder, *words):
    command = [*COMMAND, "rehearse", "short.yaml", "--gate", "--out", "run", *words]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=180, check=False
    )
    summary = folder / "run/summary.json"
    told = json.loads(summary.read_text()) if summary.exists() else {}
    return ended.returncode, ended.stdout + ended.stderr, told


def words_of(told):
    return {verdict["id"]: verdict["word"] for verdict in told["verdicts"]}


def test_a_simulator_elsewhere_is_driven_and_its_ledger_judged_here(elsewhere, scenario):
    simulator, _ = elsewhere
    horizon_and_more = SCENARIO.replace("drain: 7s", "drain: 13s")
    (scenario / "short.yaml").write_text(horizon_and_more)
    words = ("--at", simulator.control.base_url, "--sender", "reference")
    status, said, told = rehearse(scenario, *words)
    assert status == 0, said
    assert words_of(told)["R03"] == "kept"
    assert list((scenario / "run/ledger").glob("sim-elsewhere.*.seg"))
    assert len(simulator.control.ask("GET", "/control/worlds")) == 1


def test_a_service_with_a_built_in_host_needs_a_simulator_that_intercepts(elsewhere, scenario):
    simulator, _ = elsewhere
    file = "name: mine\nstart: [touch, came]\nintercept: true\nrequest: {path: /send, body: {}}\n"
    (scenario / "sender.yaml").write_text(file)
    words = ("--at", simulator.control.base_url, "--sender", "sender.yaml")
    status, said, _ = rehearse(scenario, *words)
    assert (status, "would go to the real provider" in said) == (2, True), said
    assert not (scenario / "came").exists()
    assert len(simulator.control.ask("GET", "/control/worlds")) == 1


@pytest.mark.parametrize(("tries", "word", "exit_status"), [(2, "broken", 1), (1, "kept", 4)])
def test_traffic_that_exists_is_ridden_along_with(elsewhere, scenario, tries, word, exit_status):
    simulator, world = elsewhere
    with Traffic(world, tries=tries):
        words = ("--at", simulator.control.base_url, "--load", "none")
        status, said, told = rehearse(scenario, *words)
    assert status == exit_status, said
    assert words_of(told)["R02"] == word
    assert (told["counts"]["duplicated"] > 0) == (word == "broken")
    gates = {gate["gate"]: (gate["word"], gate["why"]) for gate in told["gates"]}
    assert gates["lost == 0"][0] == "undecided"
    assert "nobody said what was to be sent" in gates["lost == 0"][1]
    assert "R03" in said.partition("not claimed by this run: ")[2]
    metrics = simulator.control.ask("GET", f"/control/worlds/{world['world']}/metrics")
    assert metrics["faults_on"] == []


def test_a_simulator_of_its_own_says_how_traffic_comes(scenario):
    file = scenario / "short.yaml"
    file.write_text(SCENARIO.replace("drain: 7s", "drain: 1s").replace("for: 4s", "for: 3s"))
    process = subprocess.Popen(
        [*COMMAND, "rehearse", "short.yaml", "--load", "none", "--out", "run"],
        cwd=scenario,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    file = scenario / "run/traffic.env"
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    script = f'. {file}; echo "$GRAPH_API_URL $PHONE_NUMBER_ID $WHATSAPP_TOKEN"'
    time.sleep(0.5)
    shell = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)
    url, number, token = shell.stdout.split()
    world = {"base_url": url.removesuffix("/v23.0")}
    world |= {"numbers": [{"id": number}], "tokens": [{"value": token}]}
    with Traffic(world, tries=1):
        said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert f". {file}" in said
    assert oct(file.stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "nowhere"), "must be a URL like"),
        (("--at", "http://127.0.0.1:9"), "no Windtunnel answers there"),
    ],
)
def test_an_address_that_is_none_is_said(scenario, words, said):
    status, told, _ = rehearse(scenario, *words, "--load", "none")
    assert (status, said in told) == (2, True), told


def test_a_world_that_is_not_there_is_said(elsewhere, scenario):
    at = elsewhere[0].control.base_url
    status, told, _ = rehearse(scenario, "--at", at, "--load", "none", "--world", "other")
    assert (status, "has no world 'other'" in told) == (2, True), told


def test_traffic_that_does_not_come_is_said(elsewhere, scenario, monkeypatch):
    monkeypatch.setattr(ride, "COME_WITHIN_S", 0.5)
    monkeypatch.chdir(scenario)
    at = elsewhere[0].control.base_url
    words = ["rehearse", "short.yaml", "--load", "none", "--at", at, "--out", "run"]
    ended = CliRunner().invoke(app, words)
    assert "no call came to world" in str(ended.exception)
    assert (scenario / "run/manifest.json").exists()
