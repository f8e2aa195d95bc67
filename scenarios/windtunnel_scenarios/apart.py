"""Customers for a sender whose calls bear no marker: one open message of a template each.

So recipient and template name the message; where a provider has no templates, the recipient
alone does, and each customer has one open message. The arrivals stay as they are; who gets which
message is drawn anew, by country as the audience has it, and only where a country has nobody left
does somebody of another stand in.
"""

from collections import deque
from collections.abc import Iterable

from windtunnel.domain.chance import draw
from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios.audience import Audience
from windtunnel_scenarios.flows import Customer, Flow
from windtunnel_scenarios.loader import Scenario

ALWAYS_US = 2**62
"""Longer than any run: each customer gets one message of a template."""


class Apart:
    """Gives each message a customer whose last message of its template lies `apart_us` back."""

    def __init__(
        self, audience: Audience, apart_us: int, *, seed: int, by_template: bool = True
    ) -> None:
        self.apart_us = apart_us
        self._audience = audience
        self._by_template = by_template
        self._seed = seed
        self._pools: dict[tuple[str, str], _Pool] = {}

    def customer(self, index: int, flow: Flow, at_us: int) -> Customer | None:
        """Return whom a message is for, None where everybody has one open."""
        own = self._audience.country(index)
        others = (each for each in self._audience.countries if each != own)
        for country in (own, *others):
            pool = self._pool(country, self.key_of(flow))
            found = pool.take(draw(self._seed, "apart", index)[0], at_us, self.apart_us)
            if found is not None:
                return found
        return None

    def key_of(self, flow: Flow) -> str:
        """Return what names a flow's messages beside their recipient: templates, "" for none."""
        return "/".join(flow.templates) if self._by_template else ""

    def _pool(self, country: str, key: str) -> "_Pool":
        pool = self._pools.get((country, key))
        if pool is None:
            pool = self._pools[(country, key)] = _Pool(self._audience.people(country))
        return pool


class _Pool:
    """Customers of one country with no open message of one template, and the others."""

    def __init__(self, people: Iterable[Customer]) -> None:
        self._free = list(people)
        self._busy: deque[tuple[int, Customer]] = deque()

    def take(self, drawn: int, at_us: int, apart_us: int) -> Customer | None:
        while self._busy and self._busy[0][0] <= at_us:
            self._free.append(self._busy.popleft()[1])
        if not self._free:
            return None
        place = drawn % len(self._free)
        self._free[place], self._free[-1] = self._free[-1], self._free[place]
        chosen = self._free.pop()
        self._busy.append((at_us + apart_us, chosen))
        return chosen


def apart_said(apart_us: int) -> str:
    """Return how far messages lie apart, in words."""
    if apart_us >= ALWAYS_US:
        return "one message of a template each in the whole run"
    return f"two messages of a template to one are {apart_us / 1e6:g} s apart or more"


def check_faults(scenario: Scenario) -> None:
    """Refuse faults that strike one message's attempts: they are known by its marker alone.

    Raises:
        ConfigError: there is one.
    """
    for place, entry in enumerate(scenario.model.timeline):
        if entry.intent is not None:
            raise ConfigError(
                f"{scenario.source}: timeline[{place}] strikes message {entry.intent} by its "
                "marker, and this sender's calls bear none (correlate: recipient); let it pass "
                "the marker on as opaque data (correlate: opaque), or give the fault a time and "
                "a scope"
            )


def too_few(scenario: Scenario, arrivals: Iterable[tuple[int, Flow]], apart: Apart) -> ConfigError:
    """Return the error of an audience in which somebody would have two open messages."""
    apart_us, key_of = apart.apart_us, apart.key_of
    most: dict[str, int] = {}
    open_now: dict[str, deque[int]] = {}
    for at_us, flow in arrivals:
        times = open_now.setdefault(key_of(flow), deque())
        while times and times[0] + apart_us <= at_us:
            times.popleft()
        times.append(at_us)
        most[key_of(flow)] = max(most.get(key_of(flow), 0), len(times))
    key = max(most, key=lambda each: most[each])
    span = "in the whole run (it declares no horizon_s)"
    if apart_us < ALWAYS_US:
        span = f"within {apart_us / 1e6:g} s (its horizon_s and a margin)"
    return ConfigError(
        f"{scenario.source}: world.audience.size is {scenario.model.world.audience.size}; this "
        f"sender's calls bear no marker (correlate: recipient), so each customer gets one "
        f"message of {key or 'free-form text'} {span}, and that takes {most[key]} customers"
    )
