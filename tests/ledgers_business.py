"""What customers, the business and the provider do beside the messages, for small ledgers.

run.opts_out(at=1, acked=2).wants().tries(at=5).with_attempt(scope="marketing")
"""

import msgspec

from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    ConsentFact,
    CrashFact,
    HandsetFact,
    InboundFact,
    OptInFact,
    OptOutFact,
    RestartFact,
    TemplateStateFact,
    TokenFact,
)

PERSON = "15550100001"


def us(seconds):
    return round(seconds * 1_000_000)


class Business:
    """Methods of a run; each returns the run, so that they chain."""

    def with_attempt(self, **fields):
        return self._change(AttemptFact, fields)

    def with_answer(self, **fields):
        return self._change(AnswerFact, fields)

    def with_row(self, **fields):
        return self._change(HandsetFact, fields)

    def _change(self, kind, fields):
        place = max(n for n, fact in enumerate(self.facts) if type(fact) is kind)
        self.facts[place] = msgspec.structs.replace(self.facts[place], **fields)
        return self

    def opts_out(self, *, at, acked=None, event="stop", scope="marketing", recipient=PERSON):
        self.facts.append(OptOutFact(t=us(at), recipient=recipient, scope=scope, event=event))
        return self if acked is None else self.push(event, at=acked)

    def opts_in(self, *, at, scope="marketing", recipient=PERSON):
        self.facts.append(OptInFact(t=us(at), recipient=recipient, scope=scope, event="start"))
        return self

    def consents(self, *, at, scope="marketing", recipient=PERSON, evidence="web form"):
        self.facts.append(
            ConsentFact(t=us(at), recipient=recipient, scope=scope, evidence=evidence)
        )
        return self

    def template(self, state, *, at, acked=None, name="news", lang="en"):
        event = None if state == "APPROVED" and acked is None else f"{name}:{state}:{at}"
        self.facts.append(
            TemplateStateFact(t=us(at), template=name, lang=lang, state=state, event=event)
        )
        return self if acked is None else self.push(event, at=acked)

    def token(self, state, *, at):
        self.facts.append(TokenFact(t=us(at), token="main", state=state))
        return self

    def writes(self, *, at, event, acked=None, recipient=PERSON, person=""):
        self.facts.append(
            InboundFact(t=us(at), event=event, recipient=recipient, number="n1", person=person)
        )
        return self if acked is None else self.push(event, at=acked)

    def crashes(self, *, at, restarted=None):
        self.facts.append(CrashFact(t=us(at), of="sender", expected=True))
        if restarted is not None:
            self.facts.append(RestartFact(t=us(restarted), of="sender"))
        return self
