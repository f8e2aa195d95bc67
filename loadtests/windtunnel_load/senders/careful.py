"""What four of the correct senders share: every rule, and the claims that go with them.

They differ in what silence means to them; the fifth, `reference`, is the plain outbox.
"""

from windtunnel.domain.policy import Delivery, Policy
from windtunnel_load.senders.reference.breaker import Breaker
from windtunnel_load.senders.reference.budget import RetryBudget
from windtunnel_load.senders.reference.cap import FrequencyCap
from windtunnel_load.senders.reference.contacts import Contacts
from windtunnel_load.senders.reference.dedupe import TTL_S
from windtunnel_load.senders.reference.ordering import Ordering
from windtunnel_load.senders.reference.parts import POLICY, Parts
from windtunnel_load.senders.reference.retry import HORIZON_S
from windtunnel_load.senders.reference.rules import Rule
from windtunnel_load.senders.reference.shelf import Shelf
from windtunnel_load.senders.reference.support import Support

KEY_TTL_S = 86_400.0

FALLBACKS = {"pt": "pt_BR", "fr": "en", "hi": "en"}
"""Which language stands in for a translation that is missing."""

RULES: tuple[type[Rule], ...] = (Ordering, Breaker, RetryBudget, Support, Shelf, FrequencyCap)
"""The cap comes last: between its check and the attempt nothing else may come."""


def policy_of(delivery: Delivery) -> Policy:
    """Return what a careful sender claims."""
    return Policy(
        delivery=delivery,
        attempts=POLICY.attempts,
        horizon_s=POLICY.horizon_s,
        backoff=POLICY.backoff,
        client_timeout_s=POLICY.client_timeout_s,
        ack_deadline_s=POLICY.ack_deadline_s,
        opt_out_grace_s=POLICY.opt_out_grace_s,
        retry_budget=0.2,
        retry_budget_floor=30,
        ordering=True,
        breaker_probe_per_s=0.5,
        dedupe_ttl_s=TTL_S,
        key_ttl_s=KEY_TTL_S if delivery == "provider-idempotent" else None,
        language_fallbacks=dict(FALLBACKS),
        frequency_cap=2,
        frequency_window_s=86_400.0,
        support_hours="00:00-24:00",
        support_within_s=30.0,
        recover_within_s=30.0,
        contacts=True,
    )


CAREFUL = Parts(
    policy=policy_of("at-most-once"), contacts=Contacts, rules=RULES, patience_s=HORIZON_S
)
"""Parks what it cannot know, and lets the webhook decide."""
