"""`windtunnel verify --http`: schedules for a service in any language, over real HTTP."""

import threading
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import AttemptFact
from windtunnel.domain.marker import index_of
from windtunnel.domain.verdict import Story
from windtunnel.runtime.ledger import Ledger, read_ledger
from windtunnel_cli import known
from windtunnel_cli.flight.listed import ListedFlight
from windtunnel_cli.interrupt import Interrupts
from windtunnel_load.adapters import SenderSpec, parse_sender
from windtunnel_load.rig.setup import Rig
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
FINDINGS_MAX = 3


class HttpSearch:
    """Flies schedules against a service, and sums up what they show."""

    def __init__(self, file: str, folder: Path, *, seed: int, tell: Tell) -> None:
        self.spec: SenderSpec = parse_sender(f"http:{file}")
        if self.spec.correlate == "recipient":
            raise ConfigError(
                f"{file}: a search strikes single calls, which it knows by their marker; with "
                "correlate: recipient there is none. Pass the marker on (correlate: opaque), or "
                "use windtunnel rehearse"
            )
        self.seed = seed
        self._folder = folder
        self._tell = tell
        self._tally = Tally()
        self._found: dict[str, Finding] = {}
        self._problems: list[Problem] = []
        self._rigs: dict[int, Rig] = {}
        self._is_over = False
        self._lock = threading.Lock()

    def fly(self, profile: str) -> Searched:
        """Fly as many schedules as a profile says.

        Raises:
            ConfigError: there is no such profile, or the service does not talk to us.
        """
        count = SCHEDULES.get(profile)
        if count is None:
            raise ConfigError(f"no profile {profile!r}; there are {', '.join(SCHEDULES)}")
        began = time.monotonic()
        schedules = list(islice(real_schedules(self.seed), count))
        # The first one alone: a service that does not start should say so once.
        self._one(0, schedules[0], count)
        pool = ThreadPoolExecutor(max_workers=LANES)
        try:
            rest = [
                pool.submit(self._one, number, schedule, count)
                for number, schedule in enumerate(schedules[1:], 1)
            ]
            for each in rest:
                each.result()
        finally:
            self._is_over = True
            for rig in list(self._rigs.values()):
                rig.stop()
            pool.shutdown(cancel_futures=True)
        return self._searched(profile, wall_s=time.monotonic() - began)

    def _one(self, number: int, schedule: Schedule, of: int) -> None:
        if self._is_over or len(self._found) >= FINDINGS_MAX:
            return
        folder = self._folder / f"{number:04d}"
        folder.mkdir(parents=True, exist_ok=True)
        plan = self._plan(folder, schedule)
        flight = ListedFlight(folder, plan, self.spec, gated=True, command="windtunnel verify")
        self._rigs[number] = flight.rig
        try:
            manifest = flight.fly(Interrupts())
        finally:
            del self._rigs[number]
        ledger = read_ledger(folder / "ledger")
        found = examine(manifest, ledger)
        schedule = _struck(schedule, ledger)
        build(folder)
        with self._lock:
            self._take(schedule, number, found)
            done = self._tally.schedules
            findings = len(self._found)
            self._tell(Progress(phase="search", done=done, of=of, findings=findings))

    def _plan(self, folder: Path, schedule: Schedule) -> Plan:
        horizon_s = self.spec.policy.horizon_s if self.spec.policy is not None else None
        drain_s = min(DRAIN_S_MAX, max(DRAIN_S_MIN, horizon_s or 0.0) + MARGIN_S)
        text = scenario_text(
            schedule,
            name=f"schedule-{folder.name}",
            question="Does this schedule of faults break the service?",
            seed=self.seed,
            drain_s=drain_s,
        )
        path = folder / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return known.planned(str(path))

    def _take(self, schedule: Schedule, number: int, found: Findings) -> None:
        self._tally.schedules += 1
        self._tally.runs += 1
        if not found.instruments.is_valid:
            reasons = (*found.instruments.ledger, *found.instruments.invalid)
            self._problems.append(Problem(kind="harness", said=f"schedule {number}: {reasons[0]}"))
            return
        self._tally.add(found.judgement, found.manifest.policy)
        if found.manifest.sender_crashed:
            said = found.manifest.sender_crashed.splitlines()[0]
            self._keep(
                "ended", Story(invariant="ended", sentence=said, lines=()), schedule, number
            )
        for story in found.judgement.stories:
            self._keep(story.invariant, story, schedule, number)

    def _keep(self, root: str, story: Story, schedule: Schedule, number: int) -> None:
        if root not in self._found:
            self._found[root] = Finding(
                invariant=root,
                name=name_of_root(root),
                schedule=schedule,
                seed=self.seed,
                story=story,
                also=story.also,
                examples=number + 1,
            )

    def _searched(self, profile: str, *, wall_s: float) -> Searched:
        kinds = kinds_of({**there(REQUESTS), **there(WEBHOOKS)})
        return Searched(
            profile=profile,
            seed=self.seed,
            policy=self._tally.policy,
            verdicts=self._tally.verdicts(),
            findings=tuple(_worst_first(self._found.values())),
            matrix=self._tally.matrix(kinds),
            counts=self._tally.counts(),
            problems=tuple(self._problems),
            stopped=f"{len(self._found)} root causes were found" if self._is_full() else "",
            wall_s=wall_s,
        )

    def _is_full(self) -> bool:
        return len(self._found) >= FINDINGS_MAX


def _worst_first(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: rank(finding.invariant))


def _struck(schedule: Schedule, ledger: Ledger) -> Schedule:
    """Return a schedule without the faults that waited for attempts nobody made."""
    made = Counter(
        index_of(fact.marker)
        for fact in ledger.facts()
        if isinstance(fact, AttemptFact) and fact.marker is not None
    )
    faults = tuple(fault for fault in schedule.faults if fault.attempt <= made[fault.intent])
    return msgspec.structs.replace(schedule, faults=faults)
