"""A Locust run without a harness: it starts simulator and sender itself, and judges nothing."""

import contextlib
import logging
import sys
import time
from pathlib import Path

from windtunnel.domain.errors import WindtunnelError
from windtunnel_load.adapters import parse_sender
from windtunnel_load.drive import DriveConfig
from windtunnel_load.rig.setup import Rig
from windtunnel_scenarios import load_scenario, make_plan

AHEAD_US = 2_000_000
ROOT = Path("reports/out")


class Alone:
    """One run by hand: `open` it, drive what it returns, `close` it."""

    def __init__(self, scenario: str, sender: str) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)
        loaded = load_scenario(scenario)
        spec = parse_sender(sender, has_keys=make_plan(loaded).has_keys)
        plan = make_plan(loaded, apart_us=spec.apart_us)
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-locust-{plan.scenario.name}"
        self.folder = ROOT / name
        self._rig = Rig(self.folder.resolve(), plan, spec)

    def open(self) -> DriveConfig:
        """Start simulator and sender, send the arming message, and return what to drive.

        Raises:
            WindtunnelError: a part cannot be started, or the sender does not send.
        """
        self._rig.start()
        self._rig.arm()
        return self._rig.drive_config(self._rig.open_traffic(AHEAD_US))

    def close(self) -> None:
        """Close sender, world and ledger, and say where the ledger lies."""
        if self._rig.is_up:
            with contextlib.suppress(WindtunnelError):
                self._rig.world.heal()
                self._rig.close_sender()
                self._rig.world.settle()
                self._rig.world.delete()
        self._rig.stop()
        sys.stderr.write(
            f"the ledger of this run lies in {self.folder / 'ledger'}; for a verdict, say: "
            f"windtunnel rehearse {self._rig.plan.scenario.name} --sender "
            f"{self._rig.sender.name}\n"
        )
