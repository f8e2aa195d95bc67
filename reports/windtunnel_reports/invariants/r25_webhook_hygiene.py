"""R25: a forged webhook does nothing, a true one is acknowledged in time and survives a crash."""

from collections.abc import Iterable
from functools import cached_property

from windtunnel.domain.facts import EffectFact, InboundFact, PushFact, RestartFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Case
from windtunnel_reports.context import SECOND_US, Context
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.lines import acceptance_lines, crash_lines
from windtunnel_reports.pushes import MS_US, began_t, effect_line, push_line
from windtunnel_reports.story import compose

LINES_OF_EACH = 3


class WebhookHygiene(Invariant):
    """No effect by a wrong signature alone; a 2xx in time; acked means that the effect exists.

    The deadline alone does not put this to the test: a wrong signature or a crash after an
    acknowledgement does. Where a provider signs nothing a forged webhook cannot be told from a
    true one, and nobody is asked to.
    """

    id = "R25"
    name = "webhook hygiene, crash safety"
    needs = frozenset({"effect"})
    must_count = "tempted"
    untested_why = "no webhook had a wrong signature, and no crash came after an acknowledgement"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._effects: dict[str, list[EffectFact]] = {}
        for effect in context.cases.of_kind(EffectFact):
            self._effects.setdefault(effect.event, []).append(effect)
        cases = context.cases
        self._texts = {fact.event for fact in cases.of_kind(InboundFact)}
        self._tells_of_texts = not self._texts.isdisjoint(self._effects)
        self._tells_of_statuses = any(map(cases.status_of, self._effects))
        self._crashes = [fact.t for fact in cases.crashes]
        self._restarts = [fact.t for fact in cases.of_kind(RestartFact)]

    def judge(self, case: Case) -> None:
        """Webhooks are judged by event, in `finish`."""

    def finish(self) -> None:
        """Judge each event that was pushed."""
        for event, pushes in self.context.cases.pushes.items():
            if any(push.signed == "bad" and self._is_signed(push) for push in pushes):
                self._judge_forged(event, pushes)
            self._judge_slow(event, pushes)
            if self._crashes:
                self._judge_survival(event)

    def _judge_forged(self, event: str, pushes: list[PushFact]) -> None:
        self.counters["wrong_signatures"] += 1
        self.counters["tempted"] += 1
        for effect in self._effects.get(event, ()):
            by_t = effect.t + self.context.delta_us
            signed = [push.signed for push in pushes if began_t(push) <= by_t]
            if not effect.noop and "bad" in signed and "good" not in signed:
                self._tell(event, "a webhook with a wrong signature was applied")
                return

    @cached_property
    def _providers(self) -> dict[str, str]:
        return {a.fact.number: a.fact.provider for a in self.context.cases.attempts}

    def _is_signed(self, push: PushFact) -> bool:
        """Say whether its provider signs; one whose numbers subscribe is known by them."""
        catalog = self.context.catalog(self._providers.get(push.subscriber, ""))
        if catalog is not None:
            return catalog.signs
        catalogs = self.context.cases.catalogs.values()
        return not catalogs or any(each.signs for each in catalogs)

    def _judge_slow(self, event: str, pushes: list[PushFact]) -> None:
        deadline_s = self.context.policy.ack_deadline_s
        if deadline_s is None:
            return
        limit_us = deadline_s * SECOND_US + self.context.delta_us
        for push in pushes:
            self.counters["timed_deliveries"] += 1
            if push.ms * MS_US > limit_us and not self._died_during(push):
                self._tell(
                    event,
                    f"a webhook was not acknowledged within {push.ms / 1e3:.2f} s; "
                    f"{deadline_s:g} s are declared",
                )
                return

    def _judge_survival(self, event: str) -> None:
        """What was acknowledged before a crash has its effect, before or after it."""
        acked_t = self.context.cases.acked_t(event)
        if acked_t is None or not any(acked_t <= t for t in self._crashes):
            return
        if not self._is_told_of(event):
            return
        self.counters["crashes_after_ack"] += 1
        self.counters["tempted"] += 1
        if event in self._effects:
            return
        if not self._restarts:
            self.doubt(f"{self.context.cases.crashes[0].of} ended by itself, and stayed away")
        elif self.context.unquiet:
            self.doubt(self.context.unquiet)
        else:
            sentence = "a webhook was acknowledged, and its effect was lost in a crash"
            self._tell(event, sentence, self._afterwards(acked_t))

    def _is_told_of(self, event: str) -> bool:
        """Say whether this sender reports the effects of events of this kind at all."""
        if event in self._texts:
            return self._tells_of_texts
        return self._tells_of_statuses and self.context.cases.status_of(event) is not None

    def _died_during(self, push: PushFact) -> bool:
        return any(began_t(push) <= t <= push.t for t in self._crashes)

    def _afterwards(self, acked_t: int) -> list[StoryLine]:
        """Return the crash, the restart, and the next effect: later webhooks had theirs."""
        effects = self.context.cases.of_kind(EffectFact)
        later = [effect for effect in effects if effect.t >= acked_t]
        return [*crash_lines(self.context.cases, acked_t), *map(effect_line, later[:1])]

    def _tell(self, event: str, sentence: str, lines: Iterable[StoryLine] = ()) -> None:
        pushes = self.context.cases.pushes[event]
        found = self.context.cases.status_of(event)
        case = None if found is None else found[0]
        message = event.rpartition(":")[0]
        lines = [
            *([] if case is None else acceptance_lines(case, [message])),
            *map(push_line, pushes[:LINES_OF_EACH]),
            *map(effect_line, self._effects.get(event, [])[:LINES_OF_EACH]),
            *lines,
        ]
        about = event if case is None else case.index
        self.record(about, compose(self.id, sentence, lines, case=case))
