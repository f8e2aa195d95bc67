"""What customers write to the business, and the receipts it sends back for that."""

from msgspec.structs import replace

from windtunnel.domain.chance import draw
from windtunnel.domain.content import text_sha
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import CustomerText
from windtunnel.domain.facts import InboundFact
from windtunnel.domain.message import InboundEvent
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.lane import Lane
from windtunnel.engine.ordinals import Ordinals
from windtunnel.engine.wheel import Out
from windtunnel.engine.wishes import Wishes

INBOUND_MAX = 100_000
"""Inbound messages that a read receipt can still name; beyond it the oldest half is forgotten."""

QUESTION_MARKS = ("?", "\u061f", "\uff1f")
"""Of Latin, Arabic, and of Chinese and Japanese script."""


class Inbound:
    """Inbound messages by id."""

    def __init__(self, core: Core, wishes: Wishes) -> None:
        self._seed = core.seed
        self._access = core.access
        self._people = core.people
        self._groups = core.groups
        self._wishes = wishes
        self._counters = core.counters
        self._ordinals = Ordinals()
        self._numbers: dict[str, str] = {}

    def take(self, event: CustomerText, now_us: int, out: Out) -> None:
        """A customer writes: the window opens or is refreshed, and the subscriber hears of it.

        A number that is not connected hears of it once it is: WhatsApp keeps it until then.
        Who changed their number writes from the new one.

        Raises:
            ConfigError: the number's provider cannot tell of such a message.
            UnknownThing: there is no such number or group.
        """
        number = self._access.number(event.number)
        lane = number.lane
        group = self._checked_group(event, lane)
        recipient = self._people.current(event.recipient)
        wa_id = lane.dialect.wa_id(recipient)
        drawn = draw(self._seed, "inbound", number.id, wa_id, self._ordinals.next(wa_id))
        of_group = {"group": group} if group else {}
        inbound_id = lane.dialect.inbound_id(drawn, recipient, **of_group)
        self._remember(inbound_id, number.id)
        open_window(number, wa_id, now_us)
        # What customers write counts towards the number's throughput, and is never refused.
        number.throughput.admit(now_us)
        self._counters.inbound += 1
        out.append(
            InboundFact(
                t=now_us,
                event=inbound_id,
                recipient=recipient,
                number=number.id,
                content_sha=text_sha(event.text),
                context=event.context,
                asks=is_asking(event.text) if event.asks is None else event.asks,
                person=self._people.person(recipient),
            )
        )
        text = event.text if event.kind == "text" else ""
        self._wishes.keyword(text, recipient=recipient, event=inbound_id, now_us=now_us, out=out)
        news = _news(event, number, inbound_id, wa_id=wa_id, now_us=now_us)
        news.group = group
        if number.state == "connected":
            self._tell(news, number, now_us, out)
        else:
            number.shelf.held.append(news)

    def _checked_group(self, event: CustomerText, lane: Lane) -> str:
        """Return the id of the group that a message is sent to, "" where it is sent to none."""
        known = lane.catalog.inbound
        if event.kind not in known:
            raise ConfigError(
                f"kind is {event.kind[:80]!r}, of which provider {lane.name} cannot tell; "
                f"{proposal(event.kind[:80], known)}"
            )
        if event.kind == "reaction" and event.context is None:
            raise ConfigError("a reaction needs the message reacted to as its context")
        if not event.group:
            return ""
        if not lane.catalog.has_groups:
            raise ConfigError(f"provider {lane.name} has no groups")
        return self._groups.find(event.group).id

    def connected(self, number: Number, now_us: int, out: Out) -> None:
        """Tell a number that is connected what WhatsApp kept for it."""
        held = number.shelf.held
        while held:
            self._tell(held.popleft(), number, now_us, out)

    def _tell(self, news: InboundEvent, number: Number, now_us: int, out: Out) -> None:
        """Keep what a customer wrote where the provider does, and owe it to who asked for it."""
        number.shelf.letters.append(news)
        courier = number.courier
        if courier.is_heard and courier.hearing.hears(news.kind):
            if news.media and not courier.hearing.hears_media:
                news = replace(news, media="")
            courier.owe(news, number.lane, now_us=now_us, next_us=None, out=out)

    def is_known(self, inbound_id: str | None, number: Number) -> bool:
        """Return whether a number received this message."""
        return inbound_id is not None and self._numbers.get(inbound_id) == number.id

    def _remember(self, inbound_id: str, number_id: str) -> None:
        self._numbers[inbound_id] = number_id
        if len(self._numbers) > INBOUND_MAX:
            self._numbers = dict(list(self._numbers.items())[INBOUND_MAX // 2 :])


def is_asking(text: str) -> bool:
    """Return whether a text ends with a question mark, of whatever script."""
    return text.rstrip().endswith(QUESTION_MARKS)


def _news(
    event: CustomerText, number: Number, inbound_id: str, *, wa_id: str, now_us: int
) -> InboundEvent:
    """Return what the subscriber hears of a customer's text."""
    lane = number.lane
    return InboundEvent(
        event=inbound_id,
        provider=lane.name,
        account=number.account,
        number=number.id,
        display=number.display,
        wa_id=wa_id,
        profile_name=f"Customer {wa_id[-4:]}",
        text=event.text,
        t=now_us,
        unix_s=lane.unix_s(now_us),
        context=event.context,
        kind=event.kind,
        media=event.media,
    )


def open_window(number: Number, wa_id: str, now_us: int) -> None:
    """Open or refresh the session window of a recipient, where the provider has windows."""
    if number.lane.window_us is not None:
        number.windows.put(wa_id, now_us + number.lane.window_us, now_us)
