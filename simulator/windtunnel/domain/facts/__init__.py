"""The facts of a ledger, one struct per kind; field order is the canonical key order.

A line is one JSON object: `kind` first, then the kind's own fields, then `seq` and `writer` (the
segment's writer sets them) and `t` (integer µs of harness time, taken when the thing happens).
Fields at their default are left out. `FACTS` decodes any line; unknown fields are ignored, so old
ledgers can be judged again.
"""

import msgspec

from windtunnel.domain.facts.base import Fact, MessageScope, OutcomeState
from windtunnel.domain.facts.customer import (
    ConsentFact,
    InboundFact,
    NumberChangedFact,
    OptInFact,
    OptOutFact,
)
from windtunnel.domain.facts.provider import (
    AnswerFact,
    AttemptFact,
    BilledFact,
    HandsetFact,
    NumberStateFact,
    PushDroppedFact,
    PushFact,
    ReplyEndFact,
    StatusFact,
    TemplateStateFact,
    TokenFact,
    ToldFact,
)
from windtunnel.domain.facts.run import (
    CatalogFact,
    ClockFact,
    CrashFact,
    EndFact,
    FaultOffFact,
    FaultOnFact,
    GeneratorFact,
    HealFact,
    QuietFact,
    RestartFact,
    RunFact,
)
from windtunnel.domain.facts.sender import (
    EffectFact,
    IntentFact,
    OutcomeFact,
    PromiseFact,
    SeenFact,
    ShedFact,
    ToAgentFact,
    UnreadFact,
)

AnyFact = (
    RunFact
    | CatalogFact
    | IntentFact
    | ShedFact
    | PromiseFact
    | AttemptFact
    | AnswerFact
    | ReplyEndFact
    | SeenFact
    | OutcomeFact
    | HandsetFact
    | StatusFact
    | PushFact
    | PushDroppedFact
    | EffectFact
    | ToAgentFact
    | UnreadFact
    | InboundFact
    | NumberChangedFact
    | ConsentFact
    | OptOutFact
    | OptInFact
    | TemplateStateFact
    | TokenFact
    | NumberStateFact
    | ToldFact
    | BilledFact
    | FaultOnFact
    | FaultOffFact
    | HealFact
    | ClockFact
    | CrashFact
    | RestartFact
    | QuietFact
    | GeneratorFact
    | EndFact
)
"""Every kind of fact."""

FACT_DECODER: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(AnyFact)

__all__ = [
    "FACT_DECODER",
    "AnswerFact",
    "AnyFact",
    "AttemptFact",
    "BilledFact",
    "CatalogFact",
    "ClockFact",
    "ConsentFact",
    "CrashFact",
    "EffectFact",
    "EndFact",
    "Fact",
    "FaultOffFact",
    "FaultOnFact",
    "GeneratorFact",
    "HandsetFact",
    "HealFact",
    "InboundFact",
    "IntentFact",
    "MessageScope",
    "NumberChangedFact",
    "NumberStateFact",
    "OptInFact",
    "OptOutFact",
    "OutcomeFact",
    "OutcomeState",
    "PromiseFact",
    "PushDroppedFact",
    "PushFact",
    "QuietFact",
    "ReplyEndFact",
    "RestartFact",
    "RunFact",
    "SeenFact",
    "ShedFact",
    "StatusFact",
    "TemplateStateFact",
    "ToAgentFact",
    "TokenFact",
    "ToldFact",
    "UnreadFact",
]
