"""What many runs say together: the worst word wins, and one test is enough."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from windtunnel.domain.verdict import Verdict, Word
from windtunnel_reports.invariants.base import STORIES_MAX

_ORDER: tuple[Word, ...] = ("broken", "undecided", "kept", "untested")


def merge_verdicts(runs: Iterable[Sequence[Verdict]]) -> tuple[Verdict, ...]:
    """Return one verdict per invariant over many runs, in order of id.

    Broken if any run broke it, else undecided if any run could not decide, else kept if any run
    put it to the test, else untested. Counts and counters are sums. The stories are those of the
    first run that broke it.
    """
    by_id: dict[str, list[Verdict]] = defaultdict(list)
    for verdicts in runs:
        for verdict in verdicts:
            by_id[verdict.id].append(verdict)
    return tuple(_merged(by_id[name]) for name in sorted(by_id))


def _merged(found: list[Verdict]) -> Verdict:
    words = [verdict.word for verdict in found]
    word = min(words, key=_ORDER.index)
    first = found[words.index(word)]
    counters: Counter[str] = Counter()
    for verdict in found:
        counters.update(verdict.counters)
    return Verdict(
        id=first.id,
        name=first.name,
        word=word,
        why=_why(first, words.count(word), len(words)),
        required=any(verdict.required for verdict in found),
        claimed=any(verdict.claimed for verdict in found),
        n=sum(verdict.n for verdict in found),
        broken=sum(verdict.broken for verdict in found),
        stories=first.stories[:STORIES_MAX],
        counters=dict(sorted(counters.items())),
    )


def _why(first: Verdict, count: int, runs: int) -> str:
    if first.word != "undecided" or runs == 1:
        return first.why
    return f"{first.why} (in {count} of {runs} runs)"
