"""Floor 2: dialects, one folder per provider, found by entry point: outsiders can add one."""

from collections.abc import Iterable
from importlib.metadata import entry_points

from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError

GROUP = "windtunnel.providers"


def load_dialects(names: Iterable[str] | None = None) -> dict[str, Dialect]:
    """Return the installed dialects by name.

    Args:
        names: only these; None means all.

    Raises:
        ConfigError: a name is not installed, two dialects share one, or two claim one request.
    """
    found: dict[str, Dialect] = {}
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        dialect: Dialect = entry.load()
        if dialect.name in found:
            raise ConfigError(f"two installed dialects are named {dialect.name!r}")
        found[dialect.name] = dialect
    check_claims(found)
    if names is None:
        return found
    chosen = {}
    for name in names:
        if name not in found:
            raise ConfigError(f"no provider {name!r}; installed: {', '.join(found) or 'none'}")
        chosen[name] = found[name]
    return chosen


def providers_of(given: str) -> tuple[str, ...]:
    """Return the providers that "NAME" or "NAME+NAME" names, the first one first; none for "".

    Raises:
        ConfigError: one is not installed, is named twice, or has no name at all.
    """
    if not given:
        return ()
    names = tuple(given.split("+"))
    if len(set(names)) < len(names):
        raise ConfigError(f"provider is {given!r}; name each provider once")
    return tuple(load_dialects(names))


def check_claims(dialects: dict[str, Dialect]) -> None:
    """Refuse dialects that claim one another's requests.

    Raises:
        ConfigError: an example of one is claimed by another, or not by itself.
    """
    for name, dialect in dialects.items():
        for method, path in dialect.examples:
            claiming = [other for other in dialects if dialects[other].claims(method, path)]
            if claiming != [name]:
                raise ConfigError(
                    f"{method} {path} is an example of {name}, but claimed by "
                    f"{', '.join(claiming) or 'nobody'}; claims must be disjoint"
                )
