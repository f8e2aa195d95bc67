"""R24: each webhook event changes things once, and a message's state never goes back."""

from itertools import pairwise

from windtunnel.domain.facts import EffectFact, InboundFact, RestartFact
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.lines import acceptance_lines
from windtunnel_reports.pushes import began_t, effect_line, push_line
from windtunnel_reports.story import compose

RANK = {"pending": 1, "sent": 2, "failed": 3, "delivered": 4, "read": 5, "played": 6}
"""A failure undoes "sent"; a delivery, on any of a person's devices, undoes a failure."""

LINES_OF_EACH = 3

REPEATED_S = 7 * 86_400
"""A provider that got no 2xx tries again for up to so long. Source: Meta's webhook overview (the
page on endpoints says 36 h; the longer holds), read 2026-11-22."""


class EffectExactlyOnce(Invariant):
    """One effect per acknowledged event; transitions of a message's state only go forward.

    Transitions are judged, not end states: a state that went back may be overwritten later. An
    effect that changed nothing (`noop`) does not count, except where it is the first report of
    its event after a restart: then the write survived the crash and the report did not.

    An event is to be remembered for as long as the provider repeats it, or as long as declared
    (`dedupe_ttl_s`) where that is longer; what comes again after that is an event of its own.

    A message that failed and was queued again begins anew: its state may go back once for it.
    """

    id = "R24"
    name = "effect exactly once, state convergent"
    needs = frozenset({"effect"})
    must_count = "events"
    untested_why = "no webhook came again after its effect, or none overtook an earlier one"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._effects: dict[str, list[EffectFact]] = {}
        for effect in context.cases.of_kind(EffectFact):
            self._effects.setdefault(effect.event, []).append(effect)
        self._tells_of_statuses = any(map(context.cases.status_of, self._effects))
        self._restarts = [fact.t for fact in context.cases.of_kind(RestartFact)]

    @property
    def is_tested(self) -> bool:
        """True where a webhook came again after its effect, and one overtook an earlier one."""
        return self.counters["duplicates"] > 0 and self.counters["inverted_pairs"] > 0

    def judge(self, case: Case) -> None:
        """Judge the statuses of one message: they are states of one thing."""
        if not self._effects:
            return
        by_message: dict[str, list[str]] = {}
        for status in case.statuses:
            by_message.setdefault(status.message, []).append(status.event)
        begun = case.again
        again = [each for each in case.attempts if each.fact.attempt in begun]
        for message, events in by_message.items():
            self._count_inverted(events)
            self._walk(events, [each.fact.t for each in again if each.message == message])

    def finish(self) -> None:
        """Judge each event of its own."""
        for event, effects in self._effects.items():
            pushes = self.context.cases.pushes.get(event, ())
            if not pushes:
                continue
            self.counters["events"] += 1
            first_t = effects[0].t
            if any(began_t(push) > first_t for push in pushes):
                self.counters["duplicates"] += 1
            changes = [effect for effect in effects if not effect.noop]
            if len(changes) > 1:
                self._judge_repeated(event, changes)
        self._look_for_missing()

    def _judge_repeated(self, event: str, changes: list[EffectFact]) -> None:
        declared_s = self.context.policy.dedupe_ttl_s
        span_us = max(REPEATED_S, declared_s or 0.0) * SECOND_US - self.context.delta_us
        gaps_us = [later.t - earlier.t for earlier, later in pairwise(changes)]
        within = [gap_us for gap_us in gaps_us if gap_us < span_us]
        if not within:
            return
        sentence = f"one webhook event was applied {len(changes)} times"
        if declared_s is not None and min(within) >= declared_s * SECOND_US:
            sentence += (
                f"; it declares to remember for {declared_s:g} s, and the provider repeats for up "
                f"to {REPEATED_S // 86_400} days"
            )
        self._tell([event], sentence)

    def _walk(self, events: list[str], again: list[int]) -> None:
        """Follow a message's state through its effects; `again`: when it was queued again."""
        reached, state = 0, ""
        effects = self._in_order(events)
        for effect in effects:
            if again and effect.t >= again[0]:
                reached, again = 0, [t for t in again if t > effect.t]
            rank = RANK.get(effect.state, reached)
            if effect.noop:
                if self._is_first_after_restart(effect):
                    reached, state = max(rank, reached), effect.state
                continue
            if rank < reached:
                self._tell(events, f"a message's state went back from {state} to {effect.state}")
                return
            reached, state = rank, effect.state
        acked = [event for event in events if self._is_acked(event)]
        furthest = max((_rank_of(event) for event in acked), default=0)
        is_silent = self._tells_of_statuses and not effects
        if furthest > reached and (state or is_silent) and not self._is_open():
            last = max(acked, key=_rank_of).rpartition(":")[2]
            stayed = f"its state stayed at {state}" if state else "it had no effect"
            self._tell(events, f"the sender acknowledged '{last}' of a message, and {stayed}")

    def _look_for_missing(self) -> None:
        """Each acked text has its effect, where this sender reports those of texts at all."""
        texts = [fact.event for fact in self.context.cases.of_kind(InboundFact)]
        if not any(event in self._effects for event in texts):
            return
        for event in texts:
            if event not in self._effects and self._is_acked(event) and not self._is_open():
                self._tell([event], "a webhook was acknowledged and had no effect")

    def _is_open(self) -> bool:
        """Say, and doubt, where the effect may yet come or died with its sender."""
        why = self.context.unquiet
        if not why and self.context.cases.crashes and not self._restarts:
            why = f"{self.context.cases.crashes[0].of} ended by itself and was not restarted"
        if why:
            self.doubt(why)
        return bool(why)

    def _in_order(self, events: list[str]) -> list[EffectFact]:
        found = [effect for event in events for effect in self._effects.get(event, ())]
        return sorted(found, key=lambda effect: (effect.t, effect.writer, effect.seq))

    def _is_first_after_restart(self, effect: EffectFact) -> bool:
        first = self._effects[effect.event][0]
        return effect is first and any(t <= effect.t for t in self._restarts)

    def _is_acked(self, event: str) -> bool:
        return self.context.cases.acked_t(event) is not None

    def _count_inverted(self, events: list[str]) -> None:
        """Count the pairs of which the later status came first."""
        came = []
        for event in events:
            pushes = self.context.cases.pushes.get(event)
            if pushes:
                # Of one instant, as in virtual time, the order of writing is that of coming.
                began = min((began_t(push), push.seq) for push in pushes)
                came.append((_rank_of(event), began))
        self.counters["inverted_pairs"] += sum(
            low < high and late > early for low, late in came for high, early in came
        )

    def _tell(self, events: list[str], sentence: str) -> None:
        pushes = [p for event in events for p in self.context.cases.pushes.get(event, ())]
        effects = self._in_order(events)
        found = self.context.cases.status_of(events[0])
        case = None if found is None else found[0]
        messages = [event.rpartition(":")[0] for event in events]
        lines = [
            *([] if case is None else acceptance_lines(case, messages)),
            *map(push_line, sorted(pushes, key=lambda push: push.t)[-LINES_OF_EACH:]),
            *map(effect_line, effects[-LINES_OF_EACH:]),
        ]
        about = events[0] if case is None else case.index
        self.record(about, compose(self.id, sentence, lines, case=case))


def _rank_of(event: str) -> int:
    return RANK.get(event.rpartition(":")[2], 0)
