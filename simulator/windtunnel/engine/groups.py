"""Groups of customers."""

from dataclasses import replace

from windtunnel.domain.chance import draw
from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import AddGroup
from windtunnel.domain.worldspec import GROUPS_MAX, MEMBERS_MAX, GroupSpec
from windtunnel.engine.wheel import Out

ID_DIGITS_MAX = 32
ID_BEGIN = "120363"
"""Source: ids of groups in published webhook examples have 18 digits and begin so; 2026-11-22."""


class Groups:
    """A world's groups by id."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.specs: dict[str, GroupSpec] = {}

    def add(self, event: AddGroup, _now_us: int, _out: Out) -> None:
        """Customers form a group.

        Raises:
            ConfigError: its id is taken or no number, or it has too many members.
            LimitError: too many groups.
        """
        spec = event.spec
        if len(self.specs) >= GROUPS_MAX:
            raise LimitError(f"this world has {GROUPS_MAX} groups, the most it may have")
        if len(spec.members) > MEMBERS_MAX:
            raise ConfigError(
                f"a group of {len(spec.members)} members; at most {MEMBERS_MAX} are allowed"
            )
        if spec.id and not (spec.id.isdecimal() and len(spec.id) <= ID_DIGITS_MAX):
            raise ConfigError(
                f"group id is {spec.id[:80]!r}; must be up to {ID_DIGITS_MAX} digits"
            )
        if spec.id in self.specs:
            raise ConfigError(f"group id {spec.id!r} is taken in this world")
        tail = draw(self._seed, "group", len(self.specs))[0] % 10**12
        made = replace(spec, id=spec.id or f"{ID_BEGIN}{tail:012d}")
        self.specs[made.id] = made

    def find(self, name_or_id: str) -> GroupSpec:
        """Return a group by its id or name.

        Raises:
            UnknownThing: this world has no such group.
        """
        found = self.specs.get(name_or_id)
        for spec in self.specs.values() if found is None else ():
            if spec.name and spec.name == name_or_id:
                return spec
        if found is None:
            raise UnknownThing(
                f"no group {name_or_id[:80]!r} in this world; its groups are "
                f"{', '.join(self.specs) or 'none yet'}"
            )
        return found
