"""What becomes of an accepted message: on the way, on the handset, read, or failed.

A message has one timer at a time, and each step sets the next from its own due time, so receipts
come to be in their legal order: nothing after failed, no delivered before sent. All waits come
from the draws that were made when the message was accepted.
"""

import msgspec

from windtunnel.domain.catalog import Code
from windtunnel.domain.facts import BilledFact, HandsetFact, MessageScope, StatusFact
from windtunnel.domain.magic import REPLY_S, SLOW_S, Fate, fate_of
from windtunnel.domain.message import Message, Status, StatusEvent
from windtunnel.engine.core import Core
from windtunnel.engine.courier import Courier
from windtunnel.engine.inbox import Inbox
from windtunnel.engine.lane import Lane
from windtunnel.engine.wheel import Action, Out

NEVER = frozenset({"never-online", "blocked"})
ANSWERS = frozenset({"wrong-code", "right-code"})
SECOND_US = 1_000_000


class Flight(msgspec.Struct, kw_only=True, gc=False):
    """An accepted message on its way: what was drawn for it, made into waits in µs.

    It arrives `arrival_us` after it was sent, and is read `read_us` after that; None is never.
    Where `is_skipped`, no `delivered` is told if it is read. An early one is sent, and the
    subscriber told, before the send is answered. `fate` is that of a magic recipient.
    """

    message: Message
    lane: Lane
    scope: MessageScope
    code: Code | None = None
    details: str = ""
    is_early: bool = False
    is_skipped: bool = False
    is_online: bool | None = None
    arrival_us: int | None = None
    read_us: int | None = None
    fate: Fate | None = None

    def ttl_us(self) -> int:
        """Return how long the message is kept for its handset."""
        kind = "free" if self.message.form == "free" else self.message.category
        return self.lane.behaviour.ttl_us(kind)


