"""What Meta offers to whoever chooses: limits of the first days, and open points."""

from windtunnel.domain.offer import FirstDay, Offer, Source, Unmeasured
from windtunnel.providers.meta.facts import FIRST_DAY_CUSTOMERS, VERIFIED_CUSTOMERS

READ = "2026-11-22"

_LIMITS = Source(where="Meta, messaging limits, text of September 2026", date=READ)

OFFER = Offer(
    kind="first party: Meta's own Cloud API",
    price_source=Source(
        where="Meta's rate card of January to April 2026, first volume tier; what was found of "
        "later changes names neither Brazil nor India",
        date=READ,
        sure="medium",
    ),
    first_days=(
        FirstDay(who="a new business portfolio", customers=FIRST_DAY_CUSTOMERS, source=_LIMITS),
        FirstDay(who="a verified business", customers=VERIFIED_CUSTOMERS, source=_LIMITS),
    ),
    unmeasured=(
        Unmeasured(
            topic="ban risk",
            says="a ladder: warning, 1 and 3 days without templates, 5, 7 and 30 days without any "
            "send, then for good; it can be contested",
            source=Source(where="Meta, policy enforcement", date=READ, sure="medium"),
        ),
        Unmeasured(
            topic="SLA",
            says="no public one; 10 minutes in a row without sending or receiving count as "
            "unavailable",
            source=Source(where="Meta, support text on availability", date=READ, sure="medium"),
        ),
        Unmeasured(
            topic="opt-in proof",
            says="",
            source=Source(where="nothing found in Meta's pages that were read", date=READ),
        ),
        Unmeasured(
            topic="data residency",
            says="storage can be bound to a region, among them Brazil and India, when a number is "
            "registered (data_localization_region)",
            source=Source(where="Meta's OpenAPI document v23.0, register", date=READ),
        ),
        Unmeasured(
            topic="terms",
            says="templates are approved before use and can be paused or taken away; free text "
            "only within 24 h of the customer's last message",
            source=Source(where="Meta, templates and send-messages pages", date=READ),
        ),
    ),
)
"""What stands on the page of a comparison beside what was played."""
