"""Which installed providers a scenario is played at: its own, or those that a command names."""

from collections.abc import Mapping, Sequence

from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import WorldSpec, complete
from windtunnel.providers import load_dialects
from windtunnel_scenarios import Cast, Scenario


def cast_of(scenario: Scenario, providers: Sequence[str] = ()) -> Cast:
    """Return the cast of a scenario at installed providers.

    Args:
        scenario: what is played.
        providers: instead of the scenario's own; faults that none of them has are left out.

    Raises:
        ConfigError: one is not installed, or none of the scenario's own has one of its faults.
    """
    installed = load_dialects()
    own = scenario.model.providers or tuple(installed)[:1]
    chosen = tuple(providers) or own
    catalogs = [dialect.catalog({}) for dialect in load_dialects(chosen).values()]
    known = {kind for catalog in catalogs for kind in catalog.faults}
    kinds = dict.fromkeys(entry.fault for entry in scenario.model.timeline)
    strange = tuple(kind for kind in kinds if kind not in known)
    if strange and not providers:
        raise ConfigError(
            f"{scenario.source}: fault {strange[0]} does not exist at {' and '.join(chosen)}; "
            "name a provider that has it under providers"
        )
    return Cast(
        providers=chosen,
        home=own[0] if own else "",
        left_out=strange,
        has_templates=all(catalog.has_templates for catalog in catalogs),
    )


def profiles_said(world: WorldSpec, dialects: Mapping[str, Dialect]) -> str:
    """Return the names of the profiles that a world's providers live by."""
    chosen = []
    for name in complete(world, dialects).providers:
        shipped = dialects[name].profiles if name in dialects else {}
        wanted = world.profiles.get(name, world.profile)
        chosen.append(wanted if wanted in shipped else next(iter(shipped), wanted))
    return " + ".join(chosen)
