"""Draws one message of an example, with what has to happen before it: consent, a customer's text.

The first kind is the plainest. A scenario has its own messages instead: see `sampled`.
"""

from collections.abc import Callable, Collection

import msgspec

from windtunnel.domain.countries import country_of
from windtunnel.domain.sender import Intent
from windtunnel_scenarios import Plan
from windtunnel_scenarios.listed import MARK
from windtunnel_scenarios.templates import language_of
from windtunnel_verify.as_scenario import wanted_of
from windtunnel_verify.happenings import Consent
from windtunnel_verify.hunt.incidents import HOUR, MIN, Happens, S
from windtunnel_verify.hunt.striking import Choose, one
from windtunnel_verify.schedule import Inbound, Wanted, order

Message = tuple[Wanted, tuple[Happens, ...]]
Source = Callable[[Choose, int, Collection[str]], Message]
"""(a choice, the time, the families that are on) → a message, and what happens before it."""

WINDOW = "window"
"""The family of texts that came so long ago that the session window is about to close."""

RECIPIENTS = ("5511999990001", "5511999990002", "4915550000003", "919999900004")
DEADLINE_US = 10 * MIN
AGO_US = (MIN, 24 * HOUR - 2 * MIN, 24 * HOUR - S, 25 * HOUR)


def drawn(choose: Choose, at_us: int, on: Collection[str]) -> Message:
    """Return a message of some kind to one of a few customers."""
    make = one(choose, (_order, _order, _order, _otp, _sale, _free))
    recipient = one(choose, RECIPIENTS)
    key = f"to-{recipient}" if choose(4) == 3 else None  # noqa: PLR2004 - one in four
    wanted, before = make(choose, at_us, recipient, on)
    return msgspec.structs.replace(wanted, order_key=key), before


def sampled(plan: Plan) -> Source:
    """Return a source of the messages of a plan."""

    def draw(choose: Choose, at_us: int, on: Collection[str]) -> Message:
        intent = one(choose, plan.intents)
        wanted = _moved(intent, at_us)
        if wanted.scope == "marketing":
            return wanted, _consent(choose, at_us, wanted.recipient)
        if wanted.template is None:
            return wanted, (_text(choose, at_us, wanted.recipient, on),)
        return wanted, ()

    return draw


def _moved(intent: Intent, at_us: int) -> Wanted:
    wanted = wanted_of(intent)
    deadline_us = wanted.deadline_us
    if deadline_us is not None:
        deadline_us += at_us - wanted.at_us
    return msgspec.structs.replace(wanted, at_us=at_us, deadline_us=deadline_us)


def _order(_choose: Choose, at_us: int, recipient: str, _on: Collection[str]) -> Message:
    return order(at_us, recipient=recipient, lang=language_of(country_of(recipient))), ()


def _otp(_choose: Choose, at_us: int, recipient: str, _on: Collection[str]) -> Message:
    wanted = Wanted(
        at_us=at_us,
        recipient=recipient,
        scope="authentication",
        template="login_code",
        lang=language_of(country_of(recipient)),
        code=MARK,
        deadline_us=at_us + DEADLINE_US,
    )
    return wanted, ()


def _sale(choose: Choose, at_us: int, recipient: str, _on: Collection[str]) -> Message:
    wanted = Wanted(
        at_us=at_us,
        recipient=recipient,
        scope="marketing",
        template="spring_sale",
        lang=language_of(country_of(recipient)),
        body=("Ada", MARK),
    )
    return wanted, _consent(choose, at_us, recipient)


def _free(choose: Choose, at_us: int, recipient: str, on: Collection[str]) -> Message:
    at_us += MIN
    text = f"As you asked: {MARK}"
    wanted = Wanted(at_us=at_us, recipient=recipient, scope="service", text=text)
    return wanted, (_text(choose, at_us, recipient, on),)


def _consent(choose: Choose, at_us: int, recipient: str) -> tuple[Happens, ...]:
    """Let the business hold a customer's consent, in three of four cases."""
    if choose(4) == 3:  # noqa: PLR2004 - one in four
        return ()
    return (Consent(at_us=max(0, at_us - HOUR), recipient=recipient),)


def _text(choose: Choose, at_us: int, recipient: str, on: Collection[str]) -> Inbound:
    """Let a customer write, so that the window is open, or about to close."""
    ago_us = one(choose, AGO_US) if WINDOW in on else AGO_US[0]
    return Inbound(at_us=max(0, at_us - ago_us), recipient=recipient)
