"""What becomes of an accepted message: on the way, on the handset, read, or failed.

A message has one timer at a time, and each step sets the next from its own due time, so receipts
come to be in their legal order: nothing after failed, no delivered before sent. All waits come
from the draws that were made when the message was accepted.
"""

from windtunnel.domain.catalog import Code
from windtunnel.domain.chance import Drawer
from windtunnel.domain.facts import BilledFact, HandsetFact, StatusFact
from windtunnel.domain.magic import REPLY_S, fate_of
from windtunnel.domain.message import Status, StatusEvent
from windtunnel.engine.core import Core
from windtunnel.engine.flight import Flight, let
from windtunnel.engine.inbox import Inbox
from windtunnel.engine.lane import SECOND_US
from windtunnel.engine.wheel import Action, Out

ANSWERS = frozenset({"wrong-code", "right-code"})
HEARD = frozenset({"voice", "audio"})
"""Kinds of messages that a customer can play."""

FIRST = frozenset({"pending", "sent"})
"""The statuses that an early callback tells."""


class Handsets:
    """The customers' handsets and everything under way to them."""

    def __init__(self, core: Core) -> None:
        self.inbox = Inbox()
        self.is_settled = False
        self.on_answer: Action | None = None
        """Carries out the answer of a customer who writes a code back."""
        self._schedule = core.wheel.schedule
        self._counters = core.counters
        # Each look at a method makes a new object of it; these are made once for all timers.
        self._sent, self._arrived, self._read = self.on_sent, self.on_arrived, self.on_read
        self._draw_played = Drawer(core.seed, "played")
        self.actions = frozenset(
            {self.on_sent, self.on_arrived, self.on_read, self.on_played, self.on_failed}
        )
        """The timers that carry messages: those that still run when the world is settled."""

    def take(self, flight: Flight, drawn: tuple[int, ...], answer_us: int) -> int:
        """Take over an accepted message: its answer goes out, or its turn comes, at `answer_us`.

        `drawn` holds eight draws: sent (0, 1), part of the mixture (2), delivered (3, 4), is read
        (5), read (6, 7); a failing one uses 0 and 1.

        Returns:
            When it will be sent, or fail.
        """
        behaviour = flight.lane.behaviour
        if flight.code is not None:
            due_us = answer_us + behaviour.failed_after.us(drawn[0], drawn[1])
            self._schedule(due_us, self.on_failed, flight)
            return due_us
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
                    if behaviour.played_below:
                        self._let_hear(flight)
        flight.fate = fate_of(flight.message.recipient)
        if flight.fate is not None:
            let(flight, flight.fate)
        self._schedule(due_us, self._sent, flight)
        return due_us

    def depart(
        self, flight: Flight, drawn: tuple[int, ...], due_us: int, *, now_us: int, out: Out
    ) -> None:
        """A message leaves the queue of its number; one that is to fail does so there and then."""
        if flight.code is not None:
            self.on_failed(flight, due_us, now_us, out)
            return
        flight.message.sent_t = due_us
        is_early, flight.is_early = flight.is_early, False
        next_us = self.take(flight, drawn, due_us)
        flight.is_early = is_early
        self._news(flight, "pending", due_us=due_us, now_us=now_us, next_us=next_us, out=out)

    def _let_hear(self, flight: Flight) -> None:
        """Draw whether and when the customer plays what can be heard."""
        message, behaviour = flight.message, flight.lane.behaviour
        if message.kind in HEARD:
            drawn = self._draw_played(message.marker or message.recipient, message.attempt_no)
            if drawn[0] < behaviour.played_below:
                flight.played_us = behaviour.played.us(drawn[1], drawn[2])

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
        played_us = None
        if flight.played_us is not None:
            played_us = due_us + flight.played_us
            self._schedule(played_us, self.on_played, flight)
        self._news(
            flight,
            "read",
            due_us=due_us,
            now_us=now_us,
            next_us=played_us,
            is_arrival=flight.is_skipped,
            out=out,
        )

    def on_played(self, flight: Flight, due_us: int, now_us: int, out: Out) -> None:
        """A customer played what can be heard."""
        self._news(flight, "played", due_us=due_us, now_us=now_us, out=out)

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
        courier = flight.courier
        if courier.url is None or self.is_settled:
            return
        if status in courier.hearing.tells:
            event = _event(flight, status, due_us, is_arrival=is_arrival)
            early = flight.is_early and status in FIRST
            courier.owe(
                event, flight.lane, now_us=now_us, next_us=next_us, is_early=early, out=out
            )
        elif next_us is None:
            courier.untold(message, now_us, out)

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


def _coded(fact: StatusFact, code: Code) -> StatusFact:
    fact.code, fact.cls, fact.wait_s = code.code, code.cls, code.wait_s
    return fact
