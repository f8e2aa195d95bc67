"""What becomes of an accepted message: on the way, on the handset, read, or failed.

A message has one timer at a time, and each step sets the next from its own due time, so receipts
come to be in their legal order: nothing after failed, no delivered before sent. All waits come
from the draws that were made when the message was accepted.
"""

import msgspec

from windtunnel.domain.catalog import Code
from windtunnel.domain.facts import BilledFact, HandsetFact, MessageScope, StatusFact
from windtunnel.domain.message import Message, Status, StatusEvent
from windtunnel.engine.core import Core
from windtunnel.engine.courier import Courier
from windtunnel.engine.inbox import Inbox
from windtunnel.engine.lane import Lane
from windtunnel.engine.wheel import Out


class Flight(msgspec.Struct, kw_only=True, gc=False):
    """An accepted message on its way.

    `drawn` holds eight draws: sent (0, 1), part of the mixture (2), delivered (3, 4), is read
    (5), read (6, 7); a failing one uses 0 and 1. `skip` decides on a skipped delivered status.
    An early one is sent, and the subscriber told, before the send is answered.
    """

    message: Message
    lane: Lane
    scope: MessageScope
    drawn: tuple[int, ...]
    skip: int
    code: Code | None = None
    details: str = ""
    is_early: bool = False

    def ttl_us(self) -> int:
        """Return how long the message is kept for its handset."""
        kind = "free" if self.message.form == "free" else self.message.category
        return self.lane.behaviour.ttl_us(kind)


class Handsets:
    """The customers' handsets and everything under way to them."""

    def __init__(self, core: Core, courier: Courier) -> None:
        self.inbox = Inbox()
        self.is_settled = False
        self._wheel = core.wheel
        self._courier = courier
        self._counters = core.counters
        self.actions = frozenset({self.on_sent, self.on_arrived, self.on_read, self.on_failed})
        """The timers that carry messages: those that still run when the world is settled."""

    def take(self, flight: Flight, answer_us: int) -> None:
        """Take over an accepted message whose answer goes out at `answer_us`."""
        drawn = flight.drawn
        behaviour = flight.lane.behaviour
        if flight.is_early:
            self._wheel.schedule(flight.message.accepted_t, self.on_sent, flight)
        elif flight.code is None:
            wait_us = behaviour.sent.us(drawn[0], drawn[1])
            self._wheel.schedule(answer_us + wait_us, self.on_sent, flight)
        else:
            wait_us = behaviour.failed_after.us(drawn[0], drawn[1])
            self._wheel.schedule(answer_us + wait_us, self.on_failed, flight)

    def on_failed(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A message failed after it had been accepted."""
        assert flight.code is not None, "only a flight with a code fails"
        flight.message.fail_code = flight.code.code
        self._counters.failed += 1
        self._news(flight, "failed", due_us=due_us, now_us=now_us, out=out)

    def on_sent(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A message was handed over to the network of handsets."""
        drawn = flight.drawn
        part = flight.lane.behaviour.part(drawn[2])
        arrives_us = None
        if part.wait is not None:
            wait_us = part.wait.us(drawn[3], drawn[4])
            if wait_us <= flight.ttl_us():
                arrives_us = due_us + wait_us
                self._wheel.schedule(arrives_us, self.on_arrived, flight)
        self._counters.sent += 1
        self._news(
            flight,
            "sent",
            due_us=due_us,
            now_us=now_us,
            next_us=arrives_us,
            is_online=part.is_online,
            out=out,
        )

    def on_arrived(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A message is on its handset."""
        drawn = flight.drawn
        behaviour = flight.lane.behaviour
        flight.message.handset_t = due_us
        self.inbox.put(flight.message)
        out.append(self._handset_fact(flight, now_us))
        self._bill(flight, now_us, out)
        read_us = None
        if drawn[5] < behaviour.read_below:
            read_us = due_us + behaviour.read.us(drawn[6], drawn[7])
            self._wheel.schedule(read_us, self.on_read, flight)
        if read_us is None or flight.skip >= behaviour.skipped_below:
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
        is_first = flight.skip < flight.lane.behaviour.skipped_below
        self._news(flight, "read", due_us=due_us, now_us=now_us, is_arrival=is_first, out=out)

    def _news(
        self,
        flight: Flight,
        status: Status,
        *,
        due_us: int,
        now_us: int,
        next_us: int | None = None,
        is_online: bool | None = None,
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
            handset_online=is_online,
            settled=self.is_settled,
        )
        if code is not None:
            fact.code, fact.cls, fact.wait_s = code.code, code.cls, code.wait_s
        out.append(fact)
        if self._courier.url is not None and not self.is_settled:
            event = _event(flight, status, due_us, is_arrival=is_arrival)
            is_early = flight.is_early and status == "sent"
            owe = self._courier.owe
            owe(event, flight.lane, now_us=now_us, next_us=next_us, is_early=is_early, out=out)

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
