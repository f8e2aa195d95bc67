"""A service that cannot be driven: each time one clear error, the right status, and no hang."""

import json
import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "windtunnel_cli")
YAML = """\
name: mine
start: [{python}, mine.py]
ready: {{within_s: {within_s}}}
environment:
  {{GRAPH_URL: "{{base_url}}", TOKEN: "{{token}}", NUMBER: "{{number_id}}", PORT: "{{port}}"}}
request: {{path: /messages, body: {{to: "{{recipient}}", text: "{{param2}}"}}}}
policy: {{delivery: at-most-once, attempts: 1, horizon_s: 2, client_timeout_s: 1}}
"""
SERVICE = """
import json, os, sys, time, urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

URL = f"{os.environ['GRAPH_URL']}/v23.0/{os.environ['NUMBER']}/messages"
ASKED = []


def call(asked):
    parts = [{"type": "text", "text": text} for text in ("Ada", asked["text"], "$ 5.00")]
    template = {"name": "order_confirmed", "language": {"code": "en"}}
    template["components"] = [{"type": "body", "parameters": parts}]
    body = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    headers = {"authorization": "Bearer " + os.environ["TOKEN"]}
    headers["content-type"] = "application/json"
    request = urllib.request.Request(
        URL, json.dumps(body | {"template": template}).encode(), headers
    )
    try:
        urllib.request.urlopen(request, timeout=1).read()
        return 202
    except OSError:
        return 504


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        ASKED.append(asked)
        self.send_response(self.status(asked))
        self.end_headers()

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def status(self, asked):
        return call(asked)


PORT = int(os.environ["PORT"])


def serve(port=PORT):
    ThreadingHTTPServer(("127.0.0.1", port), Service).serve_forever()

"""


@pytest.fixture
def verify(tmp_path):
    def run(code, *, yaml=YAML, within_s=5, more=""):
        (tmp_path / "mine.py").write_text(SERVICE + code)
        text = yaml.format(python=sys.executable, within_s=within_s) + more
        (tmp_path / "mine.yaml").write_text(text)
        words = ("verify", "--http", "mine.yaml", "--schedules", "1", "--out", "found", "--json")
        return subprocess.run(
            [*COMMAND, *words],
            cwd=tmp_path,
            env={**os.environ, "COLUMNS": "200"},
            capture_output=True,
            text=True,
            check=False,
            timeout=90,
        )

    return run


DIES = "print('no such table', file=sys.stderr)\nsys.exit(7)\n"
MUTE = "Service.do_GET = lambda self: time.sleep(60)\nserve()\n"
UNREADY = "Service.do_GET = lambda self: (self.send_response(503), self.end_headers())\nserve()\n"
REFUSES = "Service.status = lambda self, asked: 400\nserve()\n"
LOUD = "sys.stderr.write('\\n'.join(f'line {n}' for n in range(400_000)))\nsys.exit(1)\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (DIES, ["mine ended with status 7 before it was ready", "no such table"]),
        (MUTE, ["was not ready within 1 s: GET http://127.0.0.1:", "raised ReadTimeout"]),
        (UNREADY, ["was not ready within 1 s", "was answered 503", "check start, url and ready"]),
        ("serve(0)\n", ["found nobody there (does it listen on {port}?)", "printed nothing"]),
        (REFUSES, ["your service is not talking to Windtunnel", "answered 400"]),
        (LOUD, ["ended with status 1", "line 399999"]),
    ],
    ids=["dies", "never answers", "is never ready", "another port", "refuses", "is loud"],
)
def test_a_service_that_does_not_start_or_talk_exits_2_and_says_why(verify, code, said):
    done = verify(code, within_s=1)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stderr.count("error: ") == 1
    assert all(part in done.stderr for part in said), done.stderr
    assert len(done.stderr) < 4_000


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("start: [{python}, mine.py]", "start: [nowhere]", "cannot start 'nowhere'"),
        ("start:", "strat:", "mine.yaml:2: strat is not a key here; did you mean start?"),
        ("{{port}}", "{{prot}}", "unknown placeholder {prot}; did you mean port?"),
        ("name: mine", "name: mine\nfolder: nowhere", "nowhere is not there"),
    ],
    ids=["no such command", "wrong key", "wrong placeholder", "no such folder"],
)
def test_a_wrong_file_exits_2_with_what_to_mend(verify, before, after, said):
    done = verify("serve()\n", yaml=YAML.replace(before, after))
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr
    assert "mine.yaml" in done.stderr


def test_a_service_that_takes_no_consent_is_told_of_its_file(verify):
    refuse = "Service.status = lambda self, asked: 404 if 'who' in asked else call(asked)\nserve()"
    done = verify(refuse, more='consents: {path: /agreed, body: {who: "{recipient}"}}\n')
    assert done.returncode == 2, done.stdout + done.stderr
    assert "service mine did not take a consent: POST http://127.0.0.1:" in done.stderr
    assert "/agreed was answered 404" in done.stderr


def test_a_service_that_dies_later_is_a_finding_with_its_last_words(verify):
    code = (
        "Service.status = lambda self, asked: call(asked) if len(ASKED) < 2 else "
        "(print('out of paper', file=sys.stderr), os._exit(9))\nserve()\n"
    )
    done = verify(code)
    assert done.returncode == 1, done.stdout + done.stderr
    (found,) = json.loads(done.stdout)["findings"]
    assert (found["invariant"], found["name"]) == ("ended", "ends by itself")
    assert found["story"]["sentence"] == "service mine, status 9: out of paper"


@pytest.mark.no_cover
def test_a_service_that_takes_its_time_is_waited_for(verify):
    code = "Service.status = lambda self, asked: (call(asked), time.sleep(3))[0]\nserve()\n"
    done = verify(code)
    assert done.returncode == 4, done.stdout + done.stderr
    assert json.loads(done.stdout)["findings"] == []
