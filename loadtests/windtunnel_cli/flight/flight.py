"""The flight itself: phases in their order, and what is done whatever happens."""

import contextlib
from pathlib import Path
from typing import Any, ClassVar

from windtunnel.domain.errors import WindtunnelError
from windtunnel.domain.facts import CrashFact, QuietFact
from windtunnel.runtime.segment import SegmentWriter
from windtunnel_cli.flight.drain import rest_for
from windtunnel_cli.flight.load import start_locust
from windtunnel_cli.flight.progress import Figures, Progress
from windtunnel_cli.flight.records import manifest_of, run_fact
from windtunnel_cli.interrupt import Interrupted, Interrupts
from windtunnel_load.adapters import SenderSpec
from windtunnel_load.progress import read_progress
from windtunnel_load.rig.control import ControlError
from windtunnel_load.rig.process import Process, ProcessError
from windtunnel_load.rig.processes import signals_held
from windtunnel_load.rig.setup import Rig
from windtunnel_reports.manifest import Manifest, write_manifest
from windtunnel_scenarios import Plan

POLL_S = 0.25
OVERTIME_S = 60.0
DELTA_US = 20_000
"""The tolerance for scheduling; the measured lateness of timers is added."""


class SenderEndedError(WindtunnelError):
    """The sender's process ended by itself: a finding about the sender, not about the run."""


