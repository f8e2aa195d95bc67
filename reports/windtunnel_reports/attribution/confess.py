"""What could not be told of calls, said of the messages that it concerns."""

from collections.abc import Iterable, Mapping

from windtunnel.domain.people import person_of
from windtunnel_reports.attribution.attribution import Attribution
from windtunnel_reports.case import Attempt, Case


def confess(
    attribution: Attribution, cases: Mapping[int, Case], attempts: Iterable[Attempt]
) -> None:
    """Say of each case whether a finding about it would be a guess."""
    for group in attribution.groups:
        for index in group.indexes:
            cases[index].said = group.said
    for index, why in attribution.unsure.items():
        cases[index].unsure = why
    nameless = {attempt.fact.recipient for attempt in attempts if attempt.fact.marker is None}
    persons = {person_of(recipient or "") for recipient in nameless}
    for index, case in cases.items() if persons else ():
        if case.attempts:
            continue
        if person_of((case.recipient or "").lstrip("+")) in persons:
            case.unsure = (
                f"no call came for message {index}, but one to its customer that names no message "
                "known"
            )
        elif "" in persons:
            case.unsure = f"no call came for message {index}, but one that cannot be read"
