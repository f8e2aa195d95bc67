"""Clients whose host is built in get here with nothing but the variables that we print."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from windtunnel.runtime.clock import Clock
from windtunnel.runtime.variables import on_top
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.simulator import SimulatorProcess

CLIENTS = Path(__file__).parent / "clients"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A simulator that intercepts: its base URL, and the environment of a client."""
    root = tmp_path_factory.mktemp("built-in")
    with Processes() as processes:
        simulator = SimulatorProcess(
            processes,
            root,
            ledger_root=root / "ledgers",
            m0_ns=Clock.starting_now().m0_ns,
            authority=root / "ca",
        )
        world = simulator.control.ask("POST", "/control/worlds", {})
        variables = simulator.control.interception()["environment"]
        yield (
            simulator.control,
            on_top(variables, os.environ)
            | {"NUMBER": world["numbers"][0]["id"], "TOKEN": world["tokens"][0]["value"]},
        )
        simulator.control.close()


def run(command, environment):
    ended = subprocess.run(
        command,
        env={**os.environ, **environment},
        cwd=CLIENTS,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def needed(name):
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; with it this test runs")
    return path


def test_node(served):
    _, environment = served
    found = json.loads(run([needed("node"), "client.mjs"], environment))
    elsewhere = found.pop("elsewhere")
    assert found == {"fetch": 200, "https": 200, "http": 200, "lookup": "127.0.0.1"}
    assert elsewhere in {"ENOTFOUND", "EAI_AGAIN"}


def test_java(served):
    control, environment = served
    found = json.loads(run([needed("java"), "Client.java"], environment).splitlines()[-1])
    assert (found["HttpClient"], found["HttpURLConnection"]) == (200, 200)
    assert "403" in found["elsewhere"]
    assert control.interception()["refused"]["windtunnel.invalid"] > 0


def test_python(served):
    _, environment = served
    found = json.loads(run([sys.executable, "client.py"], environment))
    assert found.pop("lookup") == "127.0.0.1"
    assert set(found.values()) == {200}


def test_python_goes_on_to_the_services_own_sitecustomize(served, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import builtins; builtins.OWN = 'came'")
    _, environment = served
    path = f"{environment['PYTHONPATH']}{os.pathsep}{tmp_path}"
    said = run([sys.executable, "-c", "print(OWN)"], environment | {"PYTHONPATH": path})
    assert said == "came\n"


def test_curl(served):
    _, environment = served
    url = f"https://graph.facebook.com/v23.0/{environment['NUMBER']}"
    key = f"Authorization: Bearer {environment['TOKEN']}"
    told = run(
        [needed("curl"), "-s", "-w", "%{http_code}", "-o", os.devnull, url, "-H", key], environment
    )
    assert told == "200"


def test_php(served):
    _, environment = served
    script = (
        "$c = curl_init('https://graph.facebook.com/v23.0/' . getenv('NUMBER'));"
        "curl_setopt_array($c, [CURLOPT_RETURNTRANSFER => true, CURLOPT_HTTPHEADER =>"
        " ['Authorization: Bearer ' . getenv('TOKEN')]]);"
        "curl_exec($c); echo curl_getinfo($c, CURLINFO_HTTP_CODE);"
    )
    php = needed("php")
    if "curl" not in run([php, "-m"], environment).split():
        pytest.skip("php has no curl extension; with it this test runs")
    assert run([php, "-r", script], environment) == "200"


def test_the_real_host_is_out_of_reach_when_the_door_is_gone(served):
    """With interception on, what cannot come here goes nowhere."""
    _, environment = served
    gone = environment | {"WINDTUNNEL_INTERCEPT": "127.0.0.1:1", "HTTPS_PROXY": ""}
    script = (
        "import httpx\n"
        "try: httpx.get('https://graph.facebook.com/', trust_env=False); print('reached')\n"
        "except httpx.ConnectError as error: print(error)"
    )
    assert "refused" in run([sys.executable, "-c", script], gone)
    if shutil.which("node"):
        fetched = "fetch('https://graph.facebook.com/').catch((e) => console.log(e.cause.code))"
        assert run(["node", "-e", fetched], gone).strip() == "ECONNREFUSED"


def test_our_own_httpx_would_have_gone_to_the_real_name():
    """The test above proves nothing unless a plain client asks for the real host."""
    with pytest.raises(httpx.ConnectError) as raised:
        httpx.get("https://windtunnel.invalid/", trust_env=False)
    assert "refused" not in str(raised.value)
