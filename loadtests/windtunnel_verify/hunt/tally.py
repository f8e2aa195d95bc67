"""Adds up what many runs say: verdicts, the matrix with its zeros, and how much was looked at."""

from collections import Counter
from collections.abc import Sequence

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Verdict
from windtunnel_reports.judge import Judgement
from windtunnel_reports.matrix import Matrix, merge_matrices
from windtunnel_reports.merging import Merging
from windtunnel_verify.hunt.finding import Counts
from windtunnel_verify.run import Ran


class Tally:
    """What the runs of a search add up to."""

    def __init__(self) -> None:
        self.policy = Policy.undeclared()
        self.schedules = 0
        self.runs = 0
        self._figures: Counter[str] = Counter()
        self._merging = Merging()
        self._matrix: Matrix = {}

    def take(self, ran: Ran) -> None:
        """Take a run's judgement."""
        self.add(ran.judgement, ran.policy)

    def add(self, judgement: Judgement, policy: Policy) -> None:
        """Take a judgement of a sender with this policy."""
        self.policy = policy
        self._figures.update(judgement.counts)
        self._merging.add(judgement.verdicts)
        self._matrix = merge_matrices((self._matrix, judgement.matrix))

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return one verdict for each invariant."""
        return self._merging.verdicts()

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