class Flight:
    """One run. `fly` returns the manifest, whatever became of the run.

    The traffic starts `ahead_us` after it is opened: Locust takes a second or two to come up.
    """

    ahead_us: ClassVar[int] = 4_000_000

    def __init__(
        self,
        folder: Path,
        plan: Plan,
        sender: SenderSpec,
        *,
        gated: bool,
        command: str,
        at: str | None = None,
    ) -> None:
        self.folder = folder
        self.plan = plan
        self.sender = sender
        self.rig = Rig(folder, plan, sender, at=at)
        self.manifest = manifest_of(folder, plan, sender, gated=gated, command=command)
        self._writer = SegmentWriter(self.rig.ledger, "harness")
        self._locust: Process | None = None
        self._timer_p99_ms = 0.0
        self._pause = Interrupts().pause

    def fly(self, interrupts: Interrupts) -> Manifest:
        """Run every phase; Ctrl-C and failures of processes end it early, never silently.

        Raises:
            ConfigError: the sender cannot be started or does not talk to Windtunnel.
        """
        self._pause = self.rig.pause = interrupts.pause
        write_manifest(self.folder, self.manifest)
        with self._progress() as progress:
            try:
                with interrupts.open():
                    self._take_off(progress)
                    self._traffic(progress)
                    self._land(progress)
            except Interrupted:
                self.manifest.interrupted = True
            except SenderEndedError as ended:
                self._crashed(str(ended))
            except (ProcessError, ControlError) as error:
                self.manifest.problems.append(self._said(error))
            finally:
                progress.phase("closing the ledger")
                self._close()
        return self.manifest

    def _progress(self) -> Progress:
        return Progress(f"{self.plan.scenario.name} with {self.sender.name}")

    def _take_off(self, progress: Progress) -> None:
        progress.phase("starting simulator and sender")
        self.rig.start()
        self.manifest.policy = self.rig.policy
        self.manifest.sender_digest = self.rig.digest
        self._writer.write(run_fact(self.rig))
        progress.phase("one message first, to see that the sender talks to us")
        self.rig.arm()
        self.manifest.start_us = self.rig.open_traffic(self.ahead_us)
        write_manifest(self.folder, self.manifest)

    def _traffic(self, progress: Progress) -> None:
        progress.phase("traffic")
        config = self.rig.drive_config(self.manifest.start_us)
        with signals_held():
            self._locust = start_locust(self.rig.processes, self.folder / "work", config)
        length_s = self.plan.duration_us / 1e6
        while self._locust.status is None:
            self._check_sender()
            gone_s = (self.rig.clock.now_us() - self.manifest.start_us) / 1e6
            figures = Figures(
                metrics=self._metrics(),
                load=read_progress(Path(config.progress)),
                left_s=length_s - gone_s,
                done=min(1.0, max(0.0, gone_s / length_s)),
            )
            progress.show(figures)
            if gone_s > length_s + config.grace_s + OVERTIME_S:
                raise ProcessError("the load generator did not end in time")
            self._pause(POLL_S)
        if self._locust.status != 0:
            raise ProcessError(
                f"the load generator ended with status {self._locust.status}; its words are in "
                f"work/{self._locust.log.name}"
            )

    def _land(self, progress: Progress) -> None:
        progress.phase("faults off; waiting until the sender is quiet")
        self.manifest.problems.extend(self.rig.end_script())
        self.rig.world.heal()
        quiet = self._drain(progress)
        self._check_sender()
        self._writer.write(quiet)
        progress.phase("settling: what is on its way arrives")
        try:
            self.rig.close_sender()
        except ProcessError as error:
            raise SenderEndedError(str(error)) from error
        self.rig.world.settle()
        self._writer.write(QuietFact(t=self.rig.clock.now_us(), step="settled"))

    def _drain(self, progress: Progress) -> QuietFact:
        """Wait until no attempt came for the policy's horizon, at most the scenario's drain."""
        rest = rest_for(self.rig.policy, self.plan.drain_us)
        began_us = self.rig.clock.now_us()
        while True:
            metrics = self._metrics()
            now_us = self.rig.clock.now_us()
            quiet_us = now_us - max(began_us, metrics["last_attempt_us"] or 0)
            word = rest.word(
                waited_us=now_us - began_us, quiet_us=quiet_us, in_flight=metrics["in_flight"]
            )
            if word is not None:
                return QuietFact(t=now_us, step=word, waited_ms=quiet_us // 1000)
            done = min(1.0, quiet_us / max(1, rest.needed_us))
            left_s = (rest.needed_us - quiet_us) / 1e6
            progress.show(Figures(metrics=metrics, left_s=left_s, done=done))
            self._pause(POLL_S)

    def _close(self) -> None:
        """End every process and every ledger in order; what cannot be closed is a problem."""
        if self._locust is not None:
            self._locust.stop()
        if self.rig.is_up:
            self._close_world()
        self.rig.stop()
        self.manifest.simulator_timer_p99_ms = self._timer_p99_ms
        elsewhere = self.rig.elsewhere
        blur_us = 0 if elsewhere is None else elsewhere.blur_us
        self._writer.close(delta_us=DELTA_US + blur_us + int(self._timer_p99_ms * 1000))
        write_manifest(self.folder, self.manifest)

    def _close_world(self) -> None:
        try:
            if self.manifest.interrupted or self.manifest.sender_crashed:
                self.rig.world.heal()
            with contextlib.suppress(ProcessError):
                self.rig.close_sender()
            self.rig.end_world()
        except ControlError as error:
            if not self.manifest.problems:
                self.manifest.problems.append(self._said(error))

    def _check_sender(self) -> None:
        process = self.rig.sender_process
        if process is not None and process.status is not None:
            raise SenderEndedError(f"{process.name}, status {process.status}\n{process.tail()}")

    def _crashed(self, why: str) -> None:
        self.manifest.sender_crashed = why
        status = self.rig.sender_process.status if self.rig.sender_process else None
        self._writer.write(CrashFact(t=self.rig.clock.now_us(), of="host", status=status))

    def _metrics(self) -> dict[str, Any]:
        metrics = self.rig.world.metrics()
        self._timer_p99_ms = max(self._timer_p99_ms, metrics["timer_lateness_p99_ms"])
        return metrics

    def _said(self, error: WindtunnelError) -> str:
        """Return an error's first line; where the simulator is gone, that is the reason."""
        simulator = self.rig.simulator.process if self.rig.is_up else None
        if isinstance(error, ControlError) and simulator is not None:
            status = simulator.wait(POLL_S)
            if status is not None:
                return f"the simulator ended by itself with status {status}"
        return str(error).splitlines()[0]
