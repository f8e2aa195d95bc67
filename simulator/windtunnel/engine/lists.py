"""What clients ask of kept messages: to see how they stand, to resend and to clear them."""

from windtunnel.domain.chance import Drawer
from windtunnel.domain.errors import ConfigError, UnknownThing
from windtunnel.domain.events import Amend, ClearMessages, Listed, Resend
from windtunnel.domain.facts import ToldFact
from windtunnel.domain.message import Message
from windtunnel.domain.submit import Answer, Submit
from windtunnel.engine.access import Number
from windtunnel.engine.case import Case
from windtunnel.engine.core import Core
from windtunnel.engine.launch import Launches
from windtunnel.engine.ordinals import Ordinals
from windtunnel.engine.queues import Queues
from windtunnel.engine.records import answer_fact, attempt_fact
from windtunnel.engine.shelf import UNTOLD
from windtunnel.engine.wheel import Out


class Lists:
    """The kept messages of all numbers."""

    def __init__(
        self, core: Core, *, ordinals: Ordinals, launches: Launches, queues: Queues
    ) -> None:
        self._draw_attempt = Drawer(core.seed, "attempt")
        self._access = core.access
        self._counters = core.counters
        self._ordinals = ordinals
        self._launches = launches
        self._queues = queues
        self._resent = 0

    def told(self, event: Listed, now_us: int, out: Out) -> None:
        """A client was shown messages: the latest status of each can be known from now on.

        Raises:
            ConfigError: the number's provider keeps none.
            UnknownThing: there is no such number.
        """
        number = self._number(event.number)
        told = tuple(
            f"{message.id}:{message.status}"
            for message in _found(number, event.ordinals)
            if message.status not in UNTOLD
        )
        if told:
            out.append(ToldFact(t=now_us, number=number.id, events=told))

    def resend(self, event: Resend, now_us: int, out: Out) -> None:
        """Queue the failed ones among some messages again; the others stay as they are.

        Raises:
            ConfigError: the number's provider keeps none.
            UnknownThing: there is no such number.
        """
        number = self._number(event.number)
        for message in _found(number, event.ordinals):
            if message.status == "failed":
                self._again(message, number, now_us, out)

    def clear(self, event: ClearMessages, now_us: int, out: Out) -> None:
        """Take messages off the list; those that wait are not sent any more.

        Raises:
            ConfigError: the number's provider keeps none.
            UnknownThing: there is no such number.
        """
        number = self._number(event.number)
        for message in _found(number, event.ordinals):
            self._queues.clear(number, message.ordinal, now_us, out)
            del number.shelf.messages[message.ordinal]
        if event.with_inbound:
            number.shelf.letters.clear()

    def amend(self, event: Amend, _now_us: int, _out: Out) -> None:
        """A message gets a reaction, or is retracted.

        Raises:
            ConfigError: the number's provider keeps none.
            UnknownThing: there is no such number or message.
        """
        number = self._number(event.number)
        found = _found(number, (event.ordinal,))
        if not found:
            raise UnknownThing(f"number {event.number} keeps no message {event.ordinal}")
        if event.reaction is not None:
            found[0].reaction = event.reaction
        found[0].is_retracted = found[0].is_retracted or event.is_retracted

    def _again(self, message: Message, number: Number, now_us: int, out: Out) -> None:
        """Let a failed message be an attempt of its own, with a fate of its own."""
        self._resent += 1
        case = Case(_submit(message, f"r{self._resent}", now_us), number.lane, number, now_us)
        entity = message.marker or message.recipient
        case.ordinal = message.attempt_no = self._ordinals.next(entity)
        case.entity = (entity, case.ordinal)
        case.drawn = self._draw_attempt(*case.entity)
        case.form = message.form
        case.scope = message.category  # type: ignore[assignment]
        message.fail_code = message.sent_t = None
        message.attempt, message.accepted_t = case.submit.attempt, now_us
        self._counters.attempts += 1
        self._counters.accepted += 1
        out.append(attempt_fact(case))
        answer = Answer(
            attempt=message.attempt,
            provider=message.provider,
            accepted=True,
            kind=message.kind,
            message=message.id,
        )
        self._launches.again(case, message, out)
        out.append(answer_fact(answer, t=now_us, cls="ok", blow=case.blow))

    def _number(self, name_or_id: str) -> Number:
        number = self._access.number(name_or_id)
        if not number.lane.catalog.keeps:
            raise ConfigError(f"provider {number.lane.name} keeps no messages to be listed")
        return number


def _found(number: Number, ordinals: tuple[int, ...]) -> list[Message]:
    kept = number.shelf.messages
    return [kept[ordinal] for ordinal in dict.fromkeys(ordinals) if ordinal in kept]


def _submit(message: Message, attempt: str, now_us: int) -> Submit:
    """Return what a client would have sent for a message, as far as it matters again."""
    return Submit(
        provider=message.provider,
        number=message.number,
        token=None,
        attempt=attempt,
        t=now_us,
        to=message.recipient,
        recipient=message.recipient,
        kind=message.kind,
        template=message.template,
        lang=message.lang,
        opaque=message.opaque,
        marker=message.marker,
        content_sha=message.content_sha,
        media=message.media,
        refusal=message.refusal,
    )
