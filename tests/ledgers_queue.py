"""Small ledgers of a provider that queues: no templates or signatures, and failures untold."""

import msgspec
from ledgers import CATALOG, TEXT, us
from ledgers_long import LongRun

from windtunnel.domain.catalog import Code, Queue
from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    CatalogFact,
    ReplyEndFact,
    StatusFact,
    ToldFact,
)
from windtunnel.domain.marker import marker_of

NEVER, EXPIRED, BROKE = 20, 22, 50
QUEUES = msgspec.structs.replace(
    CATALOG,
    provider="queues",
    codes={
        NEVER: Code(code=NEVER, title="no such phone", http=200, cls="permanent", when="async"),
        EXPIRED: Code(code=EXPIRED, title="waited", http=200, cls="retryable", when="async"),
        BROKE: Code(code=BROKE, title="error", http=500, cls="ambiguous"),
    },
    tells=("pending", "sent", "delivered", "read", "played"),
    subscriber="number",
    signs=False,
    has_templates=False,
    window_s=None,
    queue=Queue(gap_s=1, gap_long_s=15, long_from=10, ttl_s=86_400),
    keeps=True,
)
OTHER = "q1"


class QueueRun(LongRun):
    """A ledger of that provider; with `both` beside the first one's."""

    def __init__(self, *, both=False, **policy):
        super().__init__(**policy)
        others = self.facts if both else []
        self.facts = [*others, CatalogFact(t=0, catalog=QUEUES)]

    def queues(self, *, at, message=None, lost=False, intent=None):
        """A message is accepted into the queue; one that is known is queued again."""
        self.intent = self.intent if intent is None else intent
        self.count += 1
        attempt = AttemptFact(
            t=us(at), attempt=f"a{self.count}", provider="queues", number=OTHER,
            marker=marker_of(self.intent), recipient="15550100001", form="free",
            opaque=marker_of(self.intent), content_sha=TEXT,
        )  # fmt: skip
        answer = AnswerFact(
            t=us(at), attempt=f"a{self.count}", http=200, code=0, cls="ok", accepted=True,
            message=message or f"m{self.count}", plan="after-hold" if lost else "clean",
        )  # fmt: skip
        written = "none" if lost else "all"
        end = ReplyEndFact(t=us(at), attempt=f"a{self.count}", written=written)
        self.facts += [attempt, answer, end]
        return self

    def fails(self, *, at, code=EXPIRED, message=None, status="failed", settled=False):
        message = message or f"m{self.count}"
        fact = StatusFact(
            t=us(at), event=f"{message}:{status}", message=message, status=status,
            status_t=us(at), code=None if status == "cleared" else code,
            cls=QUEUES.codes[code].cls, settled=settled,
        )  # fmt: skip
        self.facts.append(fact)
        return self

    def asks(self, status, *, at, message=None):
        """The sender asks, and is told of a message's latest status."""
        message = message or f"m{self.count}"
        self.facts.append(ToldFact(t=us(at), number=OTHER, events=(f"{message}:{status}",)))
        return self
