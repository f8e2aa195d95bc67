"""What a search hands back, as values: findings, verdicts, and how much was looked at."""

from collections.abc import Callable
from typing import Literal

import msgspec

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Story, Verdict
from windtunnel_verify.schedule import Schedule

Phase = Literal["corpus", "scenario", "search", "minimise", "crash sweep", "soak"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a sender does wrong, with the smallest schedule found that shows it.

    `invariant` is the root cause: an invariant's id, or one of `trial.FAILINGS` for what no
    ledger holds. `digest` is the ledger's of the minimised run; `examples` counts the schedules
    tried until it showed, 0 where it came from the corpus.
    """

    invariant: str
    name: str
    schedule: Schedule
    seed: int
    story: Story
    also: tuple[str, ...] = ()
    digest: str = ""
    examples: int = 0
    runs: int = 0
    versions: dict[str, str] = {}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What keeps a search from being trusted whole; it is never a breach by the sender.

    `harness`: our own side broke or is not repeatable. `chance`: the sender is not repeatable, so
    it draws chance or time from where the run cannot seed it. `corpus`: a file that cannot be
    read or no longer can be run. `lost`: a failure that its own schedule does not show again.
    `flight`: a schedule that could not be flown over real HTTP. `unkept`: a counterexample that
    the corpus did not take.
    """

    kind: Literal["harness", "chance", "corpus", "lost", "flight", "unkept"]
    said: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a search has come; `of` and `left_s` are 0 where nobody can know."""

    phase: Phase
    done: int
    of: int
    findings: int
    left_s: float = 0.0


Tell = Callable[[Progress], None]


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """How much was looked at: `runs` counts those of minimising, too, `fired` struck attempts."""

    schedules: int = 0
    runs: int = 0
    intents: int = 0
    attempts: int = 0
    fired: int = 0


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """A search that is over.

    `verdicts` are merged over all schedules; `matrix` counts fault × attempt × what became of the
    message, zeros included. `stopped` says why it ended before its last example, "" where it did
    not; `interrupted` whether somebody ended it. `notes` are what a reader should know beside the
    verdicts. Everything but `wall_s` depends on the sender, the profile and the seed alone, unless
    the profile has a limit of time.
    """

    profile: str
    seed: int
    policy: Policy
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    matrix: dict[str, dict[str, int]]
    counts: Counts
    problems: tuple[Problem, ...] = ()
    stopped: str = ""
    interrupted: bool = False
    notes: tuple[str, ...] = ()
    wall_s: float = 0.0

    @property
    def runs_per_s(self) -> float:
        """Return how many runs a second of wall clock saw."""
        return self.counts.runs / self.wall_s if self.wall_s > 0 else 0.0

    @property
    def is_clean(self) -> bool:
        """Return whether nothing was found, and nothing is in the way of believing that."""
        return not self.findings and not self.problems
