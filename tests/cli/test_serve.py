"""`windtunnel serve`: what it prints works when it is pasted, and Ctrl-C is its normal end."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from windtunnel.runtime.ledger import read_ledger

pytestmark = pytest.mark.slow

COMMAND = [sys.executable, "-c", "from windtunnel_cli.main import main; main()", "serve"]
END_S_MAX = 30


def until_ready(process):
    """Return what it says until it serves, or all of it where it never does."""
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C stops" in line:
            break
    return said


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A served provider: its folder, what it said, and, at the end, its exit status."""
    folder = tmp_path_factory.mktemp("served")
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--out", str(folder)], stdout=subprocess.PIPE, text=True
    )
    said = until_ready(process)
    yield folder, said, process
    process.terminate()  # killed hard, it would leave its simulator behind
    process.communicate(timeout=END_S_MAX)


def pasted(said):
    return dict(re.findall(r"export (\w+)=(\S+)", said))


def test_it_says_where_it_is_and_what_sdks_want(served):
    _, said, _ = served
    assert "nobody real can be reached" in said
    assert {"127.0.0.1" in value for value in pasted(said).values()} == {True, False}


def test_the_printed_send_is_accepted_and_arrives_where_it_says(served):
    _, said, _ = served
    send, look = re.findall(r"^  (curl (?:.|\\\n)*?)$", said.replace("\\\n", " "), re.MULTILINE)
    words = shlex.split(send)
    head = [words[place + 1] for place, word in enumerate(words) if word == "-H"]
    reply = httpx.post(
        words[2],
        headers=[tuple(each.split(": ", 1)) for each in head],
        content=words[words.index("-d") + 1],
    )
    assert reply.status_code == 200, reply.text
    (message,) = httpx.get(shlex.split(look)[2], timeout=15).json()
    assert message["otp"] == "123456"


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*COMMAND, "--port", port, "--out", str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
            timeout=END_S_MAX,
        )
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_profile_is_said_in_one_line(tmp_path):
    done = subprocess.run(
        [*COMMAND, "--port", "0", "--profile", "meta-cl", "--out", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=END_S_MAX,
    )
    assert done.returncode == 2
    assert "meta-ci" in done.stderr


def test_the_servers_variables_hold_and_its_token_is_used_but_not_printed(tmp_path):
    process = subprocess.Popen(
        [*COMMAND, "--out", str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"WINDTUNNEL_PORT": "0", "WINDTUNNEL_CONTROL_TOKEN": "sesame"},
    )
    said = until_ready(process)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=END_S_MAX)
    assert process.returncode == 0
    assert ":8470" not in said
    assert '-H "X-Windtunnel-Token: $WINDTUNNEL_CONTROL_TOKEN"' in said
    assert "sesame" not in said


def test_ctrl_c_is_its_normal_end_and_the_ledger_is_whole(served):
    folder, _, process = served
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=END_S_MAX)
    assert (process.returncode, "the ledger is whole" in rest) == (0, True)
    ledger = read_ledger(folder / "ledger")
    assert list(ledger.facts())
    assert ledger.problems == []
