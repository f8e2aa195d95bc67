"""One send from its first byte to its answer: attempt, decision, message.

Read receipts and typing dots come the same way, but they are no messages: they need a token, a
number and a known inbound message, no limit and no fault applies, and no fact is written. Their
answers bear no attempt id, so that nobody writes a `reply_end` for them either.
"""

from windtunnel.domain.catalog import Code
from windtunnel.domain.chance import Drawer
from windtunnel.domain.countries import country_of
from windtunnel.domain.message import Message
from windtunnel.domain.submit import Answer, Submit
from windtunnel.engine.access import Number
from windtunnel.engine.admission import is_open
from windtunnel.engine.case import Case
from windtunnel.engine.core import Core
from windtunnel.engine.faults.blow import Blow
from windtunnel.engine.faults.board import Board
from windtunnel.engine.inbound import Inbound
from windtunnel.engine.keys import Kept, Keys
from windtunnel.engine.lane import Refused
from windtunnel.engine.launch import Launches
from windtunnel.engine.ordinals import Ordinals
from windtunnel.engine.records import answer_fact, attempt_fact
from windtunnel.engine.wheel import Out

RECEIPT_KINDS = frozenset({"read", "typing"})


class Edge:
    """Where requests to send arrive."""

    def __init__(self, core: Core, *, board: Board, launches: Launches, inbound: Inbound) -> None:
        self._draw_attempt = Drawer(core.seed, "attempt")
        self._core = core
        self._numbers = core.access.numbers
        self._counters = core.counters
        self._admission = launches.admission
        self._board = board
        self._launches = launches
        self._inbound = inbound
        self.ordinals = Ordinals()
        self._keys = Keys()

    def submit(self, submit: Submit, now_us: int, out: Out) -> Answer:
        """Decide on one request; facts go to `out`, the answer is returned.

        Raises:
            ConfigError: the submit's provider is not in this world.
        """
        lane = self._core.lane(submit.provider)
        case = Case(submit, lane, self._numbers.get(submit.number), now_us)
        if submit.kind in RECEIPT_KINDS:
            return self._receipt(case)
        self._open(case)
        out.append(attempt_fact(case))
        answer = self._decide(case, out)
        if self._board.awaited:
            is_over = not case.is_launched
            self._board.went_by(submit.marker, case.ordinal, now_us, out, is_over=is_over)
        return answer

    def _decide(self, case: Case, out: Out) -> Answer:
        """Return the answer to an attempt: a fault's, else the first reason's against it."""
        if self._board.striking:
            case.blow = blow = self._board.blow(case, out)
            if blow is not None and not blow.plan.is_seen:
                return self._unseen(case, out)
            if blow is not None and blow.code is not None:
                return self._refuse_by_fault(case, blow, blow.code, out)
        flaw = self._admission.flaw(case)
        if flaw is None:
            return self._accept(case, out)
        refused = case.lane.refusal(flaw.reason)
        details = refused.say(flaw.fields)
        if refused.is_async:
            return self._accept(case, out, later=refused.code, details=details)
        return self._refuse(case, refused, details, out)

    def refuses(self, marker: str, now_us: int, out: Out) -> bool:
        """Return whether no connection comes to be for a request with this marker.

        It leaves no attempt, but it counts: the next request is the marker's next one.
        """
        if not self._board.refusing:
            return False
        ordinal = self.ordinals.seen(marker) + 1
        if not self._board.refuses(marker, ordinal, now_us, out):
            return False
        self.ordinals.next(marker)
        self._board.went_by(marker, ordinal, now_us, out, is_over=True)
        return True

    def _open(self, case: Case) -> None:
        """Count the attempt, find its template, and draw what belongs to it."""
        submit = case.submit
        self._counters.attempts += 1
        entity = submit.marker or submit.recipient
        case.ordinal = ordinal = self.ordinals.next(entity)
        case.entity = (entity, ordinal)
        case.drawn = self._draw_attempt(entity, ordinal)
        if submit.template is not None:
            case.template = template = self._admission.template(submit)
            case.form = "template"
            case.scope = None
            if template is not None:
                case.scope = template.spec.category
                case.form = "auth" if template.is_auth else "template"

    def _answer(self, case: Case) -> Answer:
        """Return an answer to this attempt that does not yet say what was decided."""
        submit = case.submit
        drawn = case.drawn
        answer = Answer(
            attempt=submit.attempt,
            provider=submit.provider,
            accepted=False,
            kind=submit.kind,
            to=submit.to,
            version=submit.version,
            trace=drawn[4],
            delay_us=case.lane.behaviour.answer.us(drawn[5], drawn[6]),
        )
        if case.blow is not None:
            answer.plan = case.blow.plan
        return answer

    def _unseen(self, case: Case, out: Out) -> Answer:
        """Answer an attempt that the platform never saw: not at all, or with another's page."""
        answer = self._answer(case)
        answer.http = answer.plan.http or 0
        out.append(answer_fact(answer, t=case.now_us, cls="ambiguous", blow=case.blow))
        return answer

    def _refuse(self, case: Case, refused: Refused, details: str, out: Out) -> Answer:
        answer = self._answer(case)
        answer.code = refused.code
        answer.subcode = refused.subcode
        answer.http = refused.http
        answer.details = details
        self._counters.refused += 1
        out.append(answer_fact(answer, t=case.now_us, cls=refused.code.cls, blow=case.blow))
        return answer

    def _refuse_by_fault(self, case: Case, blow: Blow, code: Code, out: Out) -> Answer:
        answer = self._answer(case)
        answer.code = code
        answer.subcode = code.subcode
        answer.http = code.http if blow.http is None else blow.http
        answer.retry_after_s = blow.retry_after_s
        self._counters.refused += 1
        out.append(answer_fact(answer, t=case.now_us, cls=code.cls, blow=blow))
        return answer

    def _accept(
        self, case: Case, out: Out, *, later: Code | None = None, details: str = ""
    ) -> Answer:
        """Accept an attempt; with `later` its message will fail with that code."""
        number = case.number
        assert number is not None, "only a send from a number of this world is accepted"
        key = self._key(case, number)
        kept = self._keys.find(key, case.now_us) if key else None
        if kept is not None and kept.content != _content(case):
            refused = case.lane.refusals.get("key_reused")
            if refused is not None:
                return self._refuse(case, refused, refused.say({}), out)
        answer = self._answer(case)
        answer.accepted = True
        answer.wa_id = case.wa_id
        if case.lane.shows_status(has_template=case.template is not None):
            answer.message_status = "accepted"
        self._counters.accepted += 1
        if kept is not None:
            answer.message = kept.message
        else:
            message = self._message(case, number)
            answer.message = message.id
            self._launches.first(case, message, out, later=later, details=details, answer=answer)
            if key:
                until_us = case.now_us + (case.lane.key_ttl_us or 0)
                kept = Kept(message.id, _content(case))
                self._keys.remember(key, kept, until_us=until_us, now_us=case.now_us)
        out.append(answer_fact(answer, t=case.now_us, cls="ok", blow=case.blow))
        return answer

    def _key(self, case: Case, number: Number) -> str:
        """Return the name of the attempt's idempotency key, "" where there is none."""
        key = case.submit.idem_key
        return "" if key is None or case.lane.key_ttl_us is None else f"{number.id}:{key}"

    def _message(self, case: Case, number: Number) -> Message:
        submit = case.submit
        message = Message(
            id=case.lane.dialect.message_id(case.drawn, case.wa_id),
            provider=submit.provider,
            account=number.account,
            number=number.id,
            display=number.display,
            wa_id=case.wa_id,
            recipient=submit.recipient,
            country=country_of(submit.recipient),
            kind=submit.kind,
            form=case.form,
            category=case.scope or "service",
            text=submit.text,
            accepted_t=case.now_us,
            content_sha=submit.content_sha,
            version=submit.version,
        )
        # More than fifteen arguments by name go through a dict, which costs six times as much.
        message.marker = submit.marker
        message.attempt = submit.attempt
        message.attempt_no = case.ordinal
        message.opaque = submit.opaque
        message.in_window = is_open(number, case)
        if submit.template is not None:
            message.template, message.lang = submit.template, submit.lang
        if case.filled is not None:
            filled = case.filled
            message.text, message.buttons, message.otp = filled.text, filled.buttons, filled.otp
        return message

    def _receipt(self, case: Case) -> Answer:
        """Answer a read receipt or typing dots; not a message, so without facts or limits."""
        submit = case.submit
        lane = case.lane
        number = case.number
        flaw = self._admission.access_flaw(case)
        if flaw is not None:
            answer = lane.refuse(flaw.reason, **flaw.fields)
        elif submit.refusal is not None:
            answer = lane.refuse(submit.refusal.reason, **submit.refusal.fields)
        elif number is None or not self._inbound.is_known(submit.context, number):
            answer = lane.refuse("message_unknown", message=submit.context or "")
        else:
            answer = Answer(attempt="", provider=lane.name, accepted=True, kind=submit.kind)
        drawn = self._core.call()
        answer.version = submit.version
        answer.trace = drawn[4]
        answer.delay_us = lane.behaviour.answer.us(drawn[5], drawn[6])
        return answer


def _content(case: Case) -> str:
    """Return what two sends with one key must have in common."""
    submit = case.submit
    return f"{submit.recipient}:{submit.lang}:{submit.content_sha}"
