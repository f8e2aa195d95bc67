"""Clients whose host is built in get here with nothing but the variables that we print."""

import json
import os
import shutil
import sys
from pathlib import Path

import httpx
import led_here as led
import pytest
from npm import program

CLIENTS = Path(__file__).parent / "clients"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A simulator that intercepts: its control API, and the environment of a client."""
    with led.led_here(tmp_path_factory.mktemp("built-in")) as found:
        yield found.control, found.environment


def run(command, environment):
    return led.run(command, environment, CLIENTS)


def test_node(served):
    _, environment = served
    found = json.loads(run([program("node"), "client.mjs"], environment))
    elsewhere = found.pop("elsewhere")
    assert found == {"fetch": 200, "https": 200, "http": 200, "lookup": "127.0.0.1"}
    assert elsewhere in {"ENOTFOUND", "EAI_AGAIN"}


def test_java(served):
    control, environment = served
    found = json.loads(run([program("java"), "Client.java"], environment).splitlines()[-1])
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
        [program("curl"), "-s", "-w", "%{http_code}", "-o", os.devnull, url, "-H", key],
        environment,
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
    php = program("php")
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


def test_what_goes_by_the_proxy_goes_nowhere_when_the_door_is_gone(served):
    """A JVM and curl know of us by their proxy alone, and neither tries the host itself."""
    _, environment = served
    java = environment["JAVA_TOOL_OPTIONS"]
    port = environment["WINDTUNNEL_INTERCEPT"].partition(":")[2]
    gone = environment | {"JAVA_TOOL_OPTIONS": java.replace(f"proxyPort={port}", "proxyPort=1")}
    gone |= {"HTTPS_PROXY": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1"}
    asked = [
        "-s",
        "-o",
        os.devnull,
        "-w",
        "%{remote_ip} %{exitcode}",
        "https://graph.facebook.com/",
    ]
    told = run(["bash", "-c", '"$@" || true', "_", program("curl"), *asked], gone)
    assert told.split()[-1] == "7"  # no connection to the proxy: no name was looked up
    said = run([program("java"), "Gone.java"], gone).splitlines()
    assert [line.partition(":")[0] for line in said] == ["java.net.ConnectException"] * 2


def test_our_own_httpx_would_have_gone_to_the_real_name():
    """The test above proves nothing unless a plain client asks for the real host."""
    with pytest.raises(httpx.ConnectError) as raised:
        httpx.get("https://windtunnel.invalid/", trust_env=False)
    assert "refused" not in str(raised.value)
