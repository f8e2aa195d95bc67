"""Servers under measurement: started on one core, measured through /proc, stopped by id."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

SERVER_CORE, LOAD_CORE = 0, 1
START_S_MAX = 20
TICKS_PER_S = os.sysconf("SC_CLK_TCK")


def pin(core):
    """Keep this process on one core, where there is more than one."""
    if (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core})


def cpu_s(pid):
    """Return the CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_S


def rss_mb(pid):
    """Return a process's resident memory in MB, the mapped part of its ledger included."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS in /proc")


@contextlib.contextmanager
def started(command):
    """Start a command on the server's core; stop it by its id at the end."""
    process = subprocess.Popen(command, preexec_fn=lambda: pin(SERVER_CORE))  # noqa: PLW1509
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(20)


@contextlib.contextmanager
def simulator():
    """Yield (pid, port, seconds from start to the first answer) of a simulator of our own."""
    with tempfile.TemporaryDirectory() as folder:
        ready = Path(folder) / "ready.json"
        command = [sys.executable, "-m", "windtunnel.server", "--port", "0"]
        command += ["--ready-file", str(ready), "--ledger-root", str(Path(folder) / "ledger")]
        began = time.perf_counter()
        with started(command) as pid:
            while not ready.exists():
                if time.perf_counter() - began > START_S_MAX:
                    raise RuntimeError("the simulator did not start")
                time.sleep(0.005)
            port = json.loads(ready.read_text())["port"]
            control(port, "GET", "/control/health")
            yield pid, port, time.perf_counter() - began


@contextlib.contextmanager
def bare():
    """Yield (pid, port) of the yardstick under the same uvicorn flags."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "bare:app",
        "--app-dir",
        str(Path(__file__).parent),
    ]
    command += ["--port", str(port), "--loop", "uvloop", "--http", "httptools"]
    command += ["--no-access-log", "--no-proxy-headers", "--log-level", "warning"]
    command += ["--no-server-header", "--no-date-header", "--interface", "asgi3", "--ws", "none"]
    command += ["--backlog", "2048", "--timeout-keep-alive", "75"]
    with started(command) as pid:
        for _ in range(START_S_MAX * 100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.01)
        yield pid, port


def control(port, method, path, body=None):
    """Call the control API and return the decoded answer."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 - loopback only
        return json.loads(reply.read() or b"null")
