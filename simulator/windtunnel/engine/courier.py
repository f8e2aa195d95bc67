"""What is pushed to the subscriber, when, which try, what together; posting is the driver's part.

At most `IN_FLIGHT_MAX` pushes fly at once and `OWED_MAX` events are owed; beyond that the oldest
that does not fly is dropped. Order is not guaranteed. Whatever is left to chance is keyed by
(event, try), so one event's pushes never depend on another's.
"""

from collections import deque
from typing import Literal

from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import NumberSettings
from windtunnel.domain.effects import Push
from windtunnel.domain.events import PushEnded
from windtunnel.domain.facts import PushDroppedFact, PushFact
from windtunnel.domain.message import Message, StatusEvent, WebhookEvent
from windtunnel.engine.consignment import Waits, consignment, lost_fact, waits
from windtunnel.engine.core import Core
from windtunnel.engine.faults.board import Board
from windtunnel.engine.faults.struck import Struck
from windtunnel.engine.hearing import Hearing
from windtunnel.engine.lane import Lane
from windtunnel.engine.parcel import Parcel, fill
from windtunnel.engine.wheel import Out

IN_FLIGHT_MAX = 64
OWED_MAX = 100_000
BACKLOG = 300
"""With the switch `push_batching`, events are posted together once more than this many wait, and
until none waits or flies."""

BATCH_MAX = 100
GATHERING_FROM = 8
"""In a backlog, while so many pushes fly, the next waits until it is full or one of them ends."""

_UNTOUCHED = Struck()


