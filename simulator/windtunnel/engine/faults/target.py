"""What a fault may strike, as scopes see it: an attempt, or an event of what came of one."""

from dataclasses import fields
from typing import NamedTuple

from windtunnel.domain.message import StatusEvent
from windtunnel.domain.worldspec import Scope
from windtunnel.engine.case import Case


class Target(NamedTuple):
    """`entity` is what chance is keyed by; `ordinal` counts attempts of the marker from 1."""

    provider: str
    number: str
    template: str | None
    recipient: str
    marker: str | None
    ordinal: int
    entity: tuple[str | int, ...]


def attempt_target(case: Case) -> Target:
    """Return an attempt as a target."""
    submit = case.submit
    return Target(
        provider=submit.provider,
        number=submit.number,
        template=submit.template,
        recipient=submit.recipient,
        marker=submit.marker,
        ordinal=case.ordinal,
        entity=case.entity,
    )


def request_target(marker: str, ordinal: int) -> Target:
    """Return a request that has not arrived: of it no more than its marker is known."""
    return Target("", "", None, "", marker, ordinal, (marker, ordinal))


def event_target(event: StatusEvent) -> Target:
    """Return an event of a message as a target: it is of the attempt that made the message."""
    message = event.message
    return Target(
        provider=message.provider,
        number=message.number,
        template=message.template,
        recipient=message.recipient,
        marker=message.marker,
        ordinal=message.attempt_no,
        entity=(message.marker or message.recipient, message.attempt_no, event.status),
    )


def target_of(scope: Scope) -> str:
    """Return a scope in words: "number=main share=0.02", or "all"."""
    given = []
    for field in fields(Scope):
        value = getattr(scope, field.name)
        if field.name == "exact" and scope.exact is not None and len(scope.exact) == 1:
            given.append("intent={} attempt={}".format(*scope.exact[0]))
        elif isinstance(value, tuple):
            given.append(f"{field.name}={len(value)} given")
        elif value is not None:
            given.append(f"{field.name}={value}")
    return " ".join(given) or "all"
