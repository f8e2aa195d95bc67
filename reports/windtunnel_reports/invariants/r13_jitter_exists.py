"""R13: what failed together does not come back together."""

from collections import defaultdict

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.story import compose

BUCKET_US = 100_000
TOGETHER_MIN = 20
WINDOWS_IN_JITTER = 5
"""A declared jitter narrower than this many buckets is judged in narrower ones: else messages
that are spread as declared would share a bucket by chance."""


class JitterExists(Invariant):
    """Of messages that failed in one 100 ms, no 100 ms holds more than half of the retries.

    The answer that they failed with may have told them all the same wait: what is required is
    spread after it.
    """

    id = "R13"
    name = "jitter exists"
    must_count = "failed_together"
    untested_why = f"no jitter is declared, or no {TOGETHER_MIN} messages failed within 100 ms"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._retried: dict[int, list[int]] = defaultdict(list)
        self._window_us = self._window()

    def judge(self, case: Case) -> None:
        """Take a message's first failure and its first retry."""
        if not self._window_us or len(case.attempts) < 2:  # noqa: PLR2004 - a first and a retry
            return
        first, retry = case.attempts[:2]
        answer, end = first.answer, first.end
        if answer is None or end is None or not first.is_whole:
            return
        if answer.cls in {"retryable", "ambiguous"}:
            self._retried[end.t // BUCKET_US].append(retry.fact.t)

    def finish(self) -> None:
        """Look at each 100 ms in which enough failed together."""
        for bucket, times in sorted(self._retried.items()):
            if len(times) < TOGETHER_MIN:
                continue
            self.counters["failed_together"] += 1
            begin_t, count = _densest(sorted(times), self._window_us)
            if 2 * count > len(times):
                self._tell(bucket * BUCKET_US, begin_t, f"{count} of {len(times)}")

    def _window(self) -> int:
        backoff = self.context.policy.backoff
        if backoff is None or backoff.jitter == "none":
            return 0
        width_s = backoff.base_s if backoff.jitter == "full" else backoff.base_s / 2
        return min(BUCKET_US, round(width_s * SECOND_US / WINDOWS_IN_JITTER))

    def _tell(self, failed_t: int, begin_t: int, share: str) -> None:
        within = f"{self._window_us / 1e3:g} ms"
        lines = [
            StoryLine(t=failed_t, kind="answer", text="many messages fail within 100 ms"),
            StoryLine(t=begin_t, kind="attempt", text=f"{share} retries arrive within {within}"),
        ]
        sentence = f"{share} messages that failed together came back within {within}"
        self.record(f"failures at {failed_t}", compose(self.id, sentence, lines))


def _densest(times: list[int], window_us: int) -> tuple[int, int]:
    """Return where the fullest window begins, and how many of the times it holds."""
    begin, best = 0, (times[0], 0)
    for place, t in enumerate(times):
        while t - times[begin] >= window_us:
            begin += 1
        if place - begin + 1 > best[1]:
            best = (times[begin], place - begin + 1)
    return best
