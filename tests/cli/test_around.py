"""`windtunnel around -- <command>`: isolated worlds, right verdicts, the worse status."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from windtunnel_cli import around as module

SIMULATOR = Path("run") / "work"
"""Where a run keeps what its processes say."""

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "windtunnel_cli", "around")
SENDING = """
import os
import httpx
import pytest


def send(number, token, to, code, timeout=5):
    parts = [{"type": "text", "text": code}]
    button = {"type": "button", "sub_type": "url", "index": "0", "parameters": parts}
    template = {"name": "login_code", "language": {"code": "en"}}
    template["components"] = [{"type": "body", "parameters": parts}, button]
    body = {"messaging_product": "whatsapp", "to": to, "type": "template", "template": template}
    url = f"https://graph.facebook.com/v23.0/{number}/messages"
    key = {"authorization": f"Bearer {token}"}
    return httpx.post(url, json=body, headers=key, timeout=timeout).status_code
"""
SUITE = """

def test_by_environment():
    number, token = os.environ["PHONE_NUMBER_ID"], os.environ["WHATSAPP_TOKEN"]
    assert send(number, token, "5511000000001", "000000") == 200


@pytest.mark.parametrize("place", range(8))
def test_a_world_of_its_own(windtunnel_world, place):
    world = windtunnel_world
    assert send(world.number_id, world.token, "5511000000002", f"{place:06d}") == 200
    assert world.otp("5511000000002") == f"{place:06d}"
    assert len(world.inbox("5511000000002")) == 1
"""
BLIND = """

def test_tries_blindly(windtunnel_world):
    world = windtunnel_world
    world.inject("answer-lost", scope={"first": 1})
    for _ in range(2):
        try:
            send(world.number_id, world.token, "5511000000003", "333333", timeout=1)
        except httpx.ReadTimeout:
            pass
"""
NODE = """
const test = require('node:test');
const assert = require('node:assert');
const windtunnel = require(process.env.WINDTUNNEL_NODE);

async function send(world, to, code, millis = 5000) {
  const parameters = [{ type: 'text', text: code }];
  const components = [
    { type: 'body', parameters },
    { type: 'button', sub_type: 'url', index: '0', parameters },
  ];
  const template = { name: 'login_code', language: { code: 'en' }, components };
  const body = { messaging_product: 'whatsapp', to, type: 'template', template };
  const answer = await fetch(`https://graph.facebook.com/v23.0/${world.numberId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(millis),
  });
  return answer.status;
}

for (const place of [1, 2, 3]) {
  test(`the code that arrived ${place}`, { concurrency: true }, async () => {
    const world = await windtunnel.world();
    assert.equal(await send(world, '5511000000001', `00000${place}`), 200);
    assert.equal(await world.otp('5511000000001'), `00000${place}`);
    await world.close();
  });
}

test('a world that is closed before the second copy arrives', async () => {
  const world = await windtunnel.world();
  await world.fault('answer-lost', { scope: { first: 1 } });
  for (const millis of [500, 5000]) {
    await send(world, '5511000000003', '333333', millis).catch(() => {});
  }
  await world.close();
});
"""


def around(tmp_path, *command, **files):
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text)
    ended = subprocess.run(
        [*COMMAND, "--out", "run", "--", *command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    sent = tmp_path / "run/sent.json"
    told = json.loads(sent.read_text()) if sent.exists() else {}
    return ended.returncode, ended.stdout + ended.stderr, told


def pytests(*words):
    """Return a run of pytest without plug-ins that it does not need: each worker loads all."""
    idle = ("cacheprovider", "locust", "hypothesispytest", "faker", "anyio", "pytest_cov")
    without = [word for name in idle for word in ("-p", f"no:{name}")]
    return (sys.executable, "-m", "pytest", "-q", *without, *words)


def test_eight_parallel_workers_have_worlds_of_their_own(tmp_path):
    status, said, told = around(tmp_path, *pytests("-n", "8"), test_mine__py=SENDING + SUITE)
    assert status == 0, said
    assert "KEPT  9 calls in 9 worlds: 9 messages, 9 accepted" in said
    assert (told["calls"], told["worlds"], told["duplicated"]) == (9, 9, 0)


def test_a_copy_too_many_is_told_though_the_tests_pass(tmp_path):
    status, said, told = around(tmp_path, *pytests(), test_mine__py=SENDING + BLIND)
    assert status == 1, said
    assert "1 passed" in said
    assert "1 copy too many" in said
    assert "the customer got the same message 2 times" in said
    assert told["duplicated"] == 1


def test_npm_test(tmp_path):
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed; with it this test runs")
    package = json.dumps({"scripts": {"test": "node --test"}})
    files = {"package__json": package, "mine__test__js": NODE}
    status, said, told = around(tmp_path, "npm", "test", **files)
    assert status == 1, said
    assert (told["calls"], told["worlds"], told["duplicated"]) == (5, 4, 1)


@pytest.mark.parametrize(
    ("command", "status", "said"),
    [
        (("true",), 2, "nothing was sent"),
        (("false",), 2, "nothing was sent"),
        (("sh", "-c", "exit 7"), 7, "nothing was sent"),
        (("no-such-command",), 2, "no-such-command: no such command"),
    ],
)
def test_the_worse_status_is_ours(tmp_path, command, status, said):
    found, told, _ = around(tmp_path, *command)
    assert (found, said in told) == (status, True), told


def begun(tmp_path, command, *, until):
    """Start `around` and wait until a file is there; return its process."""
    process = subprocess.Popen(
        [*COMMAND, "--out", "run", "--", *command],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while not (tmp_path / until).exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert (tmp_path / until).exists()
    return process


def is_gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command_and_nothing_is_left(tmp_path, number):
    """Ctrl-C reaches a whole terminal; a cancelled CI job gets SIGTERM, and we alone."""
    script = "echo $$ > partial; mv partial started; exec sleep 60"
    process = begun(tmp_path, ["sh", "-c", script], until="started")
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    assert process.wait(30) == 130
    ready = json.loads((tmp_path / SIMULATOR / "simulator.json").read_text())
    for pid in (int((tmp_path / "started").read_text()), ready["pid"], process.pid):
        assert is_gone(pid)


def test_a_signal_before_the_command_starts_keeps_it_from_starting(tmp_path):
    process = begun(tmp_path, ["touch", "started"], until=SIMULATOR / "simulator.log")
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(30) == 130
    assert not (tmp_path / "started").exists()


def test_a_command_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(module, "LEAVE_S_MAX", 0.2)
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    script += "print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline()
        module.end(process)
    assert process.returncode == -signal.SIGKILL
