"""A simulator that intercepts, and clients that get to it by environment variables alone."""

import contextlib
import os
import subprocess

from windtunnel.runtime.clock import Clock
from windtunnel.runtime.variables import on_top
from windtunnel_load.rig.processes import Processes
from windtunnel_load.rig.simulator import SimulatorProcess

CLIENT_S_MAX = 120


class Led:
    """A world behind the door.

    Attributes:
        control: the simulator's control API.
        path: of the world in it.
        environment: what leads a client here, with a number and a token to use.
    """

    def __init__(self, control, spec):
        self.control = control
        world = control.ask("POST", "/control/worlds", spec)
        self.path = f"/control/worlds/{world['world']}"
        self.number = world["numbers"][0]["id"]
        mine = {"NUMBER": self.number, "TOKEN": world["tokens"][0]["value"]}
        self.environment = on_top(control.interception()["environment"], os.environ) | mine

    def open_window(self, recipient):
        self.control.ask("PUT", f"{self.path}/windows/{recipient}?number={self.number}")

    def texts(self, recipient, count):
        """What is on a handset once so many messages are."""
        path = f"{self.path}/handsets/{recipient}/messages?wait=10s&after={count - 1}"
        self.control.ask("GET", path)
        found = self.control.ask("GET", f"{self.path}/handsets/{recipient}/messages")
        return [message["text"] for message in found]


@contextlib.contextmanager
def led_here(root, **spec):
    """Serve from a process; yield a world of this spec and what leads a client to it."""
    with Processes() as processes:
        simulator = SimulatorProcess(
            processes,
            root,
            ledger_root=root / "ledgers",
            m0_ns=Clock.starting_now().m0_ns,
            authority=root / "ca",
        )
        yield Led(simulator.control, spec)
        simulator.control.close()


def run(command, environment, folder):
    """What a client prints; it must end well."""
    ended = subprocess.run(
        command,
        env={**os.environ, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=CLIENT_S_MAX,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout
