"""From an intent of the plan to what is sent and to what the ledger says of it."""

import msgspec

from windtunnel.domain.facts import IntentFact
from windtunnel.domain.sender import Intent
from windtunnel_load.drive import DriveConfig
from windtunnel_scenarios import content_sha_of


def timed(intent: Intent, start_us: int) -> Intent:
    """Return an intent on the run's clock: the plan counts from the traffic's start."""
    deadline = intent.deadline_us
    return msgspec.structs.replace(
        intent,
        intended_us=intent.intended_us + start_us,
        deadline_us=None if deadline is None else deadline + start_us,
    )


def fact_of(kind: type[IntentFact], intent: Intent, config: DriveConfig, t: int) -> IntentFact:
    """Return the fact of a timed intent: `intent`, or `shed` where the cap was full."""
    return kind(
        t=t,
        intent=intent.intent,
        marker=intent.marker,
        recipient=intent.recipient,
        country=intent.country,
        number=config.number_ids.get(intent.number, intent.number),
        flow=intent.flow,
        intended_t=intent.intended_us,
        form=intent.form,
        scope=intent.scope,
        template=intent.template,
        lang=intent.lang,
        # A service writes its own text, so there is no content to expect of it.
        content_sha=None if config.target.kind == "http" else content_sha_of(intent),
        deadline=intent.deadline_us,
        order_key=intent.order_key,
    )
