"""Schedules for a service in any language, flown over real HTTP, a few at a time."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path

import msgspec

from windtunnel.domain.errors import ConfigError, LedgerError
from windtunnel.domain.facts import AttemptFact
from windtunnel.domain.marker import index_of
from windtunnel.domain.verdict import Story
from windtunnel.runtime.ledger import Ledger, read_ledger
from windtunnel_cli import known
from windtunnel_cli.asked_of import notes_of, of_service
from windtunnel_cli.flight.listed import ListedFlight
from windtunnel_cli.interrupt import CalledOff, Interrupts
from windtunnel_load.adapters.parse import SenderSpec
from windtunnel_reports.applies import required_by
from windtunnel_reports.cases import Cases
from windtunnel_reports.manifest import Manifest
from windtunnel_reports.report import Findings, build, examine
from windtunnel_scenarios import Plan
from windtunnel_verify.as_scenario import scenario_text
from windtunnel_verify.hunt.alphabet import REQUESTS, WEBHOOKS, kinds_of
from windtunnel_verify.hunt.alphabet import known as there
from windtunnel_verify.hunt.finding import Finding, Problem, Progress, Searched, Tell
from windtunnel_verify.hunt.realtime import real_schedules
from windtunnel_verify.hunt.tally import Tally
from windtunnel_verify.hunt.trial import name_of_root, rank
from windtunnel_verify.schedule import Schedule

SCHEDULES = {"quick": 8, "ci": 32, "nightly": 320}
"""Each takes as long as its sender needs to come to rest: a quarter of a minute, say."""

LANES = 4
"""Schedules that fly at the same time, each with a simulator and a service of its own."""

DRAIN_S_MIN = 5.0
DRAIN_S_MAX = 60.0
MARGIN_S = 1.0
AROUND_S = 6.0
"""Beside traffic and drain: processes start and end, and what is on its way arrives."""

FINDINGS_MAX = 3
POLL_S = 0.2


class HttpSearch:
    """Flies schedules against a service, and sums up what they show."""

    def __init__(
        self, spec: SenderSpec, folder: Path, *, profile: str, seed: int, count: int | None = None
    ) -> None:
        assert spec.service is not None, "an http sender has its file"
        if spec.correlate == "recipient":
            raise ConfigError(
                f"{spec.target}: a search strikes single calls, which it knows by their marker; "
                "with correlate: recipient there is none. Pass the marker on (correlate: opaque), "
                "or use windtunnel rehearse"
            )
        if profile not in SCHEDULES:
            raise ConfigError(f"no profile {profile!r}; there are {', '.join(SCHEDULES)}")
        self.spec = spec
        self.profile = profile
        self.seed = seed
        self._folder = folder
        drawn = real_schedules(seed, told_of_consents=spec.service.is_told_of_consents)
        self.schedules = tuple(islice(drawn, count or SCHEDULES[profile]))
        self._off = CalledOff()
        self._lock = threading.Lock()
        self._tally = Tally()
        self._found: dict[str, Finding] = {}
        self._problems: list[Problem] = []
        self._unanswered = 0

    @property
    def drain_s(self) -> float:
        """How long a flight waits for the service to be quiet."""
        horizon_s = self.spec.policy.horizon_s if self.spec.policy is not None else None
        return min(DRAIN_S_MAX, max(DRAIN_S_MIN, horizon_s or 0.0) + MARGIN_S)

    @property
    def about_s(self) -> float:
        """How long all of it takes, about."""
        free_s = [0.0] * LANES
        for _, schedule in self._in_turn():
            lane = free_s.index(min(free_s))
            free_s[lane] += _length_s(schedule) + self.drain_s + AROUND_S
        return max(free_s)

    def _in_turn(self) -> list[tuple[int, Schedule]]:
        """Return the schedules as they take off: the longest begins, or all would wait for it."""
        numbered = list(enumerate(self.schedules))
        longest = max(numbered, key=lambda pair: _length_s(pair[1]))
        return [longest, *(pair for pair in numbered if pair is not longest)]

    def fly(self, interrupts: Interrupts, tell: Tell) -> Searched:
        """Fly the schedules; a signal that was noted ends it, with what was found until then.

        Raises:
            ConfigError: the service cannot be started or does not talk to us.
        """
        began, about_s = time.monotonic(), self.about_s

        def show() -> None:
            tell(self._progress(about_s - (time.monotonic() - began)))

        pool = ThreadPoolExecutor(max_workers=LANES)
        try:
            flights = {
                pool.submit(self._one, number, schedule) for number, schedule in self._in_turn()
            }
            _await(flights, interrupts, show)
        finally:
            self._off.call_off()
            pool.shutdown(cancel_futures=True)
        return self._searched(interrupts, wall_s=time.monotonic() - began)

    def _one(self, number: int, schedule: Schedule) -> None:
        if self._off.noted or self._is_full():
            return
        folder = self._folder / f"{number:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        plan = self._plan(folder, schedule)
        flight = ListedFlight(folder, plan, self.spec, gated=True, command="windtunnel verify")
        try:
            manifest = flight.fly(self._off)
            if manifest.interrupted:
                return
            self._judge(number, schedule, manifest, folder)
        except (ConfigError, LedgerError) as error:
            if isinstance(error, ConfigError) and not self._tally.schedules:
                raise
            self._trouble(number, str(error).splitlines()[0])

    def _progress(self, left_s: float) -> Progress:
        with self._lock:
            done, findings = self._tally.schedules, len(self._found)
        return Progress(
            phase="search",
            done=done,
            of=len(self.schedules),
            findings=findings,
            left_s=max(0.0, left_s),
        )

    def _plan(self, folder: Path, schedule: Schedule) -> Plan:
        text = scenario_text(
            schedule,
            name=f"schedule-{folder.name}",
            question="Does this schedule of faults break the service?",
            seed=self.seed,
            drain_s=self.drain_s,
        )
        path = folder / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return known.planned(str(path))

    def _judge(self, number: int, schedule: Schedule, manifest: Manifest, folder: Path) -> None:
        ledger = read_ledger(folder / "ledger")
        cases = Cases().read(ledger.facts())
        manifest.exercises = list(required_by(manifest.policy, manifest.reports, cases))
        found = examine(manifest, ledger)
        schedule = _struck(schedule, ledger)
        build(folder)
        unanswered = sum(
            case.promise is not None and case.promise.http is None
            for case in cases.by_index.values()
        )
        with self._lock:
            self._unanswered += 0 if manifest.sender_crashed else unanswered
            self._take(schedule, number, found)

    def _take(self, schedule: Schedule, number: int, found: Findings) -> None:
        self._tally.schedules += 1
        self._tally.runs += 1
        crashed, instruments = found.manifest.sender_crashed, found.instruments
        if crashed:
            story = Story(invariant="ended", sentence=_last_words(crashed), lines=())
            self._keep("ended", story, schedule, number)
        if not instruments.is_valid:
            if not crashed:
                reasons = (*instruments.ledger, *instruments.invalid)
                self._problems.append(_problem(number, reasons[0]))
            return
        self._tally.add(found.judgement, found.manifest.policy)
        for story in found.judgement.stories:
            self._keep(story.invariant, story, schedule, number)

    def _trouble(self, number: int, said: str) -> None:
        with self._lock:
            self._tally.schedules += 1
            self._problems.append(_problem(number, said))

    def _keep(self, root: str, story: Story, schedule: Schedule, number: int) -> None:
        """Keep what the first schedule shows: they end in any order."""
        if root in self._found and self._found[root].examples <= number + 1:
            return
        self._found[root] = Finding(
            invariant=root,
            name=name_of_root(root),
            schedule=schedule,
            seed=self.seed,
            story=story,
            also=story.also,
            examples=number + 1,
        )

    def _searched(self, interrupts: Interrupts, *, wall_s: float) -> Searched:
        assert self.spec.service is not None, "an http sender has its file"
        verdicts, unasked = of_service(self.spec.service, self._tally.verdicts())
        kinds = kinds_of({**there(REQUESTS), **there(WEBHOOKS)})
        cut = self._tally.schedules < len(self.schedules)
        stopped = "it was interrupted" if interrupts.noted else self._full()
        return Searched(
            profile=self.profile,
            seed=self.seed,
            policy=self._tally.policy,
            verdicts=verdicts,
            findings=tuple(_worst_first(self._found.values())),
            matrix=self._tally.matrix(kinds),
            counts=self._tally.counts(),
            problems=tuple(self._problems),
            stopped=stopped if cut else "",
            interrupted=cut and interrupts.noted,
            notes=(*unasked, *notes_of(self._unanswered)),
            wall_s=wall_s,
        )

    def _is_full(self) -> bool:
        return len(self._found) >= FINDINGS_MAX

    def _full(self) -> str:
        return f"{len(self._found)} root causes were found"


def _await(flights: set[Future[None]], interrupts: Interrupts, show: Callable[[], None]) -> None:
    """Wait for the flights, at most until a signal is noted; the first error is raised."""
    pending = flights
    while pending and not interrupts.noted:
        show()
        done, pending = wait(pending, timeout=POLL_S, return_when=FIRST_EXCEPTION)
        for flight in done:
            flight.result()
    show()


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: rank(finding.invariant))


def _problem(number: int, said: str) -> Problem:
    return Problem(kind="flight", said=f"schedule {number + 1}: {said}")


def _last_words(crashed: str) -> str:
    """Return how the service ended, and the last line that it printed."""
    lines = [line.strip() for line in crashed.splitlines() if line.strip()]
    return lines[0] if len(lines) == 1 else f"{lines[0]}: {lines[-1]}"


def _length_s(schedule: Schedule) -> float:
    times = [each.at_us for each in (*schedule.intents, *schedule.inbound, *schedule.happenings)]
    return max(times, default=0) / 1e6


def _struck(schedule: Schedule, ledger: Ledger) -> Schedule:
    """Return a schedule without the faults that waited for attempts nobody made."""
    made = Counter(
        index_of(fact.marker)
        for fact in ledger.facts()
        if isinstance(fact, AttemptFact) and fact.marker is not None
    )
    faults = tuple(fault for fault in schedule.faults if fault.attempt <= made[fault.intent])
    return msgspec.structs.replace(schedule, faults=faults)
