"""Adds up what many runs say: verdicts, the matrix with its zeros, and how much was looked at."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Verdict, Word
from windtunnel_reports.judge import Judgement
from windtunnel_reports.matrix import Matrix, merge_matrices
from windtunnel_verify.hunt.finding import Counts
from windtunnel_verify.run import Ran

_STRONGEST: tuple[Word, ...] = ("broken", "undecided", "kept", "untested")
STORIES_MAX = 20


class Tally:
    """What the runs of a search add up to."""

    def __init__(self) -> None:
        self.policy = Policy.undeclared()
        self.schedules = 0
        self.runs = 0
        self._figures: Counter[str] = Counter()
        self._verdicts: dict[str, Verdict] = {}
        self._matrix: Matrix = {}

    def take(self, ran: Ran) -> None:
        """Take a run's judgement."""
        self.add(ran.judgement, ran.policy)

    def add(self, judgement: Judgement, policy: Policy) -> None:
        """Take a judgement of a sender with this policy."""
        self.policy = policy
        self._figures.update(judgement.counts)
        for verdict in judgement.verdicts:
            before = self._verdicts.get(verdict.id)
            self._verdicts[verdict.id] = verdict if before is None else _both(before, verdict)
        self._matrix = merge_matrices((self._matrix, judgement.matrix))

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return one verdict for each invariant."""
        return tuple(self._verdicts[which] for which in sorted(self._verdicts))

    def matrix(self, kinds: Sequence[str] = ()) -> Matrix:
        """Return the matrix, with rows of zeros for what never struck."""
        return merge_matrices((self._matrix,), kinds)

    def counts(self) -> Counts:
        """Return how much was looked at."""
        return Counts(
            schedules=self.schedules,
            runs=self.runs,
            intents=self._figures["intents"],
            attempts=self._figures["attempts"],
            fired=sum(sum(cells.values()) for cells in self._matrix.values()),
        )


def _both(one: Verdict, other: Verdict) -> Verdict:
    """Return what two runs say of an invariant: one breach is enough, and so is one test."""
    told = min(one, other, key=lambda verdict: _STRONGEST.index(verdict.word))
    return msgspec.structs.replace(
        told,
        required=one.required or other.required,
        n=one.n + other.n,
        broken=one.broken + other.broken,
        stories=(*one.stories, *other.stories)[:STORIES_MAX],
        counters=dict(sorted((Counter(one.counters) + Counter(other.counters)).items())),
    )
