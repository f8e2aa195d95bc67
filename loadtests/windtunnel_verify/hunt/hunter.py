"""The state of a search: tries schedules, keeps the first failure of each root cause, sums up."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.errors import HarnessError
from windtunnel_verify.hunt.alphabet import kinds_of
from windtunnel_verify.hunt.corpus import read_corpus
from windtunnel_verify.hunt.drawing import Drawer, families_on
from windtunnel_verify.hunt.finding import Finding, Phase, Problem, Progress, Searched, Tell
from windtunnel_verify.hunt.ground import Ground
from windtunnel_verify.hunt.profiles import Profile
from windtunnel_verify.hunt.proving import finding_of, why_not_same
from windtunnel_verify.hunt.replays import Replay
from windtunnel_verify.hunt.selfcheck import self_check
from windtunnel_verify.hunt.soak import soak
from windtunnel_verify.hunt.striking import Choose, Faults
from windtunnel_verify.hunt.tally import Tally
from windtunnel_verify.hunt.trial import ENDLESS, FAILINGS, Trial, try_out
from windtunnel_verify.schedule import Crash, DrawFault, Schedule

SWEEP_STEPS_MAX = 2_000


class Hunter:
    """One search of one sender."""

    def __init__(
        self,
        create: Callable[..., Any],
        *,
        profile: Profile,
        seed: int,
        ground: Ground,
        tell: Tell | None = None,
    ) -> None:
        self.profile = profile
        self.seed = seed
        self.stopped = ""
        self.problems: list[Problem] = []
        self.findings: list[Finding] = []
        self._create = create
        self._ground = ground
        self._tell = tell
        self._tally = Tally()
        self._failed: dict[str, tuple[Trial, int]] = {}

    @property
    def is_done(self) -> bool:
        """Return whether no further run is wanted."""
        if len(self._failed) >= self.profile.findings and not self.stopped:
            count = len(self._failed)
            self.stopped = f"{count} root cause{'s were' if count > 1 else ' was'} found"
        return bool(self.stopped)

    def check_harness(self) -> None:
        """Say nothing of a sender where the harness cannot be trusted."""
        self.problems += [Problem(kind="harness", said=said) for said in self_check()]
        if self.problems:
            self.stopped = "the harness is broken"

    def replay(self, corpus: Path | Iterable[Replay]) -> None:
        """Run past counterexamples."""
        kept = tuple(self._read(corpus) if isinstance(corpus, Path) else corpus)
        for done, replay in enumerate(kept, 1):
            try:
                self._take("corpus", replay.schedule, replay.seed)
            except ConfigError as error:
                self.problems.append(Problem(kind="corpus", said=str(error)))
            self._report("corpus", done, len(kept))

    def fly_whole(self) -> None:
        """Run a scenario's plan once from its beginning to its end."""
        whole = self._ground.whole
        if whole is not None and not self.is_done:
            self._take("scenario", whole, self._ground.seed)

    def begin(self, is_over: Callable[[], bool]) -> None:
        """Try what can be listed."""
        for schedule in self._ground.firsts[: self.profile.examples]:
            if is_over():
                return
            self._take("search", schedule, self.seed, of=self.profile.examples)

    @property
    def examples_left(self) -> int:
        """Return how many examples are left to be drawn."""
        return max(0, self.profile.examples - len(self._ground.firsts))

    def example(self, choose: Choose) -> None:
        """Try one example, drawn as it runs."""
        ground = self._ground
        on = families_on(choose, ground.alphabet, ground.hosting.beside)
        drawer = Drawer(choose, on, source=ground.source, base=ground.base)
        schedule, seed = drawer.schedule(), choose(1 << 16)
        faults = Faults(choose, on, requests=ground.requests, webhooks=ground.webhooks)
        trial = self._try(schedule, seed, draw=faults)
        if faults.error is not None:
            raise faults.error
        self._add(trial)
        self._report("search", self._tally.schedules, self.profile.examples)
        given = tuple(fault for key in sorted(faults.given) for fault in faults.given[key])
        sparse = msgspec.structs.replace(schedule, faults=given)
        if self.profile.paranoid and self._differs(trial, sparse, faults):
            return
        whole = msgspec.structs.replace(trial, schedule=sparse)
        self._keep(whole, examples=self._tally.schedules)

    def sweep(self, is_over: Callable[[], bool]) -> None:
        """Crash the sender before each of its steps in turn."""
        for schedule in self._ground.swept[: self.profile.sweeps]:
            for step in range(1, SWEEP_STEPS_MAX + 1):
                if is_over() or self.is_done:
                    return
                crashed = msgspec.structs.replace(schedule, crash=Crash(step=step))
                trial = self._take("crash sweep", crashed, self.seed)
                if trial.ran is None or not trial.ran.crashed:
                    break

    def soak(self) -> None:
        """Run a day of traffic."""
        if not self.is_done:
            day = soak(sends=self.profile.soak_sends, seed=self.seed)
            day = self._ground.hosting.hosted(day)
            day = msgspec.structs.replace(day, switches=self._ground.base.switches)
            self._take("soak", day, self.seed)

    def finish(self) -> None:
        """Make every failure small."""
        runs_max = self.profile.minimise_runs
        for root, (trial, examples) in self._failed.items():
            found = finding_of(
                root,
                trial,
                self._try,
                runs_max=runs_max,
                examples=examples,
                tell=lambda runs: self._report("minimise", runs, runs_max),
            )
            if isinstance(found, Finding):
                self.findings.append(found)
            elif found not in self.problems:
                self.problems.append(found)

    def searched(self, *, wall_s: float) -> Searched:
        """Return what the search came to."""
        return Searched(
            profile=self.profile.name,
            seed=self.seed,
            policy=self._tally.policy,
            verdicts=self._tally.verdicts(),
            findings=tuple(self.findings),
            matrix=self._tally.matrix(kinds_of(self._ground.alphabet)),
            counts=self._tally.counts(),
            problems=tuple(self.problems),
            stopped=self.stopped,
            wall_s=wall_s,
        )

    def _read(self, folder: Path) -> Iterator[Replay]:
        found, wrong = read_corpus(folder)
        self.problems += [Problem(kind="corpus", said=said) for said in wrong]
        return (replay for _, replay in found)

    def _take(self, phase: Phase, schedule: Schedule, seed: int, *, of: int = 0) -> Trial:
        trial = self._try(schedule, seed, soak=phase == "soak")
        self._add(trial)
        self._report(phase, self._tally.schedules, of)
        self._keep(trial, examples=0 if phase == "corpus" else self._tally.schedules)
        return trial

    def _add(self, trial: Trial) -> None:
        """Add up a schedule that counts."""
        self._tally.schedules += 1
        if trial.ran is not None and not trial.is_void:
            self._tally.take(trial.ran)

    def _try(
        self, schedule: Schedule, seed: int, *, draw: DrawFault | None = None, soak: bool = False
    ) -> Trial:
        self._tally.runs += 1
        try:
            return try_out(self._create, schedule, seed, draw=draw, soak=soak)
        except HarnessError as error:
            self.stopped = "the harness is broken"
            self.problems.append(Problem(kind="harness", said=str(error)))
            return Trial(schedule=schedule, seed=seed, roots={})

    def _differs(self, trial: Trial, sparse: Schedule, faults: Faults) -> bool:
        """Run an example once more with what was drawn; say whether it left another ledger."""
        again = self._try(
            msgspec.structs.replace(sparse, faults=()),
            trial.seed,
            draw=lambda intent, attempt: faults.given.get((intent, attempt), ()),
        )
        if again.digest == trial.digest:
            return False
        problem = why_not_same("an example", sparse, trial.seed, self._try)
        self.problems.append(problem)
        self.stopped = "two runs of one example differ"
        return True

    def _keep(self, trial: Trial, *, examples: int) -> None:
        for root in trial.roots:
            self._failed.setdefault(root, (trial, examples))
            if root in ENDLESS:
                self.stopped = f"the sender {FAILINGS[root]}"

    def _report(self, phase: Phase, done: int, of: int) -> None:
        if self._tell is not None:
            self._tell(Progress(phase=phase, done=done, of=of, findings=len(self._failed)))
