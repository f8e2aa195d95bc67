"""R29: while the primary number is out messages take another way, once, and come back after."""

from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.invariants.r02_duplicates_within_policy import allowed_copies
from windtunnel_reports.story import compose
from windtunnel_reports.stretches import Outage, fault_spells, outages

INTENTS_MIN = 20
SHARE = 0.95
"""Of the messages of an outage, where the policy declares no share of its own."""


class Reroute(Invariant):
    """Fallback within the declared time, nobody told twice, and back when the number is healed.

    A way is a number of a provider. The primary of a message is the number that it was wanted
    from. It is out from the first of a
    row of failures to the end of the fault that caused them, or to its next success.
    """

    id = "R29"
    name = "reroute without double delivery"
    must_count = "outages"
    untested_why = f"no fallback is declared, or no outage in which {INTENTS_MIN} were wanted"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._cases: dict[str, list[Case]] = {}

    def judge(self, case: Case) -> None:
        """Take a message by its primary; one that took two ways must not arrive too often."""
        if self.context.policy.fallback_after_s is None or case.intent is None:
            return
        self._cases.setdefault(case.intent.number, []).append(case)
        ways = {(attempt.fact.provider, attempt.fact.number) for attempt in case.attempts}
        if len(ways) < 2:  # noqa: PLR2004 - two ways
            return
        self.counters["went_two_ways"] += 1
        copies = len(case.rows)
        if copies > allowed_copies(self.context, case):
            self.breach(case, f"a message that was rerouted arrived {copies} times")

    def finish(self) -> None:
        """Judge each number's outages."""
        if self.context.policy.fallback_after_s is None:
            return
        spells = fault_spells(self.context.cases)
        every = outages(self.context.cases)
        for place, outage in enumerate(every):
            end_t = outage.until_t
            for begin, end in spells:
                if begin <= outage.from_t < end:
                    end_t = min(end, end_t) if outage.is_over else end
            again = [each.from_t for each in every[place + 1 :] if each.number == outage.number]
            self._judge_away(outage, end_t)
            self._judge_back(outage, max(end_t, outage.from_t), min(again, default=None))

    def _judge_away(self, outage: Outage, end_t: int) -> None:
        policy = self.context.policy
        begin_t = outage.from_t + _us(policy.fallback_after_s)
        wanted = self._wanted(outage.number, begin_t, end_t)
        if len(wanted) < INTENTS_MIN:
            return
        self.counters["outages"] += 1
        within_us = None if policy.fallback_within_s is None else _us(policy.fallback_within_s)
        away = [case for case in wanted if self._goes_away(case, outage, within_us)]
        share = len(away) / len(wanted)
        if share < self._share:
            self._tell(
                outage,
                end_t,
                f"a number was out, and {share:.0%} of its messages took another way in time; "
                f"{self._share:.0%} are declared",
            )

    def _judge_back(self, outage: Outage, healed_t: int, again_t: int | None) -> None:
        """After the heal, and the time that it takes to see it, messages use their own number."""
        policy = self.context.policy
        begin_t = healed_t + _us(policy.fallback_after_s) + _us(policy.fallback_within_s)
        end_t = self.context.cases.last_t if again_t is None else again_t
        wanted = [case for case in self._wanted(outage.number, begin_t, end_t) if case.attempts]
        if len(wanted) < INTENTS_MIN:
            return
        self.counters["heals"] += 1
        share = sum(not _is_away(case.attempts[0], outage) for case in wanted) / len(wanted)
        if share < self._share:
            self._tell(
                outage,
                healed_t,
                f"a number was healed, and only {share:.0%} of its messages came back to it",
            )

    def _goes_away(self, case: Case, outage: Outage, within_us: int | None) -> bool:
        assert case.intent is not None, "only what was wanted is taken"
        limit_t = None if within_us is None else case.intent.t + within_us + self.context.delta_us
        return any(
            _is_away(attempt, outage) and (limit_t is None or attempt.fact.t <= limit_t)
            for attempt in case.attempts
        )

    def _wanted(self, number: str, begin_t: int, end_t: int) -> list[Case]:
        return [
            case
            for case in self._cases.get(number, ())
            if case.intent is not None and begin_t <= case.intent.t < end_t
        ]

    @property
    def _share(self) -> float:
        declared = self.context.policy.fallback_share
        return SHARE if declared is None else declared

    def _tell(self, outage: Outage, end_t: int, sentence: str) -> None:
        lines = [
            StoryLine(t=outage.from_t, kind="answer", text="the first of a row of failures"),
            StoryLine(t=end_t, kind="fault_off", text="the number is healed"),
        ]
        about = f"outage of {outage.number} at {outage.from_t}"
        self.record(about, compose(self.id, sentence, lines))


def _is_away(attempt: Attempt, outage: Outage) -> bool:
    return (attempt.fact.provider, attempt.fact.number) != (outage.provider, outage.number)


def _us(seconds: float | None) -> int:
    return round((seconds or 0.0) * SECOND_US)
