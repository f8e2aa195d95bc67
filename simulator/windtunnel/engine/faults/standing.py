"""Faults that are a state of numbers."""

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import NumberState
from windtunnel.engine.faults.effect import Effect
from windtunnel.engine.faults.nearest import proposal


def standing(state: NumberState, catalog: Catalog, kind: str) -> Effect:
    """Return the effect of a state.

    Raises:
        ConfigError: no number of this provider is ever in it.
    """
    if state not in catalog.states:
        raise ConfigError(
            f"fault {kind}: numbers of {catalog.provider} are never {state!r}; "
            f"{proposal(state, catalog.states)}"
        )
    return Effect(state=state)
