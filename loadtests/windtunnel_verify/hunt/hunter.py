"""The state of a search: tries examples, keeps the first failure of each root cause, sums up."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.hunt.alphabet import Alphabet, kinds_of
from windtunnel_verify.hunt.corpus import read_corpus
from windtunnel_verify.hunt.drawing import Drawer, families_on
from windtunnel_verify.hunt.finding import Finding, Phase, Problem, Progress, Searched, Tell
from windtunnel_verify.hunt.minimise import Minimiser
from windtunnel_verify.hunt.profiles import Profile
from windtunnel_verify.hunt.replays import Replay, versions
from windtunnel_verify.hunt.striking import Choose, Faults
from windtunnel_verify.hunt.tally import Tally
from windtunnel_verify.hunt.trial import Trial, name_of_root, try_out
from windtunnel_verify.schedule import DrawFault, Schedule


class Hunter:
    """One search of one sender."""

    def __init__(
        self,
        create: Callable[..., Any],
        *,
        profile: Profile,
        seed: int,
        alphabet: Alphabet,
        tell: Tell | None = None,
    ) -> None:
        self.profile = profile
        self.seed = seed
        self.stopped = ""
        self.problems: list[Problem] = []
        self._create = create
        self._alphabet = alphabet
        self._tell = tell
        self._tally = Tally()
        self._failed: dict[str, tuple[Trial, int]] = {}
        self.findings: list[Finding] = []

    @property
    def is_done(self) -> bool:
        """Return whether no further example is wanted."""
        if len(self._failed) >= self.profile.findings and not self.stopped:
            self.stopped = f"{len(self._failed)} root causes were found"
        return bool(self.stopped)

    def example(self, choose: Choose) -> None:
        """Try one example, drawn as it runs."""
        on = families_on(choose, self._alphabet)
        schedule = Drawer(choose, on).schedule()
        faults = Faults(choose, [self._alphabet[name] for name in on if name in self._alphabet])
        world_seed = choose(1 << 16)
        trial = self._run(schedule, world_seed, draw=faults)
        if faults.error is not None:
            raise faults.error
        self._tally.schedules += 1
        self._report("search", self._tally.schedules, self.profile.examples)
        if trial.ran is not None:
            self._tally.take(trial.ran)
        if trial.roots:
            given = tuple(faults.given[key] for key in sorted(faults.given))
            sparse = msgspec.structs.replace(schedule, faults=given)
            self._keep(msgspec.structs.replace(trial, schedule=sparse))

    def replay(self, corpus: Path | Iterable[Replay]) -> None:
        """Run past counterexamples first."""
        kept = tuple(self._read(corpus) if isinstance(corpus, Path) else corpus)
        for done, replay in enumerate(kept, 1):
            try:
                trial = self._run(replay.schedule, replay.seed)
            except ConfigError as error:
                self.problems.append(Problem(kind="corpus", said=str(error)))
                continue
            self._report("corpus", done, len(kept))
            self._keep(trial)

    def _read(self, folder: Path) -> Iterator[Replay]:
        found, wrong = read_corpus(folder)
        self.problems += [Problem(kind="corpus", said=said) for said in wrong]
        return (replay for _, replay in found)

    def finish(self) -> None:
        """Make every failure small."""
        for root, (trial, examples) in self._failed.items():
            finding = self._small(root, trial, examples)
            if finding is not None:
                self.findings.append(finding)

    def searched(self, *, wall_s: float) -> Searched:
        """Return what the search came to."""
        return Searched(
            profile=self.profile.name,
            seed=self.seed,
            policy=self._tally.policy,
            verdicts=self._tally.verdicts(),
            findings=tuple(self.findings),
            matrix=self._tally.matrix(kinds_of(self._alphabet)),
            counts=self._tally.counts(),
            problems=tuple(self.problems),
            stopped=self.stopped,
            wall_s=wall_s,
        )

    def _run(self, schedule: Schedule, seed: int, *, draw: DrawFault | None = None) -> Trial:
        self._tally.runs += 1
        return try_out(self._create, schedule, seed, draw=draw)

    def _keep(self, trial: Trial) -> None:
        for root in trial.roots:
            self._failed.setdefault(root, (trial, self._tally.schedules))

    def _small(self, root: str, drawn: Trial, examples: int) -> Finding | None:
        """Return the smallest form of a failure; it stands on its schedule alone."""
        whole = self._run(drawn.schedule, drawn.seed)
        if root not in whole.roots:
            said = f"{root} was broken as drawn, and its schedule does not show it again"
            self.problems.append(Problem(kind="lost", said=said))
            return None
        minimiser = Minimiser(
            self._run,
            whole,
            root,
            runs_max=self.profile.minimise_runs,
            tell=lambda runs: self._report("minimise", runs, self.profile.minimise_runs),
        )
        small = minimiser.minimise()
        story = small.roots[root]
        return Finding(
            invariant=root,
            name=name_of_root(root),
            schedule=small.schedule,
            seed=small.seed,
            story=story,
            also=story.also,
            digest=small.digest,
            examples=examples,
            runs=minimiser.runs,
            versions=versions(),
        )

    def _report(self, phase: Phase, done: int, of: int) -> None:
        if self._tell is not None:
            self._tell(Progress(phase=phase, done=done, of=of, findings=len(self._failed)))
