"""Riding along with traffic that exists already: timeline, ledger and judge, and no load."""

import shlex
import time
from pathlib import Path

import typer

from windtunnel.domain.errors import ConfigError, WindtunnelError
from windtunnel.domain.policy import Policy
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_cli.flight.flight import DELTA_US, POLL_S
from windtunnel_cli.flight.progress import Figures, Progress
from windtunnel_cli.flight.records import manifest_of, run_fact
from windtunnel_cli.interception import exports
from windtunnel_cli.interrupt import Interrupted, Interrupts
from windtunnel_cli.private import write_private
from windtunnel_load.adapters import SenderSpec
from windtunnel_load.rig.control import ControlError
from windtunnel_load.rig.elsewhere import copy_ledger
from windtunnel_load.rig.setup import Rig
from windtunnel_reports.inferred import UNASKED
from windtunnel_reports.manifest import Manifest, write_manifest
from windtunnel_scenarios import Plan

NOBODY = SenderSpec(kind="none", name="traffic-that-exists", target="", policy=Policy.undeclared())
COME_WITHIN_S = 120.0


class RideAlong:
    """One run without load. The traffic is somebody else's, and goes on when it ends."""

    def __init__(
        self, folder: Path, plan: Plan, *, at: str | None, world: str, gated: bool, command: str
    ) -> None:
        self.folder = folder
        self.plan = plan
        self.rig = Rig(folder, plan, NOBODY, at=at)
        self.manifest = manifest_of(folder, plan, NOBODY, gated=gated, command=command)
        asked = [each for each in self.manifest.exercises if each not in UNASKED]
        self.manifest.exercises = asked
        self.manifest.planned = self.manifest.shares = 0
        self._name = world
        self._writer = SegmentWriter(self.rig.ledger, "harness")
        self._timer_p99_ms = 0.0

    def fly(self, interrupts: Interrupts) -> Manifest:
        """Run every phase; Ctrl-C ends it early, with a report.

        Raises:
            ConfigError: no such world, or no traffic comes.
        """
        write_manifest(self.folder, self.manifest)
        try:
            self._begin()
            with Progress(f"{self.plan.scenario.name}, riding along") as progress:
                try:
                    with interrupts.open():
                        self._wait_for_traffic(progress)
                        self._ride(progress)
                except Interrupted:
                    self.manifest.interrupted = True
        except ControlError as error:
            self.manifest.problems.append(str(error).splitlines()[0])
        finally:
            self._close()
        return self.manifest

    def _begin(self) -> None:
        if self.rig.elsewhere is None:
            self.rig.start()
            self._tell()
        else:
            self.rig.board(self._name)
        self._began_us = self.rig.clock.now_us()
        self.manifest.policy = self.rig.policy
        self._writer.write(run_fact(self.rig))

    def _tell(self) -> None:
        """Say how traffic comes here."""
        ours: dict[str, str] = dict(self.rig.world.info["environment"])
        told = self.rig.simulator.control.interception()
        file = self.folder / "traffic.env"
        lines = exports(ours | ({} if told is None else told["environment"]))
        write_private(file, "".join(f"{line}\n" for line in lines))
        typer.echo(
            f"Start your own traffic with the variables of this file, within {COME_WITHIN_S:.0f} "
            f"s:\n\n  . {shlex.quote(str(file))}\n"
        )

    def _wait_for_traffic(self, progress: Progress) -> None:
        progress.phase("waiting for traffic")
        world = self.rig.world
        before = world.metrics()["attempts"]
        deadline = time.monotonic() + COME_WITHIN_S
        while (metrics := world.metrics())["attempts"] == before:
            left_s = deadline - time.monotonic()
            if left_s < 0:
                raise ConfigError(
                    f"no call came to world {world.info['world']} within {COME_WITHIN_S:.0f} s; "
                    "is the traffic on, and does it go there?"
                )
            progress.show(Figures(metrics=metrics, left_s=left_s))
            time.sleep(POLL_S)

    def _ride(self, progress: Progress) -> None:
        start_us = self.manifest.start_us = self.rig.open_traffic(0)
        write_manifest(self.folder, self.manifest)
        progress.phase("riding along")
        self._until(start_us + self.plan.duration_us, progress)
        self.manifest.problems.extend(self.rig.end_script())
        self.rig.world.heal()
        progress.phase("faults off; what was begun comes to rest")
        self._until(start_us + self.plan.duration_us + self.plan.drain_us, progress)

    def _until(self, end_us: int, progress: Progress) -> None:
        began_us = self.rig.clock.now_us()
        while (left_us := end_us - self.rig.clock.now_us()) > 0:
            metrics = self.rig.world.metrics()
            self._timer_p99_ms = max(self._timer_p99_ms, metrics["timer_lateness_p99_ms"])
            done = 1 - left_us / max(1, end_us - began_us)
            progress.show(Figures(metrics=metrics, left_s=left_us / 1e6, done=done))
            time.sleep(min(POLL_S, left_us / 1e6))

    def _close(self) -> None:
        try:
            if self.rig.is_up:
                self._leave()
        except WindtunnelError as error:
            self.manifest.problems.append(str(error).splitlines()[0])
        self.rig.stop()
        blur_us = self.rig.elsewhere.blur_us if self.rig.elsewhere is not None else 0
        self.manifest.simulator_timer_p99_ms = self._timer_p99_ms
        self._writer.close(delta_us=DELTA_US + blur_us + int(self._timer_p99_ms * 1000))
        write_manifest(self.folder, self.manifest)

    def _leave(self) -> None:
        """Take the ledger along; a world that was there before stays as it was found."""
        self.rig.end_script()
        self.rig.world.heal()
        if self.rig.elsewhere is None:
            self.rig.end_world()
        else:
            self.rig.undo_script()
            copy_ledger(self.rig.world, self.rig.ledger, from_us=self._began_us)
