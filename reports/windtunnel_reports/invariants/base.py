"""An invariant: what must hold for every run, judged case by case, with counters.

`judge` sees every case once; what it finds goes to `breach`, `doubt` or a counter. The verdict is
broken if there is a breach, else undecided if there is doubt, else untested if `is_tested` is
false, else kept: doubt is never a pass, and neither is absence.
"""

from collections import Counter
from collections.abc import Iterable
from typing import ClassVar

from windtunnel.domain.verdict import Story, StoryLine, Verdict, Word
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import Context
from windtunnel_reports.story import tell

STORIES_MAX = 20


class Invariant:
    """Base of all: subclasses set `id`, `name`, `needs`, and write `judge`."""

    id: ClassVar[str]
    name: ClassVar[str]
    needs: ClassVar[frozenset[str]] = frozenset()
    must_count: ClassVar[str] = "cases"
    by_content: ClassVar[bool] = False
    """It asks of a message no more than what became of one content; see `Group.is_told`."""

    untested_why: ClassVar[str] = "no message put it to the test"
    proof: ClassVar[tuple[str, ...]] = ()
    """The kinds of lines, beside those of attempts, without which a story proves nothing."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.counters: Counter[str] = Counter()
        self.broken: dict[int, Story] = {}
        self.apart: dict[str, Story] = {}
        self.breaches = 0
        self.doubts: Counter[str] = Counter()

    def judge(self, case: Case) -> None:
        """Judge one case."""
        raise NotImplementedError

    def finish(self) -> None:
        """Judge what is not of one case alone; called once, after all cases."""

    def breach(
        self,
        case: Case,
        sentence: str,
        attempts: list[Attempt] | None = None,
        *,
        evidence: Iterable[StoryLine] = (),
        is_sure: bool = False,
    ) -> None:
        """Record a breach; the first of each intent keeps its story, all are counted.

        Where whose a call was cannot be told, it is a doubt, unless `is_sure` says that it does
        not rest on the calls; where it is one of a few messages, the story says so.
        """
        guess = case.guess(by_content=self.by_content)
        if guess and not is_sure:
            self.doubt(guess)
            return
        self.breaches += 1
        if case.said:
            sentence = f"{case.said}: {sentence}"
        if case.index not in self.broken:
            self.broken[case.index] = tell(
                self.id, sentence, case, attempts=attempts, evidence=evidence, proof=self.proof
            )

    def record(self, about: int | str, story: Story) -> None:
        """Record a breach with its own story, about an intent (its index) or something else."""
        case = self.context.cases.by_index.get(about) if isinstance(about, int) else None
        guess = "" if case is None else case.guess()
        if guess:
            self.doubt(guess)
            return
        self.breaches += 1
        if isinstance(about, int):
            self.broken.setdefault(about, story)
        else:
            self.apart.setdefault(about, story)

    def doubt(self, why: str) -> None:
        """Record that something cannot be decided."""
        self.doubts[why] += 1

    @property
    def is_tested(self) -> bool:
        """True where the run put this invariant to the test."""
        return self.counters[self.must_count] > 0

    @property
    def is_claimed(self) -> bool:
        """True where the adapter can report what this invariant needs."""
        return self.needs <= self.context.reports

    def verdict(self, *, required: bool) -> Verdict:
        """Return the verdict."""
        word, why = self._word()
        return Verdict(
            id=self.id,
            name=self.name,
            word=word,
            why=why,
            required=required and self.is_claimed,
            claimed=self.is_claimed,
            n=self.counters[self.must_count],
            broken=self.breaches,
            stories=(*self.broken.values(), *self.apart.values())[:STORIES_MAX],
            counters=dict(sorted(self.counters.items())),
        )

    def _word(self) -> tuple[Word, str]:
        if not self.is_claimed:
            missing = ", ".join(sorted(self.needs - self.context.reports))
            return "untested", f"this adapter does not report: {missing}"
        if self.breaches:
            return "broken", ""
        if self.doubts:
            why, count = self.doubts.most_common(1)[0]
            return "undecided", f"{why} ({count} of them)" if count > 1 else why
        if not self.is_tested:
            return "untested", self.untested_why
        return "kept", ""
