"""Ledgers of a service that writes its own text: no call bears a marker.

run = Unmarked().wants(0, at=0).calls(at=1).promises(202, at=2).quiet()
"""

from ledgers import PERSON, Run, us

from windtunnel.domain.content import text_sha
from windtunnel.domain.facts import AttemptFact, HandsetFact, PromiseFact, RunFact

OTHER = "15550100002"
THIRD = "15550100003"
ARMED = "15550100099"


class Unmarked(Run):
    """`calls` is one accepted call with its arrival; `tries`, `answers`, `arrives` its parts."""

    def __init__(self, *, correlate="recipient", **policy):
        super().__init__(**{"horizon_s": 10.0, **policy})
        self.reports = ()
        self.facts.append(
            RunFact(
                t=0,
                versions={},
                seed=1,
                mode="rehearse",
                scale=1.0,
                sender="mine",
                policy={"horizon_s": self.policy.horizon_s},
                correlate=correlate,
                arming=ARMED if correlate == "recipient" else "",
            )
        )

    def wants(self, intent=0, *, at=0.0, recipient=PERSON, template="news", http=202, **more):
        super().wants(intent, at=at, recipient=recipient, sha=None, template=template, **more)
        if http is not None:
            self.facts.append(PromiseFact(t=us(at), intent=intent, http=http, ms=5))
        return self

    def tries(self, *, at, text="hi", recipient=PERSON, template="news", opaque=None, marker=None):
        self.count += 1
        self.last = {"recipient": recipient, "content_sha": text_sha(text), "template": template}
        self.facts.append(
            AttemptFact(
                t=us(at),
                attempt=f"a{self.count}",
                provider="meta",
                number="n1",
                form="template",
                opaque=opaque,
                marker=marker,
                **self.last,
            )
        )
        return self

    def arrives(self, *, at):
        self.facts.append(
            HandsetFact(
                t=us(at),
                message=f"m{self.count}",
                provider="meta",
                number="n1",
                form="template",
                **self.last,
            )
        )
        return self

    def calls(self, *, at, **more):
        return self.tries(at=at, **more).answers(at=at + 0.1).arrives(at=at + 0.5)

    def silent(self, *, at, **more):
        """One accepted call whose answer is lost."""
        return self.tries(at=at, **more).loses_answer(at=at + 0.1).arrives(at=at + 0.5)

    def refused(self, *, at, code, **more):
        return self.tries(at=at, **more).answers(at=at + 0.1, code=code)

    def words(self, *invariants):
        verdicts = {verdict.id: verdict for verdict in self.judge().verdicts}
        return tuple(verdicts[each].word for each in invariants)

    def why(self, invariant):
        return next(v.why for v in self.judge().verdicts if v.id == invariant)

    def sentence(self, invariant):
        return next(v.stories[0].sentence for v in self.judge().verdicts if v.id == invariant)
