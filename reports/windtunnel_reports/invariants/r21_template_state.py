"""R21: a template that was taken away is not sent any more."""

from collections import defaultdict

import msgspec

from windtunnel.domain.facts import TemplateStateFact
from windtunnel.domain.verdict import StoryLine
from windtunnel_reports.cases import Attempt, Case
from windtunnel_reports.context import Context
from windtunnel_reports.holds import REACTION_US
from windtunnel_reports.invariants.base import Invariant

GONE = frozenset({"PAUSED", "REJECTED", "DISABLED"})
BACK = "APPROVED"


class Gone(msgspec.Struct, frozen=True, kw_only=True):
    """A template's absence as the sender heard it, until it was approved again (µs)."""

    from_t: int
    t: int
    state: str
    until_t: int | None


class TemplateState(Invariant):
    """No attempt with a template after its paused, rejected or disabled event was acknowledged.

    It ends when the template is approved again, whether or not the sender heard of that. What
    the provider holds for quality is silence, not loss: sending it again is judged by R01.
    """

    id = "R21"
    name = "template state"
    must_count = "wanted_without_template"
    untested_why = "no message was to go out with a template that had been taken away"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._gone: dict[tuple[str, str], list[Gone]] = defaultdict(list)
        facts = context.cases.of_kind(TemplateStateFact)
        for place, fact in enumerate(facts):
            heard_t = context.cases.acked_t(fact.event)
            if fact.state not in GONE or heard_t is None:
                continue
            name = _name(fact.template, fact.lang)
            later = facts[place + 1 :]
            back = (f.t for f in later if _name(f.template, f.lang) == name and f.state == BACK)
            until_t = next(back, None)
            if until_t is None or until_t > heard_t:
                gone = Gone(from_t=fact.t, t=heard_t, state=fact.state, until_t=until_t)
                self._gone[name].append(gone)

    def judge(self, case: Case) -> None:
        """Judge one message's attempts with templates."""
        if not self._gone:
            return
        intent = case.intent
        if intent is not None and intent.template is not None:
            ended_t = self.context.cases.last_t if case.outcome is None else case.outcome.t
            last_t = max(intent.t, ended_t)
            gone = self._gone.get(_name(intent.template, intent.lang), ())
            if any(
                each.t < last_t and (each.until_t is None or intent.t < each.until_t)
                for each in gone
            ):
                self.counters["wanted_without_template"] += 1
        for attempt in case.attempts:
            self._judge(case, attempt)

    def _judge(self, case: Case, attempt: Attempt) -> None:
        fact = attempt.fact
        for gone in self._gone.get(_name(fact.template, fact.lang), ()):
            free_until = gone.t + REACTION_US + self.context.delta_us
            is_back = gone.until_t is not None and fact.t >= gone.until_t - self.context.delta_us
            if fact.t > free_until and not is_back:
                turned = f"template {fact.template!r} is {gone.state}"
                heard = "the sender acknowledges the news of it"
                self.breach(
                    case,
                    f"template {fact.template!r} was sent {(fact.t - gone.t) / 1e6:.1f} s after "
                    f"the sender knew that it is {gone.state}",
                    [attempt],
                    evidence=[
                        StoryLine(t=gone.from_t, kind="template", text=turned),
                        StoryLine(t=gone.t, kind="push", text=heard),
                    ],
                )
                return


def _name(template: str | None, lang: str | None) -> tuple[str, str]:
    """Return a template's name and language; webhooks write en-US where sends write en_US."""
    return (template or "", (lang or "").replace("-", "_").lower())
