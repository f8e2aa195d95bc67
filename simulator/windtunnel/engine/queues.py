"""What moves the numbers' queues: departures one after the other, and expiry by age.

A number has one timer for the next departure and one for the oldest that waits. Both are set from
their own due times, so that a queue runs to its end exactly, however late its timers are run.
"""

from windtunnel.domain.facts import StatusFact
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.flight import Flight
from windtunnel.engine.handsets import Handsets
from windtunnel.engine.queue import Queue, Waiting
from windtunnel.engine.wheel import Out

EXPIRED = "queue_expired"


class Queues:
    """Lets messages wait for their turn, and hands them over to their handsets."""

    def __init__(self, core: Core, handsets: Handsets) -> None:
        self._schedule = core.wheel.schedule
        self._cancel = core.wheel.cancel
        self._handsets = handsets
        self.actions = frozenset({self.on_departure, self.on_expiry})
        """The timers that carry messages: those that still run when the world is settled."""

    def put(
        self,
        number: Number,
        flight: Flight,
        drawn: tuple[int, ...],
        *,
        now_us: int,
        ready_us: int,
        out: Out,
    ) -> None:
        """Let a message wait; it leaves at `ready_us` at the earliest, when it was answered.

        `drawn` is what `Handsets.take` wants. Where too many wait, the oldest expires.
        """
        queue = queue_of(number)
        flight.message.status = "queued"
        queue.put(Waiting(flight, drawn, ready_us, now_us + queue.ttl_us))
        oldest = queue.crowded_out()
        if oldest is not None:
            self._expire(number, oldest, now_us, now_us=now_us, out=out)
        self.plan(number)
        self._watch(number, queue)

    def resume(self, number: Number, now_us: int) -> None:
        """Let messages leave again: the number is connected."""
        if number.queue is not None:
            number.queue.open_us = now_us
            self.plan(number)

    def clear(self, number: Number, ordinal: int, now_us: int, out: Out) -> None:
        """Take a message out of the queue, if it waits: it will never be sent."""
        waiting = None if number.queue is None else number.queue.take(ordinal)
        if waiting is not None:
            self._watch(number, queue_of(number))
            message = waiting.flight.message
            message.status = "cleared"
            out.append(
                StatusFact(
                    t=now_us,
                    event=f"{message.id}:cleared",
                    message=message.id,
                    status="cleared",
                    status_t=now_us,
                )
            )

    def on_departure(self, number: Number, due_us: int, now_us: int, out: Out) -> None:
        """The next message's turn has come, unless its number is not connected."""
        queue = queue_of(number)
        queue.departure = None
        if number.state != "connected":
            return
        waiting = queue.pop(due_us)
        if waiting is not None:
            self._handsets.depart(waiting.flight, waiting.drawn, due_us, now_us=now_us, out=out)
            self._watch(number, queue)
        self.plan(number)

    def on_expiry(self, number: Number, due_us: int, now_us: int, out: Out) -> None:
        """What has waited too long fails."""
        queue = queue_of(number)
        queue.expiry = None
        for waiting in queue.expired(due_us):
            self._expire(number, waiting, waiting.until_us, now_us=now_us, out=out)
        self._watch(number, queue)

    def plan(self, number: Number) -> None:
        """Set the timer of the next departure, where there is one to come."""
        queue = queue_of(number)
        due_us = queue.next_us() if number.state == "connected" else None
        if due_us is None:
            return
        if queue.departure is not None:
            if queue.departure[0] == due_us:
                return
            self._cancel(queue.departure)
        queue.departure = self._schedule(due_us, self.on_departure, number)

    def _expire(
        self, number: Number, waiting: Waiting, due_us: int, *, now_us: int, out: Out
    ) -> None:
        """What has waited too long fails."""
        flight, refused = waiting.flight, number.lane.refusal(EXPIRED)
        flight.code = refused.code
        flight.details = refused.say({"recipient": flight.message.recipient})
        self._handsets.on_failed(flight, due_us, now_us, out)

    def _watch(self, number: Number, queue: Queue) -> None:
        """Set the timer of the oldest that waits; it may ring for one that has left since."""
        until_us = queue.oldest_until_us()
        if until_us is None and queue.expiry is not None:
            self._cancel(queue.expiry)
            queue.expiry = None
        elif until_us is not None and queue.expiry is None:
            queue.expiry = self._schedule(until_us, self.on_expiry, number)


def queue_of(number: Number) -> Queue:
    """Return the queue of a number that has one."""
    assert number.queue is not None, "only numbers of a provider with queues have timers of one"
    return number.queue
