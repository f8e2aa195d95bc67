"""What many runs say together: the worst word wins, and one test is enough."""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from windtunnel.domain.verdict import Verdict, Word
from windtunnel_reports.invariants.base import STORIES_MAX

_ORDER: tuple[Word, ...] = ("broken", "undecided", "kept", "untested")


class Merging:
    """Takes the verdicts of one run after the other; what it holds does not grow with them."""

    def __init__(self) -> None:
        self._merged: dict[str, Verdict] = {}
        self._runs: Counter[str] = Counter()
        self._worst: Counter[str] = Counter()

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Take the verdicts of a run."""
        for verdict in verdicts:
            self._runs[verdict.id] += 1
            before = self._merged.get(verdict.id)
            if before is None or _ORDER.index(verdict.word) < _ORDER.index(before.word):
                self._worst[verdict.id] = 0
            merged = verdict if before is None else _both(before, verdict)
            self._worst[verdict.id] += verdict.word == merged.word
            self._merged[verdict.id] = merged

    def verdicts(self) -> tuple[Verdict, ...]:
        """Return one verdict per invariant, in order of id."""
        return tuple(self._said(self._merged[name]) for name in sorted(self._merged))

    def _said(self, merged: Verdict) -> Verdict:
        worst, runs = self._worst[merged.id], self._runs[merged.id]
        if merged.word != "undecided" or runs == 1:
            return merged
        why = f"{merged.why} (in {worst} of {runs:,} runs)"
        return msgspec.structs.replace(merged, why=why)


def merge_verdicts(runs: Iterable[Sequence[Verdict]]) -> tuple[Verdict, ...]:
    """Return one verdict per invariant over many runs, in order of id.

    Broken if any run broke it, else undecided if any run could not decide, else kept if any run
    put it to the test, else untested. Counts and counters are sums. The stories are those of the
    first run that broke it.
    """
    merging = Merging()
    for verdicts in runs:
        merging.add(verdicts)
    return merging.verdicts()


def _both(before: Verdict, verdict: Verdict) -> Verdict:
    first = min(before, verdict, key=lambda each: _ORDER.index(each.word))
    counters = Counter(before.counters)
    counters.update(verdict.counters)
    return Verdict(
        id=first.id,
        name=first.name,
        word=first.word,
        why=first.why,
        required=before.required or verdict.required,
        claimed=before.claimed or verdict.claimed,
        n=before.n + verdict.n,
        broken=before.broken + verdict.broken,
        stories=first.stories[:STORIES_MAX],
        counters=dict(sorted(counters.items())),
    )
