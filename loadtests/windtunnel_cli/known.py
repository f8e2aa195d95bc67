"""The words that only this floor can gather: faults, profiles, providers; gates, read early."""

from windtunnel.engine.faults.registry import KINDS as FAULTS
from windtunnel.providers import load_dialects
from windtunnel_reports.gates import parse_gate
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_scenarios import Known, Plan, Scenario, load_scenario, make_plan
from windtunnel_verify.casting import cast_of


def known() -> Known:
    """Return every word that a scenario may use."""
    dialects = load_dialects()
    profiles = sorted(name for each in dialects.values() for name in each.profiles)
    return Known(
        invariants=tuple(sorted(INVARIANTS)),
        faults=tuple(sorted(FAULTS)),
        profiles=tuple(profiles),
        providers=tuple(dialects),
    )


def load(name_or_path: str) -> Scenario:
    """Load a scenario with every word and every gate checked.

    Raises:
        ConfigError: what is wrong, where.
    """
    scenario = load_scenario(name_or_path, known=known())
    for gate in (*scenario.model.gates, *scenario.model.steady_state):
        parse_gate(gate)
    return scenario


def planned(
    name_or_path: str,
    seed: int | None = None,
    *,
    apart_us: int | None = None,
    providers: tuple[str, ...] = (),
) -> Plan:
    """Load and plan a scenario, at its own providers or at others.

    Raises:
        ConfigError: what is wrong, where.
    """
    scenario = load(name_or_path)
    cast = cast_of(scenario, providers)
    return make_plan(scenario, seed=seed, apart_us=apart_us, cast=cast)
