"""R07: the right content reaches the right person."""

from windtunnel.domain.facts import HandsetFact, IntentFact
from windtunnel_reports.cases import Case
from windtunnel_reports.invariants.base import Invariant
from windtunnel_reports.invariants.r28_language import tag_of


class RightContent(Invariant):
    """Each handset row has the intent's recipient and, where it is known, its content.

    Where a provider has no templates, what is to arrive is the text that says the same.

    The language of a template is part of it, unless the policy declares fallbacks: then a fallback
    is right where it is declared, and R28 says of each language whether it is.
    """

    id = "R07"
    name = "right content to the right person"
    proof = ("handset",)
    must_count = "handset_rows"
    untested_why = "no message arrived"

    def judge(self, case: Case) -> None:
        """Compare each row with what was meant."""
        intent = case.intent
        if intent is None:
            return
        for row in case.rows:
            self.counters["handset_rows"] += 1
            if row.recipient.lstrip("+") != intent.recipient.lstrip("+"):
                self.counters["wrong_recipient"] += 1
                self.breach(
                    case,
                    f"a message for {intent.recipient} arrived on the handset of {row.recipient}",
                )
            elif self._differs(row, intent):
                self.breach(case, "what arrived is not what was to be said")

    def finish(self) -> None:
        """Without markers a message that went astray shows by another that nobody got."""
        for why in self.context.cases.attribution.astray:
            self.doubt(why)

    def _differs(self, row: HandsetFact, intent: IntentFact) -> bool:
        """Say whether another content arrived, or the same in a language that nobody wanted."""
        is_text = intent.form != "free" and not self.context.has_templates(row.provider)
        wanted = intent.text_sha if is_text else intent.content_sha
        if wanted is None or is_text:
            return wanted is not None and row.content_sha != wanted
        if row.content_sha != wanted:
            return True
        if self.context.policy.language_fallbacks is not None or intent.lang is None:
            return False
        return row.lang is not None and tag_of(row.lang) != tag_of(intent.lang)
