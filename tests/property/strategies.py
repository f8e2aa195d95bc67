"""Strategies over the toy provider: sends, faults, and the plan of a small world."""

from hypothesis import strategies as st
from worlds import SECOND

from windtunnel.domain.worldspec import FaultSpec, Scope

INTENTS = 6
RECIPIENTS = (*(f"551199999{n:04d}" for n in range(4)), "4915112345678", "15550100001")

intents = st.integers(0, INTENTS - 1)
moments = st.integers(0, 60 * SECOND)

sends = st.fixed_dictionaries(
    {
        "at": moments,
        "marker": intents,
        "template": st.sampled_from(["plain", "paused", "gone", None]),
    }
)
"""One attempt of an intent; an intent's recipient never changes."""

scopes = st.one_of(
    st.just(Scope()),
    st.builds(Scope, share=st.sampled_from([0.3, 0.7])),
    st.builds(Scope, chance=st.sampled_from([0.3, 0.7])),
    st.builds(Scope, country=st.sampled_from(["BR", "DE"])),
    st.builds(Scope, exact=st.tuples(st.tuples(intents, st.integers(1, 3)))),
)
"""Scopes without a memory of what they struck before."""

settings = st.sampled_from(
    [
        ("answer-code", {"code": 50}),
        ("answer-code", {"code": 51, "retry_after_s": 3}),
        ("fail-later", {"code": 32}),
        ("answer-lost", {}),
        ("wire", {"before": "reset"}),
        ("wire", {"delay_ms": 900}),
        ("webhook-bad-signature", {"status": "delivered"}),
        ("webhook-delay", {"delay_ms": 700}),
        ("webhook-duplicate", {"after_ms": 90_000}),
        ("webhook-early", {}),
        ("webhook-lost", {"status": "sent"}),
        ("webhook-reorder", {}),
    ]
)


@st.composite
def faults(draw):
    """Draw a fault of the timeline."""
    kind, chosen = draw(settings)
    return FaultSpec(
        kind=kind,
        settings=chosen,
        scope=draw(scopes),
        at_us=draw(moments),
        for_us=draw(st.integers(1, 30 * SECOND)),
    )


def recipient_of(marker):
    """Return the recipient of an intent."""
    return RECIPIENTS[marker % len(RECIPIENTS)]
