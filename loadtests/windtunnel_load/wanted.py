"""From an intent of the plan to what is sent and to what the ledger says of it."""

import msgspec

from windtunnel.domain.content import text_sha
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
    number = config.number_ids.get(intent.number, intent.number)
    # A service writes its own text, so there is no content to expect of it.
    has_content = config.target.kind != "http"
    return wanted_fact(kind, intent, number=number, t=t, has_content=has_content)


def wanted_fact(
    kind: type[IntentFact], intent: Intent, *, number: str, t: int, has_content: bool = True
) -> IntentFact:
    """Return what the ledger says of an intent; `number` is the number's id."""
    has_text = has_content and intent.template is not None and bool(intent.text)
    return kind(
        t=t,
        intent=intent.intent,
        marker=intent.marker,
        recipient=intent.recipient,
        country=intent.country,
        number=number,
        flow=intent.flow,
        intended_t=intent.intended_us,
        form=intent.form,
        scope=intent.scope,
        template=intent.template,
        lang=intent.lang,
        content_sha=content_sha_of(intent) if has_content else None,
        deadline=intent.deadline_us,
        order_key=intent.order_key,
        text_sha=text_sha(intent.text) if has_text else None,
    )
