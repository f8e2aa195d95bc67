"""What customers want and who they are: wishes, consent, a changed number."""

from fastapi import APIRouter

from windtunnel.domain import events
from windtunnel.domain.facts import NumberChangedFact, OptInFact, OptOutFact
from windtunnel.server.births import check_text
from windtunnel.server.control.customers import digits
from windtunnel.server.control.known import (
    Consent_,
    NumberChange_,
    OneWorld,
    Preference_,
    Recipient,
)
from windtunnel.server.control.shapes import Done, EventId

router = APIRouter(prefix="/worlds/{world}", tags=["customers"])


@router.put("/preferences/{recipient}")
async def prefer(world: OneWorld, recipient: Recipient, wish: Preference_) -> EventId:
    """A customer stops or resumes marketing messages by the provider's own switch."""
    out = world.apply(
        events.SetPreference(recipient=digits(recipient), number=wish.number, value=wish.value)
    )
    told = next(fact.event for fact in out if isinstance(fact, OptOutFact | OptInFact))
    return EventId(id=told or "")


@router.post("/consents", status_code=201)
async def consent(world: OneWorld, given: Consent_) -> Done:
    """The business gets hold of a customer's consent to a scope of messages."""
    check_text(given.evidence, "evidence")
    world.apply(
        events.GiveConsent(
            recipient=digits(given.recipient), scope=given.scope, evidence=given.evidence
        )
    )
    return Done(now_us=world.clock.now_us())


@router.post("/number-changes", status_code=201)
async def change_number(world: OneWorld, change: NumberChange_) -> EventId:
    """A customer changes their number; from then on they write from the new one."""
    out = world.apply(
        events.ChangeNumber(
            recipient=digits(change.recipient), new=digits(change.new), number=change.number
        )
    )
    return EventId(id=next(fact.event for fact in out if isinstance(fact, NumberChangedFact)))
