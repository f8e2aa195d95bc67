"""Seeded bugs: each a few lines away from a correct sender, to prove that the judge sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

PACKAGE = "windtunnel_load.senders.mutants"
SENDERS = "windtunnel_load.senders"

GATEWAY, BOTH = ("ultramsg",), ("meta", "ultramsg")

Reach = Literal["single fault", "chain", "crash", "scenario"]
"""What it takes to show one: a fault, several in a row, a crash, or many messages together."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A wrong sender: its module, the correct one that it differs from, what it must break.

    It is looked for at `providers`, the first installed one unless said, under these switches.
    """

    module: str
    base: str
    invariant: str
    summary: str
    reach: Reach = "single fault"
    providers: tuple[str, ...] = ()
    switches: Mapping[str, str] = field(default_factory=dict)

    @property
    def factory(self) -> str:
        """The text that names its factory."""
        return f"{PACKAGE}.{self.module}:create"


def _of(
    base: str,
    invariant: str,
    module: str,
    summary: str,
    *,
    reach: Reach = "single fault",
    at: tuple[str, ...] = (),
    **switches: str,
) -> Mutant:
    return Mutant(
        module=module,
        base=base,
        invariant=invariant,
        summary=summary,
        reach=reach,
        providers=at,
        switches=switches,
    )


_MUTANTS = (
    _of("reconciling", "R02", "blind_retry", "sends again after a lost answer"),
    _of("at-least-once", "R01", "unread_success", "cannot read a success, and sends again"),
    _of("reconciling", "R03", "drops_limited", "drops a message that met a throughput limit"),
    _of("at-most-once", "R05", "silence_is_failure", "reports failed where nobody can tell"),
    _of("reconciling", "R04", "ok_is_success", "takes HTTP 200 for success"),
    _of("reconciling", "R09", "retries_undeliverable", "retries 131026 for ever"),
    _of("reconciling", "R10", "retry_after_in_ms", "takes Retry-After for milliseconds"),
    _of("reconciling", "R11", "holds_one_message", "a number's limit holds one message up"),
    _of(
        "reconciling", "R18", "pair_stops_all", "a pair's limit stops the number", reach="scenario"
    ),
    _of("outbox", "R13", "no_jitter", "retries after a second, all at once", reach="scenario"),
    _of("reconciling", "R14", "nested_retry", "its transport retries too", reach="chain"),
    _of("reconciling", "R14", "no_horizon", "nothing caps its growing waits", reach="chain"),
    _of("reconciling", "R01", "resends_batch", "sends a batch again when one of it fails"),
    _of("reconciling", "R02", "guard_skipped", "silence after a refusal is one", reach="chain"),
    _of("reconciling", "R19", "opt_out_asked_once", "an opt-out does not reach its queue"),
    _of("reconciling", "R20", "window_asked_once", "looks at the window too early"),
    _of("reconciling", "R21", "paused_template", "keeps sending a paused template"),
    _of("reconciling", "R22", "sends_expired", "sends a code after its deadline"),
    _of("reconciling", "R24", "applies_twice", "applies a webhook twice"),
    _of("reconciling", "R24", "status_regress", "lets a status go back"),
    _of("reconciling", "R24", "dedupe_one_day", "forgets webhooks after a day"),
    _of("reconciling", "R25", "acks_early", "acknowledges before it writes", reach="crash"),
    _of("reconciling", "R25", "unsigned", "does not check signatures"),
    _of("reconciling", "R02", "send_then_mark", "marks after sending", reach="crash"),
    _of("reconciling", "R03", "mark_then_send", "marks before sending", reach="crash"),
    _of("provider-idempotent", "R08", "key_per_attempt", "takes a new key for each attempt"),
    _of("reconciling", "R07", "shared_buffer", "mixes recipients up"),
    _of("at-least-once", "R06", "impatient", "gives up before its bounds"),
    _of("reconciling", "R11", "pair_limit_one_second", "waits 1 s for a pair", reach="chain"),
    _of("outbox", "R12", "flat_backoff", "its backoff does not grow", reach="scenario"),
    _of("reconciling", "R15", "no_budget", "does not pay for retries", reach="scenario"),
    _of("reconciling", "R16", "no_breaker", "hammers in an outage", reach="scenario"),
    _of("reconciling", "R17", "oldest_first", "works its backlog off in order", reach="scenario"),
    _of("reconciling", "R23", "unordered", "does not wait for an arrival"),
    _of("reconciling", "R26", "no_consent", "needs no opt-in for marketing"),
    _of("reconciling", "R27", "cap_by_calendar", "counts by calendar days", reach="scenario"),
    _of("reconciling", "R28", "house_language", "falls back to a language of its own"),
    _of("reconciling", "R30", "one_cause_for_all", "blames the provider for all"),
    _of("reconciling", "R31", "no_context", "hands over without context"),
    _of("reconciling", "R32", "number_is_contact", "takes a number for a person"),
    _of(
        "reconciling",
        "R04",
        "takes_false_as_true",
        'takes the text "false" for true',
        at=GATEWAY,
        failure_body="sent-false",
    ),
    _of(
        "reconciling",
        "R03",
        "trusts_webhook_for_expiry",
        "waits to be told what it must ask for",
        at=GATEWAY,
    ),
    _of("reconciling", "R02", "label_is_key", "takes a label for a key", at=GATEWAY),
    _of(
        "failover",
        "R29",
        "failover_both_deliver",
        "takes silence for an outage: both deliver",
        at=BOTH,
    ),
)

MUTANTS: dict[str, Mutant] = {mutant.module.replace("_", "-"): mutant for mutant in _MUTANTS}
"""Every seeded bug by name."""

__all__ = ["MUTANTS", "Mutant", "Reach"]
