"""Sending accepted messages on their way: to a handset at once, or into the queue of a number."""

from windtunnel.domain.catalog import Code
from windtunnel.domain.chance import Drawer
from windtunnel.domain.message import Message
from windtunnel.domain.submit import Answer
from windtunnel.engine.admission import Admission
from windtunnel.engine.case import Case
from windtunnel.engine.core import Core
from windtunnel.engine.faults.board import Board
from windtunnel.engine.flight import Flight
from windtunnel.engine.handsets import Handsets
from windtunnel.engine.queues import Queues
from windtunnel.engine.templates import Flaw
from windtunnel.engine.wheel import Out

EARLY_LEAD_US = 500_000
"""How long the answer to a send waits at least where its callback is to come first."""


class Launches:
    """Makes flights of messages."""

    def __init__(
        self, core: Core, *, board: Board, admission: Admission, handsets: Handsets, queues: Queues
    ) -> None:
        self._draw_fate = Drawer(core.seed, "fate")
        self.admission = admission
        self._board = board
        self._handsets = handsets
        self._queues = queues

    def first(
        self,
        case: Case,
        message: Message,
        out: Out,
        *,
        later: Code | None,
        details: str,
        answer: Answer,
    ) -> None:
        """Send a message on its way to its handset, or to its failure."""
        is_plain = case.lane.is_plain
        if not is_plain:
            _note(case, message, answer)
        case.is_launched = True
        if case.blow is not None and case.blow.later is not None:
            later, details = case.blow.later, ""
        is_early = case.blow is not None and case.blow.early_by is not None and later is None
        if is_early:
            answer.delay_us = max(answer.delay_us, EARLY_LEAD_US)
        assert case.number is not None, "only a send from a number of this world is accepted"
        flight = Flight(
            message=message,
            lane=case.lane,
            courier=case.number.courier,
            scope=case.scope or "service",
            code=later,
            details=details,
            is_early=is_early,
            is_skipped=case.drawn[7] < case.lane.behaviour.skipped_below,
        )
        drawn = self._draw_fate(*case.entity)
        answer_us = case.now_us + answer.delay_us
        if is_plain:
            self._handsets.take(flight, drawn, answer_us)
        else:
            ready_us = case.now_us if is_early else answer_us
            self._line_up(case, flight, drawn, ready_us=ready_us, out=out)

    def again(self, case: Case, message: Message, out: Out) -> None:
        """Send a kept message on its way once more: what let it fail need not be there any more.

        What its own content or its recipient's form let fail, fails again.

        Of the faults only those matter that fail accepted messages: nobody sent a request.
        """
        number = case.number
        assert number is not None, "kept messages are a number's"
        later, details = None, ""
        own = case.submit.refusal
        flaw = self.admission.late_flaw(case, number)
        if own is not None:
            flaw = Flaw(reason=own.reason, fields=own.fields)
        if flaw is not None:
            refused = case.lane.refusal(flaw.reason)
            later, details = refused.code, refused.say(flaw.fields)
        if self._board.striking:
            case.blow = blow = self._board.blow(case, out, is_request=False)
            if blow is not None:
                later, details = blow.later, ""
        flight = Flight(
            message=message,
            lane=case.lane,
            courier=number.courier,
            scope=case.scope or "service",
            code=later,
            details=details,
            is_skipped=case.drawn[7] < case.lane.behaviour.skipped_below,
        )
        drawn = self._draw_fate(*case.entity)
        self._line_up(case, flight, drawn, ready_us=case.now_us, out=out)
        if self._board.awaited:
            marker = case.submit.marker
            self._board.went_by(marker, case.ordinal, case.now_us, out, is_over=False)

    def _line_up(
        self, case: Case, flight: Flight, drawn: tuple[int, ...], *, ready_us: int, out: Out
    ) -> None:
        """Let a message wait for its turn, where its provider has queues."""
        number = case.number
        if number is None or number.queue is None:
            self._handsets.take(flight, drawn, ready_us)
        else:
            now_us = case.now_us
            self._queues.put(number, flight, drawn, now_us=now_us, ready_us=ready_us, out=out)


def _note(case: Case, message: Message, answer: Answer) -> None:
    """Put a message onto its number's list, with what only lists and queues know of it."""
    number, submit, pace = case.number, case.submit, case.lane.catalog.queue
    assert number is not None, "only a send from a number of this world is accepted"
    blow = case.blow
    number.shelf.put(message, swaps=blow is not None and blow.swapped_by is not None)
    answer.ordinal = message.ordinal
    if pace is not None:
        message.priority = pace.priority if submit.priority is None else submit.priority
    message.media, message.note, message.refusal = submit.media, submit.note, submit.refusal
