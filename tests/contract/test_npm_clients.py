"""Clients from npm that have the provider's host built in get here, and nowhere else."""

import json
import shutil
from pathlib import Path

import pytest
from led_here import led_here, run
from npm import node_modules, program

CLIENTS = Path(__file__).parent / "clients" / "npm"
TO = "5511999990001"
SENDING = ("whatsapp-api-js", "whatsapp-business", "axios")
NO_PRELOAD = {"NODE_OPTIONS": "", "NODE_EXTRA_CA_CERTS": ""}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def led(tmp_path_factory):
    with led_here(tmp_path_factory.mktemp("npm")) as found:
        yield found


@pytest.fixture
def ask(led, tmp_path):
    """Runs clients by name, with the variables that lead them here and some changed."""
    node = program("node")
    (tmp_path / "node_modules").symlink_to(node_modules(CLIENTS / "package.json"))
    shutil.copy(CLIENTS / "send.mjs", tmp_path)

    def asked(*names, **changed):
        environment = led.environment | {"TO": TO} | changed
        return json.loads(run([node, "send.mjs", *names], environment, tmp_path))

    return asked


def test_a_send_is_accepted_and_arrives_on_the_handset(led, ask):
    led.open_window(TO)
    found = ask(*SENDING)
    assert {name: str(said)[:6] for name, said in found.items()} == dict.fromkeys(
        SENDING, "wamid."
    )
    assert sorted(led.texts(TO, 3)) == sorted(f"hello from {name}" for name in SENDING)


def test_axios_gets_here_by_its_proxy_setting_alone(led, ask):
    """It sends the whole address to the proxy, in the clear, instead of asking for a tunnel."""
    led.open_window(TO)
    assert ask("axios", **NO_PRELOAD)["axios"].startswith("wamid.")


def test_another_host_is_refused_and_counted(led, ask):
    assert ask("elsewhere", **NO_PRELOAD) == {"elsewhere": 421}
    assert led.control.interception()["refused"]["windtunnel.invalid"] > 0


def test_none_of_them_reaches_the_real_host_when_the_door_is_gone(ask):
    gone = {"WINDTUNNEL_INTERCEPT": "127.0.0.1:1", "HTTPS_PROXY": "", "https_proxy": ""}
    assert ask(*SENDING, **gone) == dict.fromkeys(SENDING, "ECONNREFUSED")


def test_axios_goes_nowhere_when_its_proxy_is_gone(ask):
    gone = {"HTTPS_PROXY": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1"}
    assert ask("axios", **NO_PRELOAD, **gone) == {"axios": "ECONNREFUSED"}


def test_without_the_variables_the_real_name_would_be_asked_for(ask):
    """The tests above prove nothing unless a plain client looks for the host it names."""
    bare = {"HTTPS_PROXY": "", "https_proxy": ""}
    assert ask("elsewhere", **NO_PRELOAD, **bare)["elsewhere"] in {"ENOTFOUND", "EAI_AGAIN"}
