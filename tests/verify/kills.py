"""For each seeded bug the schedule that is known to show it, so that its death is no luck."""

from msgspec.structs import replace

from windtunnel.domain.worldspec import FaultSpec
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_verify.happenings import Consent, NumberChanges, OptOut, TemplateTurns
from windtunnel_verify.hunt.hosting import hosting_of
from windtunnel_verify.long_runs import LONG_RUNS
from windtunnel_verify.schedule import (
    RECIPIENT,
    Inbound,
    PlannedFault,
    Schedule,
    Wanted,
    order,
)

S = 1_000_000
HOUR = 3600 * S
DAY = 24 * HOUR
HTML = "<html>Internal Server Error</html>"
REPLY = "As you asked: {marker}"
OTHER = "447700900123"
KEYS = {"idempotency": "key"}


def code(number, intent=0, attempt=1, **more):
    return fault("answer-code", intent, attempt, code=number, **more)


def fault(kind, intent=0, attempt=1, **settings):
    return PlannedFault(intent=intent, attempt=attempt, fault=kind, settings=settings)


def one(*faults, **more):
    """One order, struck by these."""
    return Schedule(intents=(order(),), faults=faults, **more)


def late(attempt=1):
    """All webhooks come long after everything else."""
    return fault("webhook-delay", attempt=attempt, delay_ms=60_000)


def persistent(number, attempts):
    return tuple(code(number, attempt=n) for n in range(1, attempts + 1))


def sale(at_us):
    return Wanted(
        at_us=at_us,
        scope="marketing",
        template="spring_sale",
        lang="en",
        body=("Ada", "{marker}"),
    )


def login(**more):
    return Wanted(
        scope="authentication", template="login_code", lang="en", code="{marker}", **more
    )


KILLS = {
    "blind-retry": one(fault("answer-lost"), late()),
    "unread-success": one(late()),
    "drops-limited": one(code(130429)),
    "silence-is-failure": one(fault("wire", body=HTML, status=500)),
    "ok-is-success": one(code(131008, http=200)),
    "retries-undeliverable": one(code(131026)),
    "retry-after-in-ms": one(code(131016, retry_after_s=7)),
    "holds-one-message": Schedule(
        intents=(order(), order(300_000, recipient=OTHER)), faults=(code(130429),)
    ),
    "nested-retry": one(*persistent(131016, 30)),
    "no-horizon": one(*persistent(131016, 6)),
    "resends-batch": Schedule(
        intents=(order(), order(5 * S, recipient=OTHER)), faults=(code(131016, intent=1),)
    ),
    "guard-skipped": one(code(130429), fault("wire", attempt=2, after="reset"), late(2)),
    "window-asked-once": Schedule(
        intents=(Wanted(at_us=DAY - 6 * S, text=REPLY),),
        inbound=(Inbound(),),
        faults=(code(131016, retry_after_s=9),),
    ),
    "applies-twice": one(fault("webhook-duplicate", status="sent", after_ms=5000)),
    "status-regress": one(fault("webhook-reorder", status="sent")),
    "dedupe-one-day": one(
        fault("webhook-duplicate", status="sent", after_ms=6 * 86_400_000 + 23 * 3_600_000)
    ),
    "unsigned": one(fault("webhook-bad-signature", status="sent")),
    "unordered": Schedule(
        intents=tuple(order(n * 100_000, order_key="k") for n in range(6)),
    ),
    "house-language": Schedule(intents=(order(lang="fr"),)),
    "one-cause-for-all": one(code(131026)),
    "opt-out-asked-once": Schedule(
        intents=(sale(S),),
        happenings=(Consent(recipient=RECIPIENT), OptOut(at_us=3 * S, recipient=RECIPIENT)),
        faults=(code(131016, retry_after_s=8),),
    ),
    "paused-template": Schedule(
        intents=(order(10 * S),), happenings=(TemplateTurns(at_us=S, template="order_confirmed"),)
    ),
    "sends-expired": Schedule(
        intents=(login(deadline_us=5 * S),), faults=(code(131016, retry_after_s=8),)
    ),
    "key-per-attempt": one(code(131016), switches=KEYS),
    "impatient": one(*persistent(131016, 3)),
    "no-consent": Schedule(intents=(sale(S),)),
    "number-is-contact": Schedule(
        intents=(order(),),
        happenings=(NumberChanges(at_us=60 * S, recipient=RECIPIENT, new=OTHER),),
        inbound=(Inbound(at_us=S), Inbound(at_us=120 * S, recipient=OTHER)),
    ),
    "no-context": Schedule(
        intents=(order(),), inbound=(Inbound(at_us=S, text="Where is my order?"),)
    ),
    "shared-buffer": Schedule(intents=(order(), order(recipient=OTHER))),
    "pair-limit-one-second": one(*persistent(131056, 2)),
}

KILLS |= LONG_RUNS


def there(name, schedule):
    """A schedule at the providers of a seeded bug, under its switches."""
    mutant = MUTANTS[name]
    hosted = hosting_of(mutant.providers).hosted(schedule)
    return replace(hosted, switches={**hosted.switches, **mutant.switches})


def away(kind):
    return FaultSpec(kind=kind, at_us=0, for_us=26 * HOUR)


KILLS |= {
    name: there(name, schedule)
    for name, schedule in {
        "takes-false-as-true": one(code(3)),
        "trusts-webhook-for-expiry": one(timeline=(away("number-logged-out"),)),
        "label-is-key": one(fault("answer-lost"), late()),
        "failover-both-deliver": one(fault("answer-lost"), late()),
    }.items()
}

SWEEPS = {
    "send-then-mark": one(),
    "mark-then-send": one(),
    "acks-early": one(),
}
"""Shown by a crash at one of their steps; the schedule is run once for each."""
