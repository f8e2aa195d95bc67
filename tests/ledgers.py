"""Small ledgers for the judge: a run in a few lines, times in seconds.

run = Run().wants(0).tries(0, at=1).answers(at=1.1).arrives(at=2).says("accepted", at=1.2)
"""

from ledgers_business import Business

from windtunnel.domain.content import text_sha
from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    CatalogFact,
    HandsetFact,
    InboundFact,
    IntentFact,
    OutcomeFact,
    PromiseFact,
    PushFact,
    QuietFact,
    ReplyEndFact,
    SeenFact,
    StatusFact,
)
from windtunnel.domain.marker import marker_of
from windtunnel.domain.policy import Policy
from windtunnel.providers.meta.catalog import make_catalog
from windtunnel_reports.judge import judge

CATALOG = make_catalog({})
PERSON = "15550100001"
TEXT = text_sha("hello")


def us(seconds):
    return round(seconds * 1_000_000)


class Run(Business):
    """A ledger in the making; methods return the run, so that they chain."""

    def __init__(self, **policy):
        self.policy = Policy(**{"delivery": "at-most-once", **policy})
        self.reports = ("outcome", "cause", "effect")
        self.facts = [CatalogFact(t=0, catalog=CATALOG)]
        self.count = 0
        self.intent = 0

    def wants(self, intent=0, *, at=0.0, recipient=PERSON, sha=TEXT, **more):
        self.intent = intent
        fields = {"form": "free", "scope": "service", "country": "US", "number": "n1", **more}
        self.facts.append(
            IntentFact(
                t=us(at),
                intent=intent,
                marker=marker_of(intent),
                recipient=recipient,
                flow="support",
                intended_t=us(at),
                content_sha=sha,
                **fields,
            )
        )
        return self

    def tries(self, *, at, intent=None, opaque=True, conn=None, recipient=PERSON, form="free"):
        intent = self.intent if intent is None else intent
        self.intent = intent
        self.count += 1
        self.facts.append(
            AttemptFact(
                t=us(at),
                attempt=f"a{self.count}",
                provider="meta",
                number="n1",
                marker=marker_of(intent),
                recipient=recipient,
                form=form,
                opaque=marker_of(intent) if opaque else None,
                conn=conn,
                content_sha=TEXT,
            )
        )
        return self

    def answers(self, *, at, code=0, plan="clean", written="all", fault=None):
        found = CATALOG.codes.get(code)
        self.facts.append(
            AnswerFact(
                t=us(at),
                attempt=f"a{self.count}",
                http=200 if code == 0 else found.http,
                code=code,
                cls="ok" if code == 0 else found.cls,
                accepted=code == 0,
                message=f"m{self.count}" if code == 0 else None,
                limiter=None if code == 0 else found.limiter,
                wait_s=None if code == 0 else found.wait_s,
                plan=plan,
                fault=fault,
            )
        )
        self.facts.append(ReplyEndFact(t=us(at), attempt=f"a{self.count}", written=written))
        return self

    def loses_answer(self, *, at):
        return self.answers(at=at, plan="after-hold", written="none", fault="answer-lost")

    def arrives(self, *, at, message=None, recipient=PERSON, sha=TEXT):
        self.facts.append(
            HandsetFact(
                t=us(at),
                message=message or f"m{self.count}",
                provider="meta",
                number="n1",
                recipient=recipient,
                form="free",
                content_sha=sha,
                marker=marker_of(self.intent),
            )
        )
        return self

    def status(self, status, *, at, message=None, code=None, acked=None):
        message = message or f"m{self.count}"
        cls = None if code is None else CATALOG.codes[code].cls
        event = f"{message}:{status}"
        self.facts.append(
            StatusFact(
                t=us(at), event=event, message=message, status=status, status_t=us(at),
                code=code, cls=cls,
            )
        )  # fmt: skip
        if acked is not None:
            self.push(event, at=acked)
        return self

    def push(self, event, *, at, http=200):
        self.facts.append(
            PushFact(
                t=us(at), push=f"{event}#1", events=(event,), subscriber="s", attempt_no=1,
                http=http, ms=5,
            )
        )  # fmt: skip
        return self

    def inbound(self, *, at, acked=None):
        self.facts.append(InboundFact(t=us(at), event="in1", recipient=PERSON, number="n1"))
        return self if acked is None else self.push("in1", at=acked)

    def sees(self, state, *, at):
        self.facts.append(SeenFact(t=us(at), intent=self.intent, state=state))
        return self

    def says(self, state, *, at, code=None):
        self.facts.append(OutcomeFact(t=us(at), intent=self.intent, state=state, code=code))
        return self

    def promises(self, http, *, at):
        self.reports = ()
        self.facts.append(PromiseFact(t=us(at), intent=self.intent, http=http, ms=5))
        return self

    def quiet(self, *, at=1000.0, waited=900.0, step="drained"):
        self.facts.append(QuietFact(t=us(at), step=step, waited_ms=round(waited * 1000)))
        self.facts.append(QuietFact(t=us(at), step="settled"))
        return self

    def judge(self, *, required=(), delta_us=0, faults=None):
        ordered = sorted(self.facts, key=lambda fact: fact.t)
        return judge(
            ordered,
            required=required,
            policy=self.policy,
            reports=self.reports,
            delta_us=delta_us,
            faults=faults,
        )

    def word(self, invariant):
        verdicts = {verdict.id: verdict for verdict in self.judge().verdicts}
        return verdicts[invariant].word
