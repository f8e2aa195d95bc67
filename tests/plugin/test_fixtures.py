"""The plug-in in a project of somebody else's, with folders and options that could collide."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

CONFTEST = """
def pytest_addoption(parser):
    parser.addoption("--host", default="somewhere")
    parser.addoption("--profile", default="mine")
    parser.addoption("--scenario", default="mine")
"""
CONFIG = """
[pytest]
addopts = --strict-markers --strict-config -p no:cacheprovider
filterwarnings = error
windtunnel_profile = quick
"""
WORLD = """
import json, urllib.request
import reports, simulator

def send(world, to, text):
    request = urllib.request.Request(
        f"{world.base_url}/v23.0/{world.number_id}/messages",
        data=json.dumps({"messaging_product": "whatsapp", "to": to, "type": "text",
                         "text": {"body": text}}).encode(),
        headers={"authorization": f"Bearer {world.token}", "content-type": "application/json"})
    return json.load(urllib.request.urlopen(request, timeout=10))

def test_what_is_sent_arrives(windtunnel_world):
    world = windtunnel_world
    world.write("5511999990001", "hello")
    assert send(world, "5511999990001", "Hi there")["messages"][0]["id"]
    world.advance(60)
    (message,) = world.inbox("5511999990001", wait_s=5)
    assert message["text"] == "Hi there"

def test_worlds_are_apart(windtunnel_world, windtunnel_simulator, request):
    assert windtunnel_world.inbox("5511999990001") == []
    assert windtunnel_simulator.base_url in windtunnel_world.base_url
    assert request.config.getoption("--host") == "somewhere"

def test_faults_come_and_go(windtunnel_world):
    world = windtunnel_world
    world.inject("answer-code", settings={"code": 130429})
    world.heal()
    kinds = [fact.__struct_config__.tag for fact in world.facts()]
    assert "fault_on" in kinds and "heal" in kinds
"""
OTHER = """
import json, urllib.parse, urllib.request

import pytest

def send(base_url, number, token, to, text):
    form = urllib.parse.urlencode({"token": token, "to": to, "body": text}).encode()
    url = f"{base_url}/instance{number}/messages/chat"
    return json.load(urllib.request.urlopen(url, form, timeout=10))

@pytest.mark.parametrize("windtunnel_world", ["ultramsg"], indirect=True)
def test_a_world_of_another_provider(windtunnel_world):
    world = windtunnel_world
    assert (world.provider, list(world.credentials)) == ("ultramsg", ["ultramsg"])
    sent = send(world.base_url, world.number_id, world.token, "+5511999990001", "Hi there")
    assert sent["sent"] == "true"
    world.advance(60)
    assert world.inbox("5511999990001", wait_s=5)[0]["text"] == "Hi there"

def test_what_the_project_says(windtunnel_world):
    assert list(windtunnel_world.credentials) == ["meta", "ultramsg"]
    assert windtunnel_world.credentials["ultramsg"].token != windtunnel_world.token
"""
UNUSED = """
import sys

def test_nothing_of_the_harness_is_imported():
    found = [name for name in sys.modules if name.startswith("windtunnel")]
    assert found == []
    assert "locust" not in sys.modules
"""


@pytest.fixture
def project(tmp_path):
    for name in ("reports", "simulator"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("MINE = True\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text(CONFIG)

    def run(text, *words):
        (tmp_path / "test_it.py").write_text(text)
        return subprocess.run(
            # Locust's own plug-in adds --host, whoever has it installed must leave it out.
            [sys.executable, "-m", "pytest", "-q", "-p", "no:locust", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_a_world_of_ones_own_in_a_project_with_folders_and_options_like_ours(project):
    done = project(WORLD)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 passed" in done.stdout


def test_a_world_of_another_provider_or_of_several(project):
    done = project(OTHER, "-o", "windtunnel_provider=meta+ultramsg")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


SENDER = """
from windtunnel import Outcome, Policy

class Sender:
    policy = Policy(delivery="at-most-once")
    def __init__(self, world): self.world = world
    async def send(self, intent):
        return Outcome(state="accepted")
    async def close(self): ...

def create(world):
    return Sender(world)
"""
VERIFIED = """
import reports

def test_reference(verify):
    searched = verify("reference")
    assert searched.counts.schedules > 10

def test_mine(verify):
    verify("mine.sender:create")
"""


def test_verify_fails_a_test_with_the_story(project, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/__init__.py").write_text("")
    (tmp_path / "mine/sender.py").write_text(SENDER)
    done = project(VERIFIED)
    assert "1 failed, 1 passed" in done.stdout, done.stdout + done.stderr
    assert "BROKEN  R04" in done.stdout
    assert "replay: windtunnel replay wt1." in done.stdout
    assert "Traceback" not in done.stdout


def test_who_uses_no_fixture_imports_nothing(project):
    done = project(UNUSED)
    assert done.returncode == 0, done.stdout + done.stderr
