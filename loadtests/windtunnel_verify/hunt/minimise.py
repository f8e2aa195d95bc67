"""Makes a failing schedule small: by deletion, then by plainer values, until nothing helps.

Every step is a run of the sender, and counts only if the same root cause shows again: so one bug
never turns into another on the way.
"""

from collections.abc import Callable

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.hunt.deletion import fewest
from windtunnel_verify.hunt.edits import is_plain, only, plainer, timed
from windtunnel_verify.hunt.exactly import exactly
from windtunnel_verify.hunt.trial import Trial
from windtunnel_verify.schedule import RECIPIENT, Schedule

Try = Callable[[Schedule, int], Trial]
"""(schedule, seed) → what came of it."""

_DELETED = ("faults", "timeline", "happenings", "inbound")
_Measure = tuple[int, int, int, int]


WORK_MAX = 60_000
"""Messages sent over all runs of one minimisation, at most: about a minute."""


class Minimiser:
    """Spends at most a number of runs on one failing trial; `runs` counts them."""

    def __init__(
        self,
        attempt: Try,
        failed: Trial,
        root: str,
        *,
        runs_max: int,
        tell: Callable[[int], None] = lambda _runs: None,
    ) -> None:
        self.runs = 0
        self._work = 0
        self.best = failed
        self._attempt = attempt
        self._root = root
        self._runs_max = runs_max
        self._tell = tell
        self._known: set[bytes] = set()

    def minimise(self) -> Trial:
        """Return the smallest trial found that still fails with the same root cause."""
        self._alone()
        before = None
        while before != self.best.schedule and not self._is_spent:
            before = self.best.schedule
            self._delete()
            self._crash_elsewhere()
            self._simplify()
        self._plain_seed()
        return self.best

    @property
    def _is_spent(self) -> bool:
        return self.runs >= self._runs_max or self._work >= WORK_MAX

    def _alone(self) -> None:
        """Try the message of the story alone: of many, deletion would take long to come there."""
        index = self.best.roots[self._root].intent
        if index is None or index >= len(self.best.schedule.intents):
            return
        if not self._takes(only(self.best.schedule, (index,))):
            self._takes(exactly(self.best, index))

    def _crash_elsewhere(self) -> None:
        """Try fewer things with an earlier crash: each thing less takes steps away before it."""
        schedule = self.best.schedule
        crash = schedule.crash
        if crash is None or crash.at_us is not None:
            return
        everything = range(len(schedule.intents))
        forms = [only(schedule, (index,)) for index in everything] if everything[1:] else []
        forms.append(msgspec.structs.replace(schedule, inbound=(), happenings=()))
        for form in forms:
            for step in range(1, crash.step + 1):
                earlier = msgspec.structs.replace(crash, step=step)
                if self._takes(msgspec.structs.replace(form, crash=earlier)):
                    return

    def _delete(self) -> None:
        every = tuple(range(len(self.best.schedule.intents)))
        whole = self.best.schedule
        fewest(every, lambda kept: self._takes(only(whole, kept)))
        for name in _DELETED:
            things = getattr(self.best.schedule, name)
            fewest(things, lambda kept, name=name: self._takes(self._having(name, kept)))  # type: ignore[misc]

    def _having(self, name: str, kept: tuple[object, ...]) -> Schedule:
        return msgspec.structs.replace(self.best.schedule, **{name: kept})

    def _simplify(self) -> None:
        """Take the first plainer form that still fails, and look for the next."""
        while not self._is_spent:
            size = _measure(self.best.schedule)
            forms = (form for form in plainer(self.best.schedule) if _measure(form) < size)
            if not any(self._takes(form) for form in forms):
                return

    def _plain_seed(self) -> None:
        if self.best.seed:
            self._takes(self.best.schedule, 0)

    def _takes(self, schedule: Schedule, seed: int | None = None) -> bool:
        """Try a form; where it fails with the same root cause, it is the best one now."""
        seed = self.best.seed if seed is None else seed
        key = msgspec.msgpack.encode((schedule, seed))
        if key in self._known or self._is_spent:
            return False
        self._known.add(key)
        self.runs += 1
        self._work += len(schedule.intents)
        self._tell(self.runs)
        try:
            trial = self._attempt(schedule, seed)
        except ConfigError:
            return False
        if self._root not in trial.roots:
            return False
        self.best = trial
        return True


def _measure(schedule: Schedule) -> _Measure:
    """Return how large a schedule is: what is in it, what of it is odd, its time, its text."""
    timed_ones = timed(schedule)
    things = len(timed_ones) + len(schedule.faults) + len(schedule.timeline)
    odd = sum(not is_plain(wanted) for wanted in schedule.intents)
    odd += sum(getattr(each, "recipient", RECIPIENT) != RECIPIENT for each in timed_ones)
    times = sum(each.at_us for each in timed_ones) + sum(spec.for_us for spec in schedule.timeline)
    times += sum(fault.attempt for fault in schedule.faults)
    return things + (schedule.crash is not None), odd, times, len(msgspec.json.encode(schedule))
