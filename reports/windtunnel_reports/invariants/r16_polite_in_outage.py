"""R16: while everything fails, the sender knocks no more often than it declared."""

from bisect import bisect_left

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.story import compose
from windtunnel_reports.stretches import Outage, outages

OUTAGE_MIN_US = 60 * SECOND_US
REST_MIN_US = 10 * SECOND_US
WANTED_MIN = 20
"""An outage with fewer messages to send tempts nobody."""


class PoliteInOutage(Invariant):
    """From a minute into a number's outage on, attempts come at the declared probe rate at most.

    An outage is a row of attempts on one number that all fail, up to the next success.
    """

    id = "R16"
    name = "polite in outage"
    must_count = "outages"
    untested_why = "no probe rate is declared, or no number failed for more than a minute"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._wanted: list[int] = []

    def judge(self, case: Case) -> None:
        """Take when messages were wanted."""
        if case.intent is not None:
            self._wanted.append(case.intent.t)

    def finish(self) -> None:
        """Judge each outage that was long enough."""
        probe_per_s = self.context.policy.breaker_probe_per_s
        if probe_per_s is None:
            return
        self._wanted.sort()
        for outage in outages(self.context.cases):
            rest_us = outage.until_t - outage.from_t - OUTAGE_MIN_US
            first, last = (bisect_left(self._wanted, t) for t in (outage.from_t, outage.until_t))
            if rest_us >= REST_MIN_US and last - first >= WANTED_MIN:
                self.counters["outages"] += 1
                self._judge(outage, probe_per_s, rest_us)

    def _judge(self, outage: Outage, probe_per_s: float, rest_us: int) -> None:
        rest_t = outage.from_t + OUTAGE_MIN_US + self.context.delta_us
        late = [attempt for attempt in outage.attempts if attempt.fact.t > rest_t]
        if len(late) <= probe_per_s * rest_us / SECOND_US + 1:
            return
        rate = len(late) * SECOND_US / rest_us
        lines = [
            StoryLine(t=outage.from_t, kind="answer", text="the first of a row of failures"),
            StoryLine(t=late[0].fact.t, kind="attempt", text="a minute later it goes on knocking"),
            StoryLine(t=outage.until_t, kind="answer", text=f"after {len(late)} more API calls"),
        ]
        sentence = (
            f"a minute into an outage of a number it was called {rate:.2f} times a second; "
            f"{probe_per_s:g} is declared"
        )
        about = f"outage of {outage.number} at {outage.from_t}"
        self.record(about, compose(self.id, sentence, lines))
