"""The processes of a run: how they start, what they say when they cannot, how they end."""

import http.client
import os
import time
from contextlib import closing
from urllib.parse import urlsplit

import httpx
import msgspec
import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.adapters import parse_sender
from windtunnel_load.adapters.render import render_host
from windtunnel_load.rig.process import ProcessError
from windtunnel_load.rig.service import free_port
from windtunnel_load.rig.setup import Rig
from windtunnel_scenarios import load_scenario, make_plan

pytestmark = pytest.mark.slow

CRASHING = """
import os
from windtunnel import Policy

class Sender:
    policy = Policy.undeclared()
    async def send(self, intent):
        print("the pool is empty", flush=True)
        os._exit(9)
    async def close(self): ...

def create(world):
    return Sender()
"""
SILENT = """
import http.server, os
class Silent(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(202)
        self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Silent).serve_forever()
"""
SERVICE = """
name: mine
start: [python, service.py]
environment: {PORT: "{port}"}
request: {path: /send, body: {to: "{recipient}"}}
"""


def written(folder, source, yaml=SERVICE):
    (folder / "service.py").write_text(source)
    (folder / "sender.yaml").write_text(yaml)
    return folder / "sender.yaml"


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_sender_that_cannot_be_imported_is_said_by_the_rig(stage):
    with pytest.raises(ConfigError, match="No module named 'nowhere'"):
        stage.host("nowhere.sender:create")


def test_a_host_leaves_no_secret_on_the_disk(stage):
    stage.host("windtunnel_load.senders.reference:create")
    token = stage.credentials["meta"].token.encode()
    left = [path for path in stage.folder.rglob("host*") if token in path.read_bytes()]
    assert not left


def test_a_sender_that_crashes_is_said_with_the_end_of_its_output(stage, tmp_path):
    (tmp_path / "crashing_sender.py").write_text(CRASHING)
    host = stage.host("crashing_sender:create", tmp_path)
    request = render_host(stage.plan.intents[0])
    with pytest.raises(httpx.HTTPError):
        httpx.post(host.url + request.path, content=request.body, trust_env=False)
    assert host.process.wait(5) == 9
    with pytest.raises(ProcessError, match=r"status 9[\s\S]*the pool is empty"):
        host.close()


def test_a_closed_host_ends_with_a_whole_ledger(stage):
    host = stage.host("windtunnel_load.senders.reference:create")
    host.close()
    assert host.process.status == 0
    assert not is_alive(host.process.pid)


def test_a_service_that_dies_at_once_is_said_with_its_output(stage, tmp_path):
    path = written(tmp_path, "raise SystemExit('no config')")
    with pytest.raises(ConfigError, match=r"before it was ready[\s\S]*no config"):
        stage.service(path)


def test_a_service_that_never_answers_is_said_with_what_to_check(stage, tmp_path):
    slow = SERVICE + "ready: {within_s: 0.5}\n"
    path = written(tmp_path, "import time; time.sleep(60)", slow)
    with pytest.raises(ConfigError, match="check start, url and ready"):
        stage.service(path)


def test_a_command_that_does_not_exist_is_said(stage, tmp_path):
    path = written(tmp_path, "", SERVICE.replace("python", "no-such-command"))
    with pytest.raises(ConfigError, match="cannot start 'no-such-command'"):
        stage.service(path)


def test_a_service_ends_with_its_children(stage, tmp_path):
    parent = (
        f"import subprocess, sys\nsys.exit(subprocess.call([sys.executable, '-c', {SILENT!r}]))"
    )
    service, _ = stage.service(written(tmp_path, parent))
    service.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(service.url, trust_env=False)


def test_a_service_that_does_not_talk_to_us_is_told_what_to_check(tmp_path):
    plan = make_plan(load_scenario("steady"))
    rig = Rig(tmp_path / "run", plan, parse_sender(f"http:{written(tmp_path, SILENT)}"))
    try:
        rig.start()
        began = time.monotonic()
        with pytest.raises(ConfigError, match="your service is not talking to Windtunnel"):
            rig.arm()
    finally:
        rig.stop()
    assert time.monotonic() - began < 20
    assert not is_alive(rig.simulator.process.pid)


@pytest.mark.parametrize(
    "sender", ["reference", "pywa", "tenacity-httpx", "requests-retry", "direct:meta"]
)
def test_the_arming_message_reaches_the_edge(tmp_path, sender):
    rig = Rig(tmp_path, make_plan(load_scenario("steady")), parse_sender(sender))
    try:
        rig.start()
        rig.arm()
        assert rig.world.metrics()["accepted"] == 1
    finally:
        rig.stop()


KEYED = """
scenario: keyed
seed: 1
starts: 2026-11-25T10:00-03:00
profile: meta-ci
world:
  switches: {idempotency: key}
traffic:
  - {flow: order-confirmation, arrivals: constant, stages: [{hold: 1/s, for: 2s}]}
exercises: []
gates: []
"""


def test_a_sender_may_rely_on_keys_where_the_scenario_turns_them_on(tmp_path):
    (tmp_path / "keyed.yaml").write_text(KEYED)
    plan = make_plan(load_scenario(str(tmp_path / "keyed.yaml")))
    rig = Rig(tmp_path / "run", plan, parse_sender("provider-idempotent"))
    try:
        rig.start()
        rig.arm()
        assert rig.policy.delivery == "provider-idempotent"
    finally:
        rig.stop()


def test_the_claim_of_keys_is_refused_with_what_to_do_where_there_are_none(tmp_path):
    plan = make_plan(load_scenario("steady"))
    rig = Rig(tmp_path, plan, parse_sender("provider-idempotent"))
    try:
        with pytest.raises(ConfigError, match=r"switches: \{idempotency: key\}"):
            rig.start()
    finally:
        rig.stop()


def test_a_run_takes_no_setting_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("WINDTUNNEL_CONTROL_TOKEN", "of another server")
    rig = Rig(tmp_path, make_plan(load_scenario("steady")), parse_sender("direct:meta"))
    try:
        rig.start()
        assert rig.world.metrics()["attempts"] == 0
    finally:
        rig.stop()


def test_a_ready_host_says_its_policy(stage):
    host = stage.host("windtunnel_load.senders.reference:create")
    assert host.ready.policy["delivery"] == "at-most-once"
    assert msgspec.convert(host.ready.digest, str)


def test_the_host_leaves_an_idle_connection_open(tmp_path):
    rig = Rig(tmp_path, make_plan(load_scenario("steady")), parse_sender("reference"))
    try:
        rig.start()
        host = urlsplit(rig.host.url)
        with closing(http.client.HTTPConnection(host.hostname, host.port, timeout=10)) as idle:
            for pause_s in (6, 0):  # uvicorn's own limit is 5 s
                idle.request("GET", "/")
                assert idle.getresponse().read() is not None
                time.sleep(pause_s)
    finally:
        rig.stop()


def test_a_free_port_is_none_that_the_system_gives_away_by_itself():
    first, *others = (free_port() for _ in range(50))
    assert len({first, *others}) > 40
    assert all(15_000 <= port < 32_000 for port in (first, *others))
