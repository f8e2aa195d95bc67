"""Was the wind tunnel itself healthy? What makes a run invalid, and what only blurs latency."""

import msgspec

from windtunnel.domain.facts import GeneratorFact
from windtunnel.runtime.ledger import Ledger
from windtunnel_reports.cases import Cases
from windtunnel_reports.gates import Gate
from windtunnel_reports.manifest import Manifest

MISSED_SHARE_MAX = 0.001
LATENESS_MS_MIN = 5.0
LATENESS_MS_UNGATED = 100.0
LATENESS_PART = 0.05
CORE_SHARE_MAX = 0.85
TIMER_MS_MAX = 100.0


class Instruments(msgspec.Struct, frozen=True, kw_only=True):
    """`ledger` and `invalid` say why the run proves nothing; `blurred` why latencies do not."""

    ledger: tuple[str, ...] = ()
    invalid: tuple[str, ...] = ()
    blurred: tuple[str, ...] = ()
    lateness_p99_ms: float = 0.0
    cpu_share: float = 0.0

    @property
    def is_valid(self) -> bool:
        """True where the run proves something."""
        return not self.ledger and not self.invalid


def inspect(
    manifest: Manifest,
    ledger: Ledger,
    cases: Cases,
    *,
    generators: list[GeneratorFact],
    gates: list[Gate],
) -> Instruments:
    """Return the state of the instruments."""
    crashed = {fact.of for fact in cases.crashes}
    problems = [
        problem for problem in ledger.problems if not any(_is_of(problem, of) for of in crashed)
    ]
    invalid = list(manifest.problems)
    intents = sum(case.intent is not None for case in cases.by_index.values())
    if not manifest.interrupted:
        invalid += _shares(manifest, generators)
        if intents == 0:
            invalid.append("no message was offered: there is nothing to judge")
    lateness = max((g.lateness_p99_ms for g in generators), default=0.0)
    cpu = max((g.cpu_share for g in generators), default=0.0)
    return Instruments(
        ledger=tuple(problems),
        invalid=tuple(invalid),
        blurred=tuple(_blurred(manifest, gates, lateness=lateness, cpu=cpu)),
        lateness_p99_ms=lateness,
        cpu_share=cpu,
    )


def _is_of(problem: str, writer: str) -> bool:
    return problem.startswith(f"{writer}.") and "no end" in problem


def _shares(manifest: Manifest, generators: list[GeneratorFact]) -> list[str]:
    found = []
    missing = set(range(manifest.shares)) - {g.share for g in generators}
    if missing:
        found.append(f"load share {', '.join(map(str, sorted(missing)))} did not report")
    digests = sorted({g.plan_digest for g in generators} - {manifest.plan_digest})
    if digests:
        found.append(f"plan digests differ: {manifest.plan_digest} was meant, {digests[0]} run")
    planned = sum(g.planned for g in generators)
    missed = sum(g.missed for g in generators)
    if planned and missed / planned > MISSED_SHARE_MAX:
        found.append(f"the generator itself missed {missed} of {planned} arrivals")
    if not missing and planned != manifest.planned:
        found.append(f"the shares planned {planned} messages, the plan has {manifest.planned}")
    return found


def _blurred(manifest: Manifest, gates: list[Gate], *, lateness: float, cpu: float) -> list[str]:
    bounds = [gate.bound * 1000 for gate in gates if gate.kind == "quantile"]
    limit = LATENESS_MS_UNGATED
    if bounds:
        limit = max(LATENESS_MS_MIN, LATENESS_PART * min(bounds))
    found = []
    if lateness > limit:
        found.append(f"the generator was {lateness:.1f} ms late at p99; at most {limit:.0f} ms")
    if cpu > CORE_SHARE_MAX:
        found.append(f"the generator used {cpu:.0%} of its core; at most {CORE_SHARE_MAX:.0%}")
    if manifest.simulator_timer_p99_ms > TIMER_MS_MAX:
        late = manifest.simulator_timer_p99_ms
        found.append(f"the simulator's timers were {late:.0f} ms late at p99; at most 100 ms")
    return found