class Handsets:
    """The customers' handsets and everything under way to them."""

    def __init__(self, core: Core, courier: Courier) -> None:
        self.inbox = Inbox()
        self.is_settled = False
        self.on_answer: Action | None = None
        """Carries out the answer of a customer who writes a code back."""
        self._schedule = core.wheel.schedule
        self._courier = courier
        self._counters = core.counters
        # Each look at a method makes a new object of it; these are made once for all timers.
        self._sent, self._arrived, self._read = self.on_sent, self.on_arrived, self.on_read
        self.actions = frozenset({self.on_sent, self.on_arrived, self.on_read, self.on_failed})
        """The timers that carry messages: those that still run when the world is settled."""

    def take(self, flight: Flight, drawn: tuple[int, ...], answer_us: int) -> None:
        """Take over an accepted message whose answer goes out at `answer_us`.

        `drawn` holds eight draws: sent (0, 1), part of the mixture (2), delivered (3, 4), is read
        (5), read (6, 7); a failing one uses 0 and 1.
        """
        behaviour = flight.lane.behaviour
        if flight.code is not None:
            wait_us = behaviour.failed_after.us(drawn[0], drawn[1])
            self._schedule(answer_us + wait_us, self.on_failed, flight)
            return
        due_us = flight.message.accepted_t
        if not flight.is_early:
            due_us = answer_us + behaviour.sent.us(drawn[0], drawn[1])
        part = behaviour.part(drawn[2])
        flight.is_online = part.is_online
        if part.wait is not None:
            wait_us = part.wait.us(drawn[3], drawn[4])
            if wait_us <= flight.ttl_us():
                flight.arrival_us = wait_us
                if drawn[5] < behaviour.read_below:
                    flight.read_us = behaviour.read.us(drawn[6], drawn[7])
        flight.fate = fate_of(flight.message.recipient)
        if flight.fate is not None:
            _let(flight, flight.fate)
        self._schedule(due_us, self._sent, flight)

    def on_failed(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A message failed after it had been accepted."""
        assert flight.code is not None, "only a flight with a code fails"
        flight.message.fail_code = flight.code.code
        self._counters.failed += 1
        self._news(flight, "failed", due_us=due_us, now_us=now_us, out=out)

    def on_sent(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A message was handed over to the network of handsets."""
        arrives_us = None
        if flight.arrival_us is not None:
            arrives_us = due_us + flight.arrival_us
            self._schedule(arrives_us, self._arrived, flight)
        self._counters.sent += 1
        self._news(
            flight,
            "sent",
            due_us=due_us,
            now_us=now_us,
            next_us=arrives_us,
            out=out,
        )

    def on_arrived(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A message is on its handset."""
        flight.message.handset_t = due_us
        self.inbox.put(flight.message)
        out.append(self._handset_fact(flight, now_us))
        self._bill(flight, now_us, out)
        if flight.fate in ANSWERS and flight.message.otp and self.on_answer is not None:
            self._schedule(due_us + REPLY_S * SECOND_US, self.on_answer, flight)
        read_us = None
        if flight.read_us is not None:
            read_us = due_us + flight.read_us
            self._schedule(read_us, self._read, flight)
        if read_us is None or not flight.is_skipped:
            self._counters.delivered += 1
            self._news(
                flight,
                "delivered",
                due_us=due_us,
                now_us=now_us,
                next_us=read_us,
                is_arrival=True,
                out=out,
            )

    def on_read(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A customer read a message."""
        self._counters.read += 1
        is_first = flight.is_skipped
        self._news(flight, "read", due_us=due_us, now_us=now_us, is_arrival=is_first, out=out)

    def _news(
        self,
        flight: Flight,
        status: Status,
        *,
        due_us: int,
        now_us: int,
        next_us: int | None = None,
        is_arrival: bool = False,
        out: Out,
    ) -> None:
        """Write a status, and owe it to the subscriber if there is one."""
        message, code = flight.message, flight.code
        message.status, name = status, f"{message.id}:{status}"
        fact = StatusFact(
            t=now_us,
            event=name,
            message=message.id,
            status=status,
            status_t=due_us,
            handset_online=flight.is_online if status == "sent" else None,
            settled=self.is_settled,
        )
        out.append(fact if code is None else _coded(fact, code))
        if self._courier.url is not None and not self.is_settled:
            event = _event(flight, status, due_us, is_arrival=is_arrival)
            early = flight.is_early and status == "sent"
            owe = self._courier.owe
            owe(event, flight.lane, now_us=now_us, next_us=next_us, is_early=early, out=out)

    def _handset_fact(self, flight: Flight, now_us: int) -> HandsetFact:
        message = flight.message
        return HandsetFact(
            t=now_us,
            message=message.id,
            provider=message.provider,
            number=message.number,
            recipient=message.recipient,
            form=message.form,
            content_sha=message.content_sha,
            marker=message.marker,
            template=message.template,
            lang=message.lang,
            scope=flight.scope,
            settled=self.is_settled,
        )

    def _bill(self, flight: Flight, now_us: int, out: Out) -> None:
        catalog = flight.lane.catalog
        message = flight.message
        price = catalog.prices.get(f"{message.country}/{message.category}")
        if price is not None:
            out.append(
                BilledFact(
                    t=now_us,
                    message=message.id,
                    price_micro=price,
                    currency=catalog.currency,
                    table=catalog.price_table,
                )
            )


def _let(flight: Flight, fate: Fate) -> None:
    """Let a message become what its recipient's number says."""
    if fate in NEVER:
        flight.is_online = fate == "blocked"
        flight.arrival_us = flight.read_us = None
    elif fate == "slow":
        flight.is_online = False
        flight.arrival_us = SLOW_S * SECOND_US


def _event(flight: Flight, status: Status, due_us: int, *, is_arrival: bool) -> StatusEvent:
    return StatusEvent(
        event=f"{flight.message.id}:{status}",
        message=flight.message,
        status=status,
        t=due_us,
        unix_s=flight.lane.unix_s(due_us),
        code=flight.code,
        details=flight.details,
        is_arrival=is_arrival,
    )


def _coded(fact: StatusFact, code: Code) -> StatusFact:
    fact.code, fact.cls, fact.wait_s = code.code, code.cls, code.wait_s
    return fact
