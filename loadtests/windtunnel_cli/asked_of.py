"""What can be asked of a service over HTTP: who is told of nothing cannot be judged by it."""

from collections.abc import Iterable

import msgspec

from windtunnel.domain.verdict import Verdict
from windtunnel_cli.flight.listed import ANSWER_S_MAX
from windtunnel_load.adapters.service import Service

NO_CONSENTS = "sender.yaml has no consents request, so the service knows of no consent"
NO_WEBHOOKS = "sender.yaml has no webhook_path, so the service hears of no opt-out"
NO_DEADLINE = "a deadline is minutes away, and real time waits for none"


def of_service(
    service: Service, verdicts: Iterable[Verdict]
) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """Return the verdicts with what is not asked of this service as untested, and why in words.

    What it broke all the same stays broken.
    """
    unasked = {"R22": NO_DEADLINE}
    if not service.is_told_of_consents:
        unasked["R26"] = NO_CONSENTS
    if not service.model.webhook_path:
        unasked["R19"] = NO_WEBHOOKS
    found = [_untested(each, unasked.get(each.id, "")) for each in verdicts]
    said = [f"{each.id} {each.name}: {each.why}" for each in found if each.why in unasked.values()]
    return tuple(found), tuple(said)


def notes_of(unanswered: int) -> tuple[str, ...]:
    """Return what a reader should know of messages that the service never answered."""
    if not unanswered:
        return ()
    messages = f"{unanswered} message{'s' * (unanswered != 1)}"
    return (f"the service gave no answer to {messages} within {ANSWER_S_MAX:g} s",)


def _untested(verdict: Verdict, why: str) -> Verdict:
    if not why or verdict.word == "broken":
        return verdict
    return msgspec.structs.replace(verdict, word="untested", why=why, required=False, n=0)
