"""Senders that were not made for this, in whole rehearsals: own text, outcomes, any language."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests/load/services"
EXAMPLES = ROOT / "loadtests/examples/exec"
COMMAND = [sys.executable, "-c", "from windtunnel_cli.main import main; main()", "rehearse"]
END_S_MAX = 90
STORM = """\
# Some answers get lost: is anything doubled or lost?
scenario: storm
seed: 3
starts: 2026-11-25T10:00-03:00
world: {audience: {size: 120}}
traffic:
  - {flow: otp, arrivals: constant, stages: [{hold: 10/s, for: 3s}]}
  - {flow: order-confirmation, arrivals: constant, stages: [{hold: 10/s, for: 3s}]}
warm_up: 0s
recover: 0s
timeline: [{at: 0s, fault: answer-lost, share: 25%, for: 4s}]
exercises: [R02, R03, R07]
gates: [invariants kept, lost == 0, duplicated == 0]
drain: 5s
"""
CALM = STORM.replace(
    "timeline: [{at: 0s, fault: answer-lost, share: 25%, for: 4s}]\n", ""
).replace("exercises: [R02, R03, R07]", "exercises: [R03, R04, R07]")
SENDER = """\
name: own
folder: FOLDER
start: [python, own.py]
environment: {GRAPH_URL: "{base_url}", TOKEN: "{token}", PHONE_NUMBER_ID: "{number_id}",
              PORT: "{port}", MORE}
request:
  path: /messages
  body: {to: "{recipient}", template: "{template}", lang: "{lang}", REF}
policy: {delivery: at-most-once, attempts: 2, horizon_s: 3, client_timeout_s: 1}
"""
SAID = (
    "states: {queued: pending, sent: accepted, bounced: failed, silence: unknown}, "
    "cause: $.why, causes: {gone: recipient}, code: $.code"
)
POLL = f'outcome: {{poll: {{id: $.message.id, path: "/messages/{{id}}", every_s: 0.5, {SAID}}}}}\n'
CALLBACK = f"outcome: {{callback: {{by: intent, key: $.ref, {SAID}}}}}\n"
SENDERS = '''
"""A blocking sender, as somebody has it."""

from windtunnel import Outcome, Policy


class Blocking:
    policy = Policy(delivery="at-most-once", attempts=1, horizon_s=1.0)

    def __init__(self, world):
        self.world, self.meta = world, world.credentials["meta"]

    def send(self, intent):
        store = self.world.store("sent")
        store.write({intent.marker: b"1"})
        params = [{"type": "text", "text": text} for text in (intent.body or (intent.code,))]
        components = [{"type": "body", "parameters": params}]
        if intent.code:
            components.append(
                {"type": "button", "sub_type": "url", "index": "0", "parameters": params}
            )
        reply = self.world.http.post(
            f"https://graph.facebook.com/v23.0/{self.meta.numbers[intent.number]}/messages",
            headers={"authorization": f"Bearer {self.meta.token}"},
            json={
                "messaging_product": "whatsapp",
                "to": intent.recipient,
                "type": "template",
                "template": {
                    "name": intent.template,
                    "language": {"code": intent.lang},
                    "components": components,
                },
            },
        )
        assert store.get(intent.marker) == b"1"
        return Outcome(state="accepted" if reply.is_success else "failed")

    def close(self):
        assert len(self.world.store("sent").items("wt")) == 61


create = Blocking
'''


class Flown:
    """One rehearsal in a folder of its own, to its end."""

    def __init__(self, folder, sender, scenario=STORM):
        (folder / "storm.yaml").write_text(scenario)
        path = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
        done = subprocess.run(
            [*COMMAND, "storm.yaml", "--out", "run", "--gate", "--sender", sender],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            timeout=END_S_MAX,
            check=False,
        )
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        summary = folder / "run/summary.json"
        self.summary = json.loads(summary.read_text()) if summary.exists() else {}

    def words(self, *invariants):
        verdicts = {each["id"]: each for each in self.summary["verdicts"]}
        return tuple(verdicts[each]["word"] for each in invariants)

    def sentences(self):
        return {story["sentence"] for story in self.summary["stories"]}


def service(folder, more="", *, environment="", body=""):
    text = SENDER.replace("FOLDER", str(OWN)).replace(", MORE", environment and f", {environment}")
    (folder / "sender.yaml").write_text(text.replace(", REF", body and f", {body}") + more)
    return "http:sender.yaml"


def test_a_right_service_that_writes_its_own_text_is_kept(tmp_path):
    flown = Flown(tmp_path, service(tmp_path, "correlate: recipient\n" + POLL))
    assert flown.status == 0, flown.out + flown.err
    assert flown.words("R02", "R03", "R04", "R05", "R07") == ("kept",) * 5
    counts = flown.summary["counts"]
    assert (counts["unmatched_attempts"], counts["duplicated"]) == (0, 0)
    assert counts["unknown"] > 3


def test_a_blind_retry_in_its_own_text_is_told_as_got_it_twice(tmp_path):
    sender = service(
        tmp_path, "correlate: recipient\n" + CALLBACK,
        environment='WRONG: blind, TELL: "{outcome_url}"', body='ref: "{intent}"',
    )  # fmt: skip
    flown = Flown(tmp_path, sender)
    assert flown.status == 1, flown.out + flown.err
    assert flown.words("R02", "R03", "R07") == ("broken", "kept", "kept")
    assert any("got the same message 2 times" in each for each in flown.sentences())
    assert flown.summary["counts"]["duplicated"] > 3


def test_what_a_service_drops_is_lost_whatever_its_opaque_data(tmp_path):
    sender = service(
        tmp_path, "correlate: opaque\n", environment="WRONG: drops", body='ref: "{marker}"'
    )
    flown = Flown(tmp_path, sender)
    assert flown.status == 1, flown.out + flown.err
    assert flown.words("R03", "R07") == ("broken", "kept")
    assert flown.summary["counts"]["lost"] == 12
    assert flown.summary["counts"]["unmatched_attempts"] == 0


def test_an_audience_that_is_too_small_is_said_before_the_run(tmp_path):
    small = STORM.replace("size: 120", "size: 20")
    flown = Flown(tmp_path, service(tmp_path, "correlate: recipient\n"), small)
    assert (flown.status, flown.summary) == (2, {})
    assert "world.audience.size is 20" in flown.err


@pytest.mark.parametrize("program", ["python sender.py", "node sender.js"])
def test_the_example_programs_are_kept(tmp_path, program):
    name, file = program.split()
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    flown = Flown(tmp_path, f"exec:{name} {EXAMPLES / file}", CALM)
    assert flown.status == 0, flown.out + flown.err
    assert flown.words("R03", "R04", "R07") == ("kept",) * 3


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print('{\"policy\": {\"delivery\": \"undeclared\"}}', flush=True); print('hi')",
         "the line 'hi' is not JSON"),
        ("print('ready')", "the line 'ready' is not JSON"),
    ],
)  # fmt: skip
def test_a_program_that_prints_what_it_likes_is_told(tmp_path, program, said):
    (tmp_path / "loud.py").write_text(program)
    flown = Flown(tmp_path, "exec:python loud.py", CALM)
    assert flown.status == 2, flown.out + flown.err
    assert said in flown.out + flown.err


def test_a_blocking_sender_is_kept(tmp_path):
    (tmp_path / "blocking_sender.py").write_text(SENDERS)
    flown = Flown(tmp_path, "blocking:blocking_sender", CALM)
    assert flown.status == 0, flown.out + flown.err
    assert flown.words("R03", "R04", "R07") == ("kept",) * 3
