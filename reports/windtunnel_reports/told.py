"""What a client was told because it asked, as news of the messages that it asked about."""

from collections.abc import Mapping

from windtunnel.domain.facts import StatusFact, ToldFact
from windtunnel_reports.case import Case


def note_told(fact: ToldFact, of_message: Mapping[str, Case]) -> None:
    """Note on each message's case what was told of it.

    An event is named "message:status". Of a message that only waits there is no status yet; that
    it is in a list says that it was accepted.
    """
    for event in fact.events:
        message, _, status = event.rpartition(":")
        case = of_message.get(message)
        if case is None:
            continue
        known = (each for each in reversed(case.statuses) if each.event == event)
        waits = StatusFact(t=fact.t, event=event, message=message, status=status, status_t=fact.t)
        case.asked.append((fact.t, next(known, waits)))
