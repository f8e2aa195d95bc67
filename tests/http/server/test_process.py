"""The server as a process: its command line, its ready file, its end, and a `kill -9`."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from serving import until

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import AnswerFact
from windtunnel.domain.worldspec import LOOPBACK
from windtunnel.runtime.ledger import read_ledger
from windtunnel.server.settings import Settings

ROOT = Path(__file__).parents[3]
TEXT = {
    "messaging_product": "whatsapp",
    "to": "5511999990001",
    "type": "text",
    "text": {"body": "hello"},
}


def start(tmp_path, *more, module="windtunnel.server"):
    ready = tmp_path / "ready.json"
    root = tmp_path / "ledgers"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", module, "--port", "0", "--ready-file", str(ready)),
            *("--ledger-root", str(root), *more),
        ],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    until(lambda: ready.exists() or process.poll() is not None, within_s=20)
    assert ready.exists(), process.communicate()[1]
    return process, json.loads(ready.read_text())


@pytest.fixture
def running(tmp_path):
    process, ready = start(tmp_path)
    yield process, ready
    process.kill()
    process.communicate()


def sender(client):
    made = client.post("/control/worlds", json={}).json()
    number, token = made["numbers"][0]["id"], made["tokens"][0]["value"]
    headers = {"authorization": f"Bearer {token}"}
    return Path(made["ledger"]), lambda: client.post(
        f"/v23.0/{number}/messages", json=TEXT, headers=headers
    )


@pytest.mark.slow
def test_the_ready_file_tells_where_and_when(running):
    process, ready = running
    health = httpx.get(f"{ready['base_url']}/control/health").json()
    assert ready["pid"] == process.pid
    assert health["m0_ns"] == ready["m0_ns"]


@pytest.mark.slow
def test_a_given_m0_and_scale_are_the_worlds_clock(tmp_path):
    m0_ns = time.monotonic_ns() - 100_000_000_000
    process, ready = start(tmp_path, "--m0-ns", str(m0_ns), "--scale", "2", module="simulator")
    health = httpx.get(f"{ready['base_url']}/control/health").json()
    process.terminate()
    process.communicate()
    assert 200_000_000 <= health["now_us"] < 240_000_000


@pytest.mark.slow
def test_control_can_have_a_port_of_its_own(tmp_path):
    process, ready = start(tmp_path, "--control-port", "0")
    control = f"{ready['control_url']}/control"
    world = httpx.post(f"{control}/worlds", json={}).json()["world"]
    httpx.post(f"{control}/worlds/{world}/faults", json={"kind": "connect-refused"})
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{ready['base_url']}/control/health")
    assert httpx.get(f"{control}/health").json()["ok"]
    process.terminate()
    process.communicate(timeout=10)
    assert process.returncode == 0


@pytest.mark.slow
def test_sigterm_closes_every_ledger(running):
    process, ready = running
    with httpx.Client(base_url=ready["base_url"]) as client:
        folder, send = sender(client)
        other, _ = sender(client)
        assert send().status_code == 200
        process.terminate()
        process.communicate(timeout=10)
    assert process.returncode == 0
    for each in (folder, other):
        ledger = read_ledger(each)
        assert list(ledger.facts())
        assert not ledger.problems
        assert not ledger.unended


@pytest.mark.slow
def test_after_kill_nine_the_ledger_holds_all_that_was_answered(running):
    process, ready = running
    with httpx.Client(base_url=ready["base_url"]) as client:
        folder, send = sender(client)
        answered = [send().json()["messages"][0]["id"] for _ in range(25)]
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    ledger = read_ledger(folder)
    held = {fact.message for fact in ledger.facts() if isinstance(fact, AnswerFact)}
    assert set(answered) <= held
    assert ledger.unended
    assert "end" in ledger.problems[0]


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "windtunnel.server", *arguments],
        capture_output=True,
        text=True,
        env=os.environ | environment,
        timeout=30,
        check=False,
    )


@pytest.mark.slow
def test_a_port_in_use_is_said_clearly():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("--port", str(port))
        other = run("--port", "0", "--control-port", str(port))
    assert (other.returncode, f"port {port}" in other.stderr) == (2, True)
    assert ended.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_another_address_needs_a_control_token():
    ended = run("--host", "192.0.2.1")
    assert ended.returncode == 2
    assert "needs a control token" in ended.stderr


@pytest.mark.slow
def test_help_shows_an_example():
    ended = run("--help")
    assert ended.returncode == 0
    assert "example:" in ended.stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"WINDTUNNEL_PORT": "x"}, "WINDTUNNEL_PORT is 'x'; must be a number"),
        ({"WINDTUNNEL_PORT": "70000"}, "port is 70000; must be 0 to 65535"),
        ({"WINDTUNNEL_SHARD": "100"}, "shard is 100"),
        ({"WINDTUNNEL_SCALE": "-1"}, "scale is -1"),
        ({"WINDTUNNEL_M0_NS": "-1"}, "m0_ns is -1"),
        ({"WINDTUNNEL_BASE_URL": "x"}, "base_url is 'x'"),
        ({"WINDTUNNEL_HOST": "example.com"}, "needs a control token"),
    ],
)
def test_a_setting_that_cannot_be_says_why(given, said):
    with pytest.raises(ConfigError, match=said.replace("(", r"\(")):
        Settings.from_environment(given)


def test_settings_come_from_the_environment_with_arguments_on_top():
    given = {
        "WINDTUNNEL_HOST": "::1",
        "WINDTUNNEL_PORT": "1",
        "WINDTUNNEL_LEDGER_ROOT": "here",
        "WINDTUNNEL_WEBHOOK_HOSTS": "localhost, hooks",
    }
    settings = Settings.from_environment(given, port=2, shard=None)
    assert settings.url == "http://[::1]:2"
    assert settings.ledger_root == Path("here")
    assert settings.webhook_hosts == ("localhost", "hooks")


def test_hosts_for_webhooks_are_added_to_loopback():
    settings = Settings.from_environment({"WINDTUNNEL_WEBHOOK_HOSTS": "localhost, hooks"})
    assert settings.webhook_hosts_allowed == (*LOOPBACK, "hooks")


def test_a_base_url_of_ones_own_is_told_without_a_slash():
    assert Settings(base_url="https://tunnel.example/").url == "https://tunnel.example"
