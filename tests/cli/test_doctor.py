"""`windtunnel doctor`: each way in which a service does not talk to us is named in one screen."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from windtunnel_cli.main import app
from windtunnel_load.rig import checkup

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "windtunnel_cli")
SILENCE_S = 2.0
LINES_MAX = 45
"""A screen."""

YAML = """\
name: mine
start: [{python}, mine.py]
ready: {{within_s: 5}}
environment:
  GRAPH_URL: "{{base_url}}"
  TOKEN: "{{token}}"
  NUMBER: "{{number_id}}"
  SECRET: "{{app_secret}}"
  PORT: "{{port}}"
webhook_path: /hooks
request:
  path: /messages
  body: {{to: "{{recipient}}", template: "{{template}}", lang: "{{lang}}", params: "{{params}}"}}
"""
SERVICE = """
import hashlib, hmac, json, os, urllib.error, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

URL = f"{os.environ['GRAPH_URL']}/v23.0/{os.environ['NUMBER']}/messages"


def call(asked):
    parts = [{"type": "text", "text": text} for text in asked["params"]]
    template = {"name": asked["template"], "language": {"code": asked["lang"]}}
    template["components"] = [{"type": "body", "parameters": parts}]
    body = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    headers = {"authorization": "Bearer " + os.environ["TOKEN"]}
    headers["content-type"] = "application/json"
    content = json.dumps(body | {"template": template}).encode()
    try:
        urllib.request.urlopen(urllib.request.Request(URL, content, headers), timeout=2).read()
    except urllib.error.HTTPError as error:
        return 502
    return 202


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        due = "sha256=" + hmac.new(os.environ["SECRET"].encode(), raw, hashlib.sha256).hexdigest()
        if self.path == "/messages":
            status = call(json.loads(raw))
        elif self.path == "/hooks":
            status = 200 if self.headers["x-hub-signature-256"] == due else 403
        else:
            status = 404
        self.send_response(status)
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()
"""
POLLED = "outcome: {poll: {path: '/m/{id}', states: {sent: accepted}}}\n"
NEVER_CALLS = SERVICE.replace("status = call(json.loads(raw))", "status = 202")
BUILT_IN = SERVICE.replace("os.environ['GRAPH_URL']", "'http://127.0.0.1:9'")
LOSES_THE_MARKER = SERVICE.replace('"text": text}', '"text": "something else"}')
FAILS = SERVICE.replace("status = 200 if", "raise KeyError('entry'); status = 200 if")


def written(tmp_path, service, told):
    """Write service and file."""
    text = YAML.format(python=sys.executable)
    for old, new in told.items():
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "mine.py").write_text(service)
    (tmp_path / "sender.yaml").write_text(text)


def examined(tmp_path, service=SERVICE, *words, **changed):
    """Write service and file, run the doctor, and return its status and what it said."""
    written(tmp_path, service, changed.pop("told", {}))
    command = [*COMMAND, *(words or ("doctor", "--sender", "sender.yaml"))]
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def examined_here(tmp_path, monkeypatch, service, told):
    """The same in this process, where whoever says nothing is not waited for as long."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(checkup, "ARM_WITHIN_S", SILENCE_S)
    monkeypatch.setattr(checkup, "WEBHOOK_WITHIN_S", SILENCE_S)
    written(tmp_path, service, told)
    ended = CliRunner().invoke(app, ["doctor", "--sender", "sender.yaml"])
    return ended.exit_code, ended.output


def test_a_service_that_talks_to_us_passes_every_hop(tmp_path):
    status, said = examined(tmp_path)
    assert status == 0, said
    assert said.count("✓ passed") == 9
    assert "next: windtunnel rehearse steady --sender sender.yaml --gate" in said
    (tmp_path / "first-flight.yaml").write_text("init wrote it")
    said = examined(tmp_path)[1]
    assert "next: windtunnel rehearse first-flight.yaml --sender sender.yaml --gate" in said


CASES = {
    "a wrong webhook path": (
        SERVICE,
        {"webhook_path: /hooks": "webhook_path: /nowhere"},
        "webhook answered",
        ["answered 404", "it has no route POST /nowhere", "`webhook_path`"],
    ),
    "a wrong secret": (
        SERVICE,
        {"{app_secret}": "not the one"},
        "signature accepted",
        ["answered 403", "app secret"],
    ),
    "a missing token": (
        SERVICE,
        {"{token}": "none"},
        "provider call accepted",
        ["code 190", "give it the token"],
    ),
    "a wrong number and no token": (
        SERVICE,
        {"{token}": "none", "{number_id}": "123"},
        "provider call seen",
        ["of no world: a request about", "{number_id}"],
    ),
    "a service that never calls": (
        NEVER_CALLS,
        {},
        "provider call seen",
        ["no call arrived", "say `intercept: true`"],
    ),
    "one that never calls though it is led here": (
        NEVER_CALLS,
        {"webhook_path": "intercept: true\nwebhook_path"},
        "provider call seen",
        ["a queue, a worker or a dry run"],
    ),
    "a request that it does not take": (
        SERVICE,
        {"path: /messages": "path: /send"},
        "request accepted",
        ["answered 404", "must name a route that it has"],
    ),
    "a built-in host that nobody serves": (
        BUILT_IN,
        {},
        "request accepted",
        ["RemoteProtocolError", "Connection refused"],
    ),
    "one that crashes at start": (
        "raise SystemExit('no DATABASE_URL')",
        {},
        "service started",
        ["ended with status 1", "no DATABASE_URL"],
    ),
    "one that listens elsewhere": (
        SERVICE.replace('int(os.environ["PORT"])', "0"),
        {"within_s: 5": "within_s: 1"},
        "service ready",
        ["found nobody there", "{port}"],
    ),
    "a lost marker": (
        LOSES_THE_MARKER,
        {},
        "message recognised",
        ["no call carries the marker", "pass on the content"],
    ),
    "an outcome that cannot be read": (
        SERVICE,
        {"webhook_path": POLLED + "webhook_path"},
        "outcome read",
        ["the reply has no id at $.id", "`outcome` in sender.yaml"],
    ),
    "a webhook that fails": (FAILS, {}, "webhook delivered", ["KeyError: 'entry'"]),
}


@pytest.mark.parametrize("case", CASES)
def test_the_hop_that_failed_is_named_with_what_was_there_and_what_to_change(
    tmp_path, monkeypatch, case
):
    service, told, hop, words = CASES[case]
    status, said = examined_here(tmp_path, monkeypatch, service, told)
    assert status == 2, said
    failed = [line for line in said.splitlines() if "✗ failed" in line]
    assert len(failed) == 1
    assert f" {hop}" in failed[0]
    assert [word for word in words if word not in said] == []
    assert "What to change: " in said
    assert len(said.splitlines()) <= LINES_MAX


def test_a_rehearsal_says_the_same_before_any_load(tmp_path):
    words = ("rehearse", "steady", "--sender", "sender.yaml", "--out", "run")
    told = {"{token}": "none"}
    status, said = examined(tmp_path, SERVICE, *words, told=told)
    assert status == 2, said
    assert "your service is not talking to Windtunnel" in said
    assert "✗ failed      provider call accepted: refused with code 190" in said
    assert "lost" not in said


def test_a_shipped_sender_can_be_examined_too(tmp_path):
    status, said = examined(tmp_path, SERVICE, "doctor", "--sender", "reference")
    assert status == 0, said
    assert "✓ passed      message recognised" in said
