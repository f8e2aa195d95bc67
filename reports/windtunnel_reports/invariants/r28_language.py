"""R28: a customer is addressed in their own language, or in its declared fallback."""

from windtunnel.domain.facts import IntentFact, TemplateStateFact
from windtunnel_reports.cases import Case
from windtunnel_reports.context import Context
from windtunnel_reports.invariants.base import Invariant

TRANSLATION_MISSING = 132_001


class Language(Invariant):
    """A template goes out in the language that was wanted, or in its declared fallback.

    A missing translation is a reason to fall back or to fail, never to take any language. Where no
    provider of the run has templates nothing is to be translated.
    """

    id = "R28"
    name = "language"
    must_count = "translation_missing"
    untested_why = "no translation was missing, or the sender declares no fallback languages"

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        fallbacks = context.policy.language_fallbacks
        providers = context.cases.catalogs
        has_templates = not providers or any(map(context.has_templates, providers))
        self._is_claimed_by_policy = fallbacks is not None and has_templates
        self._fallbacks = {tag_of(k): tag_of(v) for k, v in (fallbacks or {}).items()}
        self._states: dict[tuple[str, str], list[TemplateStateFact]] = {}
        for fact in context.cases.of_kind(TemplateStateFact):
            self._states.setdefault((fact.template, tag_of(fact.lang)), []).append(fact)

    def judge(self, case: Case) -> None:
        """Judge the language of one message's attempts."""
        intent = case.intent
        if not self._is_claimed_by_policy or intent is None or not intent.lang:
            return
        allowed = self._allowed(intent)
        if self._is_missing(case, intent):
            self.counters["translation_missing"] += 1
        for attempt in case.attempts:
            if attempt.fact.lang is None:
                continue
            self.counters["template_attempts"] += 1
            if tag_of(attempt.fact.lang) not in allowed:
                self.breach(
                    case,
                    f"a template went out in {attempt.fact.lang!r} to a customer of "
                    f"{intent.lang!r}; declared: {', '.join(allowed)}",
                    [attempt],
                )
                return

    def _allowed(self, intent: IntentFact) -> list[str]:
        """Return the wanted language, its fallbacks in order, and those of its region."""
        allowed: list[str] = []
        for start in (tag_of(intent.lang or ""), self._fallbacks.get(tag_of(intent.country))):
            lang = start
            while lang is not None and lang not in allowed:
                allowed.append(lang)
                lang = self._fallbacks.get(lang)
        return allowed

    def _is_missing(self, case: Case, intent: IntentFact) -> bool:
        codes = [a.answer.code for a in case.attempts if a.answer is not None]
        if TRANSLATION_MISSING in codes:
            return True
        if intent.template is None or not self._states:
            return False
        states = self._states.get((intent.template, tag_of(intent.lang or "")), [])
        known = [fact.state for fact in states if fact.t <= intent.t]
        return not known or known[-1] != "APPROVED"


def tag_of(lang: str) -> str:
    """Return a language tag in one spelling: sends write pt_BR, webhooks pt-BR."""
    return lang.replace("-", "_").lower()
