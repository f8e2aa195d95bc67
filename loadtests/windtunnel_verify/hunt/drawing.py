"""Draws the schedule of one example: what is wanted, by whom and when; no fault yet.

The first choice is always the plainest.
"""

from collections.abc import Sequence

import msgspec

from windtunnel.domain.countries import country_of
from windtunnel.domain.worldspec import TemplateSpec
from windtunnel_scenarios.listed import MARK
from windtunnel_scenarios.templates import language_of, library
from windtunnel_verify.happenings import AnyHappening, Consent
from windtunnel_verify.hunt.alphabet import Alphabet
from windtunnel_verify.hunt.incidents import DAY, HOUR, INCIDENTS, MIN, MS, S, incident
from windtunnel_verify.hunt.striking import Choose, one
from windtunnel_verify.schedule import Crash, Inbound, Schedule, Wanted, order

INTENTS_MAX = 4
SWARM_MAX = 3
"""A run of a swarm has this many families on at most."""

GAPS_US = (0, 200 * MS, 2 * S, 20 * S, 5 * MIN, HOUR, 23 * HOUR + 59 * MIN, 26 * HOUR, 7 * DAY)
WINDOW_US = (MIN, 23 * HOUR + 58 * MIN, 24 * HOUR - S, 25 * HOUR)
RESTARTS_US = (S, MIN, HOUR)
STEPS_MAX = 80
DEADLINE_US = 10 * MIN

RECIPIENTS = ("5511999990001", "5511999990002", "4915550000003", "919999900004")
SALE = TemplateSpec(
    name="spring_sale",
    lang="en",
    category="marketing",
    body="Hello {{1}}, our spring sale has begun. Your code is {{2}}.",
)
FAMILIES = ("crash", "window", *INCIDENTS)
"""Families beside the faults; each may be off in a swarm."""


def families_on(choose: Choose, alphabet: Alphabet) -> list[str]:
    """Return the families that are on: in half of the runs all, else three at most (a swarm)."""
    every = [*alphabet, *FAMILIES]
    if choose(2) == 0:
        return every
    kept = {choose(len(every)) for _ in range(SWARM_MAX)}
    return [every[place] for place in sorted(kept)]


class Drawer:
    """Draws one schedule; `on` are the families that are on."""

    def __init__(self, choose: Choose, on: Sequence[str]) -> None:
        self._choose = choose
        self._on = frozenset(on)
        self._inbound: list[Inbound] = []
        self._happenings: list[AnyHappening] = []

    def schedule(self) -> Schedule:
        """Return a schedule of a few messages without faults."""
        wanted = self._traffic()
        for family in INCIDENTS:
            if family in self._on and self._choose(3) == 2:  # noqa: PLR2004 - one in three
                self._take(family, one(self._choose, wanted))
        return Schedule(
            intents=tuple(wanted),
            inbound=tuple(self._inbound),
            happenings=tuple(self._happenings),
            crash=self._crash(),
            templates=templates_of(wanted),
        )

    def _take(self, family: str, wanted: Wanted) -> None:
        for happens in incident(family, wanted, self._choose):
            if isinstance(happens, Inbound):
                self._inbound.append(happens)
            else:
                self._happenings.append(happens)

    def _traffic(self) -> list[Wanted]:
        wanted: list[Wanted] = []
        at_us = 0
        for _ in range(1 + self._choose(INTENTS_MAX)):
            at_us += one(self._choose, GAPS_US) if wanted else 0
            wanted.append(self._wanted(at_us))
        return wanted

    def _wanted(self, at_us: int) -> Wanted:
        make = one(self._choose, (_order, _order, _order, _otp, _sale, _free))
        recipient = one(self._choose, RECIPIENTS)
        key = f"to-{recipient}" if self._choose(4) == 3 else None  # noqa: PLR2004 - one in four
        return msgspec.structs.replace(make(self, at_us, recipient), order_key=key)

    def consents(self, at_us: int, recipient: str) -> None:
        """Let the business hold a customer's consent, mostly."""
        if self._choose(4) < 3:  # noqa: PLR2004 - three in four
            self._happenings.append(Consent(at_us=at_us, recipient=recipient))

    def writes(self, at_us: int, recipient: str) -> None:
        """Let a customer write, so that the window is open, or about to close."""
        ago_us = WINDOW_US[0]
        if "window" in self._on:
            ago_us = one(self._choose, WINDOW_US)
        self._inbound.append(Inbound(at_us=max(0, at_us - ago_us), recipient=recipient))

    def _crash(self) -> Crash | None:
        if "crash" not in self._on or self._choose(4) < 3:  # noqa: PLR2004 - one in four
            return None
        return Crash(
            step=1 + self._choose(STEPS_MAX), restart_after_us=one(self._choose, RESTARTS_US)
        )


def templates_of(wanted: Sequence[Wanted]) -> tuple[TemplateSpec, ...] | None:
    """Return the templates that the shipped library lacks, with those it has; None for its own."""
    if all(each.template != SALE.name for each in wanted):
        return None
    names = {each.template for each in wanted}
    return (*(spec for spec in library() if spec.name in names), SALE)


def _order(_drawer: Drawer, at_us: int, recipient: str) -> Wanted:
    return order(at_us, recipient=recipient, lang=language_of(country_of(recipient)))


def _otp(_drawer: Drawer, at_us: int, recipient: str) -> Wanted:
    return Wanted(
        at_us=at_us,
        recipient=recipient,
        scope="authentication",
        template="login_code",
        lang=language_of(country_of(recipient)),
        code=MARK,
        deadline_us=at_us + DEADLINE_US,
    )


def _sale(drawer: Drawer, at_us: int, recipient: str) -> Wanted:
    drawer.consents(max(0, at_us - HOUR), recipient)
    return Wanted(
        at_us=at_us,
        recipient=recipient,
        scope="marketing",
        template=SALE.name,
        lang=SALE.lang,
        body=("Ada", MARK),
    )


def _free(drawer: Drawer, at_us: int, recipient: str) -> Wanted:
    at_us += MIN
    drawer.writes(at_us, recipient)
    return Wanted(at_us=at_us, recipient=recipient, scope="service", text=f"As you asked: {MARK}")
