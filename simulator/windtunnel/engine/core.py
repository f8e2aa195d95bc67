"""What every part of one platform shares."""

from collections.abc import Mapping
from dataclasses import replace

from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.people import People
from windtunnel.domain.profile import Profile
from windtunnel.domain.worldspec import TokenSpec, WorldSpec
from windtunnel.engine.access import Access, Token
from windtunnel.engine.counters import Counters
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.groups import Groups
from windtunnel.engine.lane import Lane
from windtunnel.engine.templates import TemplateBook
from windtunnel.engine.wheel import Wheel


class Core:
    """The seed, lanes, account, templates, people, groups, timers and counts of a world.

    `stopped` holds who stopped marketing by the provider's switch: (provider, person).
    """

    def __init__(
        self, spec: WorldSpec, *, lanes: Mapping[str, Lane], shard: int, world: int
    ) -> None:
        self.spec = spec
        self.seed = spec.seed
        self.lanes = lanes
        self.first_lane = next(iter(lanes.values()))
        self.access = Access(spec.seed, shard=shard, world=world, providers=tuple(lanes))
        self.book = TemplateBook()
        self.people = People()
        self.groups = Groups(spec.seed)
        self.stopped: set[tuple[str, str]] = set()
        self.wheel = Wheel()
        self._calls = 0
        self.counters = Counters()
        self.secret = spec.app_secret or _drawn_secret(spec.seed, shard, world)

    def call(self) -> tuple[int, ...]:
        """Return the draws of the next request that is not a send: it has no entity of its own."""
        self._calls += 1
        return draw(self.seed, "call", self._calls)

    def add_token(self, spec: TokenSpec) -> Token:
        """Issue a token, of the provider that it is for or of the first one.

        Raises:
            ConfigError, LimitError, UnknownThing: see `Access.add_token`; or no such provider.
        """
        lane = self.lane(spec.provider) if spec.provider else self.first_lane
        return self.access.add_token(spec, lane.dialect)

    def lane(self, provider: str) -> Lane:
        """Return the lane of a provider.

        Raises:
            ConfigError: this world does not have it.
        """
        found = self.lanes.get(provider)
        if found is None:
            raise ConfigError(
                f"no provider {provider!r} in this world; {proposal(provider, self.lanes)}"
            )
        return found


def make_lanes(
    spec: WorldSpec, dialects: Mapping[str, Dialect], profiles: Mapping[str, Profile]
) -> dict[str, Lane]:
    """Return a lane for each of the spec's providers.

    Raises:
        ConfigError: one has no dialect or no profile, or there is a switch that none has.
    """
    assert spec.providers, "a completed spec names its providers"
    lanes = {}
    for name in spec.providers:
        for what, given in (("dialect", dialects), ("profile", profiles)):
            if name not in given:
                raise ConfigError(f"provider {name!r} has no {what}; {proposal(name, given)}")
    known = {name: dialects[name].catalog({}).switches for name in spec.providers}
    for name in spec.providers:
        # One that nobody has goes to all of them: the first one says what it has instead.
        switches = {
            switch: value
            for switch, value in spec.switches.items()
            if switch in known[name] or not any(switch in each for each in known.values())
        }
        own = replace(spec, switches=switches)
        lanes[name] = Lane(dialects[name], profiles[name], own)
    return lanes


def _drawn_secret(seed: int, shard: int, world: int) -> str:
    drawn = draw(seed, "secret", shard, world)
    return "".join(f"{part:016x}" for part in drawn[:2])
