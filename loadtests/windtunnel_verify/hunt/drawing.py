"""Draws the schedule of one example: what is wanted, by whom and when; no fault yet.

The first choice is always the plainest.
"""

from collections.abc import Sequence

import msgspec

from windtunnel.domain.worldspec import FaultSpec
from windtunnel_verify.happenings import AnyHappening
from windtunnel_verify.hunt.alphabet import Alphabet
from windtunnel_verify.hunt.incidents import (
    DAY,
    EVERYWHERE,
    HOUR,
    INCIDENTS,
    MIN,
    MS,
    Happens,
    S,
    incident,
)
from windtunnel_verify.hunt.messages import WINDOW, Source, drawn
from windtunnel_verify.hunt.striking import Choose, one
from windtunnel_verify.schedule import Crash, Inbound, Schedule, Wanted

INTENTS_MAX = 4
SWARM_MAX = 3
"""A run of a swarm has this many families of faults on at most, and one of the others."""

INCIDENTS_MAX = 2
GAPS_US = (0, 200 * MS, 2 * S, 20 * S, 5 * MIN, HOUR, 23 * HOUR + 59 * MIN, 26 * HOUR, 7 * DAY)
RESTARTS_US = (S, MIN, HOUR)
STEPS_MAX = 80
CRASH = "crash"
FAMILIES = (CRASH, WINDOW, *INCIDENTS)
"""Families beside the faults; each may be off in a swarm."""

PLAIN = Schedule(intents=())


def families_on(
    choose: Choose, alphabet: Alphabet, beside: Sequence[str] = FAMILIES
) -> tuple[str, ...]:
    """Return the families that are on: in half of the runs all, else a swarm of a few.

    `beside` are those beside the faults of the alphabet.
    """
    faults = tuple(alphabet)
    if choose(2) == 0:
        return (*faults, *beside)
    kept = {choose(len(faults)) for _ in range(SWARM_MAX if faults else 0)}
    other = choose(1 + len(beside))
    return (*(faults[place] for place in sorted(kept)), *beside[other - 1 : other])


class Drawer:
    """Draws one schedule.

    Args:
        choose: draws.
        on: the families that are on.
        source: of messages.
        base: holds what every schedule of the search has in common.
    """

    def __init__(
        self,
        choose: Choose,
        on: Sequence[str],
        *,
        source: Source = drawn,
        base: Schedule = PLAIN,
    ) -> None:
        self._choose = choose
        self._on = frozenset(on)
        self._source = source
        self._base = base
        self._inbound: list[Inbound] = []
        self._happenings: list[AnyHappening] = []
        self._timeline: list[FaultSpec] = []

    def schedule(self) -> Schedule:
        """Return a schedule of a few messages without faults."""
        wanted = self._traffic()
        families = [family for family in EVERYWHERE if family in self._on]
        for _ in range(self._choose(1 + min(INCIDENTS_MAX, len(families)))):
            family = families.pop(self._choose(len(families)) if len(families) > 1 else 0)
            self._take(incident(family, one(self._choose, wanted), self._choose))
        return msgspec.structs.replace(
            self._base,
            intents=tuple(wanted),
            inbound=tuple(self._inbound),
            happenings=tuple(self._happenings),
            timeline=tuple(self._timeline),
            crash=self._crash(),
        )

    def _traffic(self) -> list[Wanted]:
        wanted: list[Wanted] = []
        at_us = 0
        for _ in range(1 + self._choose(INTENTS_MAX)):
            at_us += one(self._choose, GAPS_US) if wanted else 0
            message, before = self._source(self._choose, at_us, self._on)
            wanted.append(message)
            self._take(before)
        return wanted

    def _take(self, happens: Sequence[Happens]) -> None:
        for each in happens:
            if isinstance(each, Inbound):
                self._inbound.append(each)
            elif isinstance(each, FaultSpec):
                self._timeline.append(each)
            else:
                self._happenings.append(each)

    def _crash(self) -> Crash | None:
        if CRASH not in self._on or self._choose(4) < 3:  # noqa: PLR2004 - one in four
            return None
        return Crash(
            step=1 + self._choose(STEPS_MAX), restart_after_us=one(self._choose, RESTARTS_US)
        )
