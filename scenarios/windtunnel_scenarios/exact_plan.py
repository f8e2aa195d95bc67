"""The plan of a scenario that lists its messages one by one."""

from dataclasses import dataclass
from typing import Any

import msgspec

from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Intent
from windtunnel_scenarios.exact import MessageModel
from windtunnel_scenarios.flows import Customer
from windtunnel_scenarios.listed import intent_of
from windtunnel_scenarios.model import ScenarioModel


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """Something that happens beside the messages; `fields` are those of its kind."""

    at_us: int
    what: str
    fields: dict[str, Any]


def exact_intents(model: ScenarioModel) -> tuple[Intent, ...]:
    """Return the listed messages in order of time; nothing where the scenario has traffic.

    Each holds the evidence of consent that the business has by then.
    """
    found = [
        intent_of(
            message, index=index, flow="listed", at_us=message.at, deadline_us=message.deadline
        )
        for index, message in enumerate(model.messages)
    ]
    given = [each for each in planned(model) if each.what == "consent"]
    ready = [msgspec.structs.replace(each, consent=_evidence(each, given)) for each in found]
    return tuple(sorted(ready, key=lambda intent: intent.intended_us))


def _evidence(intent: Intent, given: list[Planned]) -> str:
    """Return the newest evidence of consent to such messages, "" where there is none yet."""
    found = ""
    for each in given:
        about = (each.fields["recipient"], each.fields["scope"])
        if each.at_us <= intent.intended_us and about == (intent.recipient, intent.scope):
            found = each.fields["evidence"]
    return found


def exact_arming(message: MessageModel, customer: Customer) -> Intent:
    """Return the arming message: the first one's content, to somebody else who agreed to it.

    A free-form message could not be sent to them, but the call is seen all the same.
    """
    told = message.model_copy(update={"recipient": customer.recipient})
    found = intent_of(told, index=ARMING_INDEX, flow="arming", at_us=0, deadline_us=None)
    return msgspec.structs.replace(found, consent="arming")


def planned(model: ScenarioModel) -> tuple[Planned, ...]:
    """Return what happens beside the messages, in order of time."""
    found = [
        Planned(at_us=each.at, what=each.what, fields=each.fields) for each in model.happenings
    ]
    return tuple(sorted(found, key=lambda each: each.at_us))
