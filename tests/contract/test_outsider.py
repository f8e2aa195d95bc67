"""A dialect of somebody else, installed beside Windtunnel: served, rehearsed and verified."""

import hmac
import json
import os
import re
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from provider import Receiver

pytestmark = pytest.mark.slow

OUTSIDER = Path(__file__).parent / "outsider"
DIALECT_LINES_MAX = 250
SENDER_LINES_MAX = 65
RUN_S_MAX = 100
COMMAND = [sys.executable, "-m", "windtunnel_cli"]
TO = "5511999990001"
SECRET = "coop"
SCENARIO = """\
# Two seconds of orders with lost answers at Pigeon Post: is any letter doubled?
scenario: doves
seed: 1
starts: 2026-11-25T10:00-03:00
providers: [pigeon]
profile: pigeon-quick
world:
  numbers: [{id: main, throughput_per_s: 20}]
  audience: {size: 60}
traffic:
  - {flow: order-confirmation, arrivals: constant, stages: [{hold: 10/s, for: 2s}]}
warm_up: 0s
recover: 0s
timeline: [{at: 0s, fault: answer-lost, share: 25%, for: 1s}]
exercises: [R02, R07]
gates: [invariants kept, duplicated == 0]
drain: 4s
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The environment of somebody who has installed the distribution `pigeon-post`."""
    site = tmp_path_factory.mktemp("site")
    about = site / "pigeon_post-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: pigeon-post\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[windtunnel.providers]\npigeon = pigeon:dialect\n")
    shutil.copy(OUTSIDER / "pigeon.py", site)
    shutil.copy(OUTSIDER / "loft.py", site)
    return os.environ | {"PYTHONPATH": str(site), "COLUMNS": "200"}


@pytest.fixture(scope="module")
def served(installed, tmp_path_factory):
    """The base URL of a `windtunnel serve` that found it."""
    folder = tmp_path_factory.mktemp("served")
    words = ["serve", "--port", "0", "--out", str(folder)]
    process = subprocess.Popen(
        [*COMMAND, *words],
        env=installed,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C stops" in line:
            break
    found = re.search(r"Control API: (http://\S+)/control/docs", said)
    assert found, process.communicate()
    yield found[1]
    process.terminate()
    process.communicate(timeout=RUN_S_MAX)


@pytest.fixture(scope="module")
def loft(served):
    """A world at Pigeon Post, and a client with its token."""
    spec = {"name": "doves", "providers": ["pigeon"], "profile": "pigeon-quick", "templates": []}
    world = httpx.post(f"{served}/control/worlds", json=spec).json()
    headers = {"authorization": f"Pigeon {world['tokens'][0]['value']}"}
    with httpx.Client(base_url=served, headers=headers) as client:
        yield f"/pigeon/{world['numbers'][0]['id']}", f"/control/worlds/{world['world']}", client


def windtunnel(folder, environment, *words):
    ended = subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=RUN_S_MAX,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_the_whole_dialect_is_short():
    lines = {path.name: len(path.read_text().splitlines()) for path in OUTSIDER.glob("*.py")}
    assert lines.keys() == {"pigeon.py", "loft.py"}
    assert lines["pigeon.py"] <= DIALECT_LINES_MAX
    assert lines["loft.py"] <= SENDER_LINES_MAX


def test_a_letter_is_accepted_arrives_and_is_told_by_sealed_webhooks(loft):
    path, world, client = loft
    receiver = Receiver()
    perched = client.put(f"{path}/perch", json={"url": receiver.url, "secret": SECRET})
    assert perched.json() == {"ok": True}
    sent = client.post(f"{path}/letters", json={"to": TO, "words": "coo", "tag": "mine"})
    assert (sent.status_code, sent.json()["letter"][:3]) == (202, "pg-")
    (message,) = client.get(f"{world}/handsets/{TO}/messages?wait=10s").json()
    assert message["text"] == "coo"
    until = time.monotonic() + 10
    while len(receiver.posts) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    receiver.close()
    secret = client.get(world).json()["app_secret"]
    flights = []
    for headers, body in receiver.posts:
        assert headers["x-pigeon-seal"] == hmac.new(secret.encode(), body, sha256).hexdigest()
        flights += json.loads(body)["flights"]
    assert {flight["letter"] for flight in flights} == {sent.json()["letter"]}
    assert [flight["state"] for flight in flights][:2] == ["sent", "delivered"]
    assert flights[0]["tag"] == "mine"


def test_what_it_refuses_is_said_in_its_own_words(loft):
    path, _, client = loft
    assert client.get(path).json() == {"loft": path.split("/")[-1], "letters_per_second": 20.0}
    lost = client.post(f"{path}/letters", json={"to": "", "words": "coo"})
    assert (lost.status_code, lost.json()["trouble"]["number"]) == (422, 3)
    stranger = client.post(f"{path}/letters", headers={"authorization": "Pigeon no"}, json={})
    assert (stranger.status_code, stranger.json()["trouble"]["number"]) == (401, 1)


def test_a_sender_for_it_is_rehearsed(installed, tmp_path):
    (tmp_path / "doves.yaml").write_text(SCENARIO)
    words = ("rehearse", "doves.yaml", "--sender", "python:loft", "--gate", "--out", "run")
    status, said = windtunnel(tmp_path, installed, *words)
    assert status == 0, said
    words = {
        each["id"]: each["word"]
        for each in json.loads((tmp_path / "run/summary.json").read_text())["verdicts"]
    }
    assert (words["R02"], words["R07"]) == ("kept", "kept")


def test_a_sender_for_it_is_searched_in_virtual_time(installed, tmp_path):
    """What one call for each letter cannot show stays untested, so the search is undecided."""
    words = ("verify", "loft:create", "--provider", "pigeon", "--out", "found")
    status, said = windtunnel(tmp_path, installed, *words)
    assert status in {0, 4}, said
    for invariant in ("R01", "R02", "R03", "R07", "R09", "R30"):
        assert re.search(rf"✓ kept +{invariant}\*", said), said
