"""Makes a failing schedule small: by deletion, then by plainer values, until nothing helps.

Every step is a run of the sender, and counts only if the same root cause shows again: so one bug
never turns into another on the way.
"""

from collections.abc import Callable

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel_verify.hunt.deletion import fewest
from windtunnel_verify.hunt.edits import is_plain, only, plainer
from windtunnel_verify.hunt.trial import Trial
from windtunnel_verify.schedule import RECIPIENT, Schedule

Try = Callable[[Schedule, int], Trial]
"""(schedule, seed) → what came of it."""

_DELETED = ("faults", "timeline", "happenings", "inbound")
_Measure = tuple[int, int, int, int]


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
        self.best = failed
        self._attempt = attempt
        self._root = root
        self._runs_max = runs_max
        self._tell = tell
        self._known: set[bytes] = set()

    def minimise(self) -> Trial:
        """Return the smallest trial found that still fails with the same root cause."""
        before = None
        while before != self.best.schedule and self.runs < self._runs_max:
            before = self.best.schedule
            self._delete()
            self._simplify()
        self._plain_seed()
        return self.best

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
        while self.runs < self._runs_max:
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
        if key in self._known or self.runs >= self._runs_max:
            return False
        self._known.add(key)
        self.runs += 1
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
    timed = (*schedule.intents, *schedule.inbound, *schedule.happenings)
    things = len(timed) + len(schedule.faults) + len(schedule.timeline)
    odd = sum(not is_plain(wanted) for wanted in schedule.intents)
    odd += sum(getattr(each, "recipient", RECIPIENT) != RECIPIENT for each in timed)
    times = sum(each.at_us for each in timed) + sum(spec.for_us for spec in schedule.timeline)
    times += sum(fault.attempt for fault in schedule.faults)
    return things + (schedule.crash is not None), odd, times, len(msgspec.json.encode(schedule))
