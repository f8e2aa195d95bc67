"""What customers and the business settle between them: opt-outs, opt-ins, evidence of consent."""

from windtunnel.domain.errors import LimitError
from windtunnel.domain.events import GiveConsent, Preference, SetPreference
from windtunnel.domain.facts import ConsentFact, OptInFact, OptOutFact
from windtunnel.domain.keywords import wish_of
from windtunnel.domain.message import PreferenceEvent
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.seconds import Seconds
from windtunnel.engine.wheel import Out

MARKETING = "marketing"
STOPPED_MAX = 1_000_000
"""Customers of one world who want no marketing."""


class Wishes:
    """Who wants what, by provider and person; the provider's switch is the account's.

    Source: D:support/error-codes, 131050: marketing messages "from your business", of whatever
    number; read 2026-11-22.
    """

    def __init__(self, core: Core) -> None:
        self._access = core.access
        self._people = core.people
        self._stopped = core.stopped
        self._seconds = Seconds()

    def keyword(self, text: str, *, recipient: str, event: str, now_us: int, out: Out) -> None:
        """Write that a customer's text is a keyword; the provider itself does nothing about it."""
        wish = wish_of(text)
        if wish is not None:
            kind = OptOutFact if wish == "stop" else OptInFact
            out.append(
                kind(
                    t=now_us,
                    recipient=recipient,
                    scope=MARKETING,
                    event=event,
                    evidence=f"keyword {text.strip().lower()}",
                    person=self._people.person(recipient),
                )
            )

    def prefer(self, event: SetPreference, now_us: int, out: Out) -> None:
        """A customer uses the provider's own switch for marketing messages.

        Raises:
            LimitError: too many customers stopped.
            UnknownThing: there is no such number.
        """
        number = self._access.number(event.number)
        recipient = self._people.current(event.recipient)
        person = self._people.person(recipient)
        key = (number.lane.name, person)
        if event.value == "resume":
            self._stopped.discard(key)
        elif key not in self._stopped and len(self._stopped) >= STOPPED_MAX:
            raise LimitError(f"{STOPPED_MAX} customers stopped marketing, the most a world takes")
        else:
            self._stopped.add(key)
        said_us = self._seconds.take(person, now_us)
        news = _news(event.value, number, recipient, said_us)
        kind = OptOutFact if event.value == "stop" else OptInFact
        out.append(
            kind(
                t=now_us,
                recipient=recipient,
                scope=MARKETING,
                event=news.event,
                evidence=f"preference {event.value}",
                person=person,
            )
        )
        if number.courier.url is not None and number.courier.hearing.is_of_account:
            number.courier.owe(news, number.lane, now_us=now_us, next_us=None, out=out)

    def consent(self, event: GiveConsent, now_us: int, out: Out) -> None:
        """The business holds evidence of a customer's consent; the provider is told nothing."""
        out.append(
            ConsentFact(
                t=now_us,
                recipient=event.recipient,
                scope=event.scope,
                evidence=event.evidence,
                person=self._people.person(event.recipient),
            )
        )


def _news(value: Preference, number: Number, recipient: str, said_us: int) -> PreferenceEvent:
    lane = number.lane
    wa_id = lane.dialect.wa_id(recipient)
    unix_s = lane.unix_s(said_us)
    return PreferenceEvent(
        event=f"preference:{wa_id}:{value}:{unix_s}",
        provider=lane.name,
        account=number.account,
        number=number.id,
        display=number.display,
        wa_id=wa_id,
        profile_name=f"Customer {wa_id[-4:]}",
        value=value,
        t=said_us,
        unix_s=unix_s,
    )
