"""Customers: what they write, their session windows, and what is on their handsets."""

import asyncio
import re
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query

from windtunnel.domain import events
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import InboundFact
from windtunnel.domain.message import Message
from windtunnel.domain.worldspec import GroupSpec
from windtunnel.server.births import check_name, check_text
from windtunnel.server.control.durations import seconds_of
from windtunnel.server.control.known import Group_, Inbound_, OneWorld, Recipient
from windtunnel.server.control.shapes import EventId, HandsetMessage, Window

WAIT_S_MAX = 60.0
_DIGITS = re.compile(r"\+?[0-9]{5,20}")

router = APIRouter(prefix="/worlds/{world}", tags=["customers"])
Wait = Annotated[
    str, Query(description="how long to wait for the next, 60s at most", examples=["10s"])
]
NumberName = Annotated[str, Query(description="a number's name or id")]


@router.post("/inbound", status_code=201)
async def write(world: OneWorld, text: Inbound_) -> EventId:
    """A customer writes to a number; it opens or refreshes the session window."""
    check_text(text.text, "text")
    check_text(text.media, "media")
    if text.context is not None:
        check_name(text.context, "context")
    out = world.apply(
        events.CustomerText(
            recipient=digits(text.recipient),
            number=text.number,
            text=text.text,
            context=text.context,
            asks=text.asks,
            kind=text.kind,
            media=text.media,
            group=text.group,
        )
    )
    return EventId(id=next(fact.event for fact in out if isinstance(fact, InboundFact)))


@router.post("/groups", status_code=201)
async def add_group(world: OneWorld, spec: Group_) -> GroupSpec:
    """Let customers form a group, in which they can write to a number."""
    if spec.name:
        check_name(spec.name, "name")
    members = tuple(digits(member) for member in spec.members)
    world.apply(events.AddGroup(spec=replace(spec, members=members)))
    return world.platform.groups[-1]


@router.get("/groups")
async def list_groups(world: OneWorld) -> list[GroupSpec]:
    """List the groups in order of creation."""
    return world.platform.groups


@router.put("/windows/{recipient}")
async def open_window(
    world: OneWorld, recipient: Recipient, number: NumberName = "main"
) -> Window:
    """Open a session window without a message."""
    world.apply(events.OpenWindow(recipient=digits(recipient), number=number))
    return Window(recipient=recipient, number=number, is_open=True)


@router.delete("/windows/{recipient}")
async def close_window(
    world: OneWorld, recipient: Recipient, number: NumberName = "main"
) -> Window:
    """Close a session window at once."""
    world.apply(events.CloseWindow(recipient=digits(recipient), number=number))
    return Window(recipient=recipient, number=number, is_open=False)


@router.get("/handsets/{recipient}/messages")
async def messages(
    world: OneWorld,
    recipient: Recipient,
    wait: Wait = "0s",
    after: Annotated[int, Query(ge=0, description="how many to skip")] = 0,
) -> list[HandsetMessage]:
    """Read what is on a customer's handset, after the first `after` messages."""
    wait_s = seconds_of(wait, "wait", most_s=WAIT_S_MAX)
    who = digits(recipient)
    try:
        async with asyncio.timeout(wait_s):
            while world.is_open and len(world.platform.inbox(who)) <= after and wait_s:
                await world.arrival()
    except TimeoutError:
        pass
    return [shape_of(message) for message in world.platform.inbox(who)[after:]]


def digits(recipient: str) -> str:
    """Return the digits of a recipient.

    Raises:
        ConfigError: it is no phone number.
    """
    if not _DIGITS.fullmatch(recipient):
        raise ConfigError(f"recipient is {recipient[:40]!r}; must be 5 to 20 digits")
    return recipient.removeprefix("+")


def shape_of(message: Message) -> HandsetMessage:
    """Return a message as the customer reads it."""
    return HandsetMessage(
        message=message.id,
        t_us=message.handset_t or 0,
        text=message.text,
        template=message.template,
        lang=message.lang,
        buttons=list(message.buttons),
        otp=message.otp,
        marker=message.marker,
        number=message.number,
        reaction=message.reaction,
        is_retracted=message.is_retracted,
    )