class Courier:
    """The pushes owed to one subscriber; each `Push` must come back as a `PushEnded`.

    `hearing` is what it wants to hear of, `owed` is how many events it is owed now.
    """

    def __init__(self, core: Core, board: Board, subscriber: str, lane: Lane) -> None:
        self.url: str | None = None
        self.subscriber = subscriber
        self.lane = lane
        self.owed = 0
        self.suit(NumberSettings())
        self.is_stopped = False
        self._seed = core.seed
        self._wheel = core.wheel
        self._counters = core.counters
        self._secret = core.secret
        self._ready: deque[Parcel] = deque()
        self._by_age: deque[Parcel] = deque()
        self._flying: dict[str, Parcel] = {}
        self._is_behind = False
        """Whether there is a backlog, which is posted in as few posts as possible."""

        self._board = board
        self._held: dict[str, tuple[Parcel, ...]] = {}
        """Message id → what waits for the message's next event to go."""

    @property
    def is_heard(self) -> bool:
        """Whether anything is pushed at all."""
        return self.url is not None and not self.is_stopped

    def suit(self, wants: NumberSettings) -> None:
        """Tell what a number's settings ask for, and as often as they say."""
        self.hearing = Hearing(self.lane.catalog, wants)

    def owe(
        self,
        event: WebhookEvent,
        lane: Lane,
        *,
        now_us: int,
        next_us: int | None,
        out: Out,
        is_early: bool = False,
    ) -> None:
        """Take an event to push; `next_us` is when its message's next event comes, if known.

        An early one goes at once.
        """
        plain_us = lane.behaviour.push_plain_us
        if plain_us is not None and not (self._board.striking_news or self._held or is_early):
            self._add(Parcel((event,), lane), plain_us, now_us=now_us, out=out)
            return
        delay_us, again_us = waits(event, lane, self._seed, now_us=now_us, next_us=next_us)
        if type(event) is StatusEvent and (self._board.striking_news or self._held or is_early):
            waits_us = (0 if is_early else delay_us, again_us)
            self._owe_struck(event, lane, waits_us, now_us=now_us, next_us=next_us, out=out)
            return
        self._add(Parcel((event,), lane), delay_us, now_us=now_us, out=out)
        if again_us is not None:
            self._add(Parcel((event,), lane, "d"), again_us, now_us=now_us, out=out)

    def untold(self, message: Message, now_us: int, out: Out) -> None:
        """Take note that a message's last event is one that this subscriber does not hear of."""
        self._free(self._held.pop(message.id, ()), now_us, out)
        if self._board.awaited:
            ordinal = message.attempt_no
            self._board.went_by(message.marker, ordinal, now_us, out, is_over=True)

    def _owe_struck(
        self,
        event: StatusEvent,
        lane: Lane,
        waits_us: Waits,
        *,
        now_us: int,
        next_us: int | None,
        out: Out,
    ) -> None:
        """Take an event while faults may strike it, or while its next one may be waited for."""
        is_last = next_us is None
        struck = self._board.struck(event, now_us, out, is_last=is_last) or _UNTOUCHED
        freed = self._held.pop(event.message.id, ())
        if struck.lost_by is not None:
            self._counters.push_dropped += 1
            out.append(lost_fact(event, self.subscriber, struck.lost_by, now_us))
            self._free(freed, now_us, out)
            freed = ()
        for parcel, wait_us in consignment(event, lane, struck, waits_us):
            if not parcel.copy:
                parcel.freed = freed
            if wait_us is None:
                held = self._held.get(event.message.id, ())
                self._held[event.message.id] = (*held, parcel)
            self._add(parcel, wait_us, now_us=now_us, out=out)

    def _free(self, parcels: tuple[Parcel, ...], now_us: int, out: Out) -> None:
        """Let go what was held for another event."""
        for parcel in parcels:
            self.on_ready(parcel, now_us, now_us, out)

    def ended(self, end: PushEnded, now_us: int, out: Out) -> bool:
        """Take the end of a push: acked, to be tried again, or given up.

        Returns:
            Whether it was one of its own.
        """
        parcel = self._flying.pop(end.push, None)
        if parcel is None:
            return False
        parcel.is_flying = False
        fact = PushFact(
            t=now_us,
            push=end.push,
            events=parcel.names(),
            subscriber=self.subscriber,
            attempt_no=parcel.attempt_no,
            http=end.http,
            ms=end.ms,
        )
        out.append(fact)
        if parcel.by is not None:
            fact.fault, fact.fault_id = parcel.by
            fact.signed = "bad" if parcel.is_forged else "good"
        self._counters.pushes += 1
        if parcel.is_forged or parcel.lane.is_ack(end.http):
            parcel.is_done = True
            self.owed -= len(parcel.events)
            self._forget_done()
        else:
            self._counters.push_failed += 1
            self._try_again(parcel, now_us, out)
        if parcel.freed:
            freed, parcel.freed = parcel.freed, ()
            self._free(freed, now_us, out)
        self._pump(out)
        return True

    def point(self, url: str | None, now_us: int, out: Out) -> None:
        """Push to this URL from now on; with None everything that does not fly is dropped."""
        self.url = url
        if url is None:
            for parcel in self._by_age:
                if not parcel.is_flying and not parcel.is_done:
                    self._drop(parcel, "unsubscribed", now_us=now_us, out=out)
            self._by_age = deque(parcel for parcel in self._by_age if parcel.is_flying)
            self._ready.clear()
            self._held.clear()

    def on_ready(self, parcel: Parcel, _due_us: int, _now_us: int, out: Out) -> None:
        """Queue a parcel whose time has come."""
        if not parcel.is_done:
            self._ready.append(parcel)
            self._pump(out)

    def _add(self, parcel: Parcel, delay_us: int | None, *, now_us: int, out: Out) -> None:
        by_age = self._by_age
        self.owed += 1
        by_age.append(parcel)
        if self.owed > OWED_MAX:
            self._drop_oldest(now_us, out)
        elif len(by_age) > 2 * OWED_MAX:
            # The oldest may wait for long; those behind it are done.
            self._by_age = deque(parcel for parcel in by_age if not parcel.is_done)
        if delay_us is None:
            return
        if delay_us > 0:
            self._wheel.schedule(now_us + delay_us, self.on_ready, parcel)
        else:
            self.on_ready(parcel, now_us, now_us, out)

    def _forget_done(self) -> None:
        by_age = self._by_age
        while by_age and by_age[0].is_done:
            by_age.popleft()

    def _drop_oldest(self, now_us: int, out: Out) -> None:
        by_age = self._by_age
        flying = []
        while (parcel := by_age.popleft()).is_flying or parcel.is_done:
            if parcel.is_flying:
                flying.append(parcel)
        self._drop(parcel, "too_many_owed", now_us=now_us, out=out)
        by_age.extendleft(reversed(flying))
        while self._ready and self._ready[0].is_done:
            self._ready.popleft()

    def _drop(self, parcel: Parcel, why: "_Why", *, now_us: int, out: Out) -> None:
        parcel.is_done = True
        count, names = len(parcel.events), parcel.names()
        # The timer of its next try keeps the parcel for hours; the messages need not wait for it.
        parcel.events = ()
        self.owed -= count
        if parcel.is_forged:
            return
        self._counters.push_dropped += count
        out.append(PushDroppedFact(t=now_us, events=names, subscriber=self.subscriber, why=why))

    def _try_again(self, parcel: Parcel, now_us: int, out: Out) -> None:
        ladder = parcel.lane.catalog.push_retry_s
        tried = parcel.attempt_no
        if self.url is None:
            self._drop(parcel, "unsubscribed", now_us=now_us, out=out)
        elif tried >= self.hearing.tries_max:
            self._drop(parcel, "ladder_ended", now_us=now_us, out=out)
        elif not self.is_stopped:
            parcel.attempt_no = tried + 1
            drawn = draw(self._seed, "push", parcel.events[0].event, tried + 1)
            late_us = parcel.lane.behaviour.push_delay.us(drawn[0], drawn[1])
            wait_us = round(ladder[tried - 1] * 1_000_000) + late_us
            self._wheel.schedule(now_us + wait_us, self.on_ready, parcel)

    def _pump(self, out: Out) -> None:
        """Let parcels fly while there is room."""
        ready, flying, url = self._ready, self._flying, self.url
        if url is None or self.is_stopped:
            return
        while ready and len(flying) < IN_FLIGHT_MAX:
            lane = ready[0].lane
            if lane.is_batching and self._gathers():
                return
            parcel = ready.popleft()
            if parcel.is_done:
                continue
            if lane.is_batching and self._is_behind:
                fill(parcel, ready, most=BATCH_MAX)
            push_id = parcel.push_id
            parcel.is_flying = True
            flying[push_id] = parcel
            out.append(
                Push(
                    id=push_id,
                    provider=lane.name,
                    subscriber=self.subscriber,
                    url=url,
                    secret=self._secret,
                    events=parcel.events,
                    attempt_no=parcel.attempt_no,
                    timeout_s=lane.catalog.push_timeout_s,
                    bad_signature=parcel.is_forged,
                )
            )
        assert len(flying) <= IN_FLIGHT_MAX, "too many pushes in flight"
        if not flying:
            self._is_behind = False

    def _gathers(self) -> bool:
        """Say whether the next push waits to be full: only in a backlog, and while many fly."""
        waiting = len(self._ready)
        if waiting > BACKLOG:
            self._is_behind = True
        return self._is_behind and waiting < BATCH_MAX and len(self._flying) >= GATHERING_FROM


_Why = Literal["ladder_ended", "too_many_owed", "unsubscribed"]
