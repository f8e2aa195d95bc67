"""A Locust run without a harness: it starts simulator and sender itself."""

import sys
import time
from pathlib import Path
from typing import Any

from windtunnel_load.adapters import parse_sender
from windtunnel_load.drive import DriveConfig
from windtunnel_load.rig.setup import Rig
from windtunnel_scenarios import load_scenario, make_plan

AHEAD_US = 2_000_000


def start_alone(environment: Any) -> DriveConfig:
    """Start a rig for --scenario and --sender, and return what to drive."""
    options = environment.parsed_options
    plan = make_plan(load_scenario(options.scenario))
    folder = Path("reports/out") / time.strftime("locust-%Y%m%d-%H%M%S")
    rig = Rig(folder.resolve(), plan, parse_sender(options.sender))

    def end(**_: Any) -> None:
        rig.stop()
        sys.stderr.write(f"the ledger of this run lies in {folder}/ledger\n")

    environment.events.quit.add_listener(end)
    rig.start()
    rig.arm()
    return rig.drive_config(rig.open_traffic(AHEAD_US))
