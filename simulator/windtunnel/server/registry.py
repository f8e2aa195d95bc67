"""All worlds of a server, and which of them a request belongs to."""

import gc
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from windtunnel.domain.dialect import Dialect, WorldView
from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing, WindtunnelError
from windtunnel.domain.ids import WORLDS_MAX
from windtunnel.domain.worldspec import FaultSpec, WorldSpec
from windtunnel.engine.faults.connect_refused import ConnectRefused
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.platform import Platform
from windtunnel.server.births import check_spec, open_ledger, profiles_for
from windtunnel.server.outbox import Outbox
from windtunnel.server.poster import Poster
from windtunnel.server.settings import Settings
from windtunnel.server.view import View
from windtunnel.server.world import World
from windtunnel.server.worldclock import WorldClock

if TYPE_CHECKING:
    from windtunnel.server.intercept import Interception

WORLDS_OPEN_MAX = 256
"""Each has a ledger segment and timers of its own."""

STRAYS_MAX = 20
ID_SHOWN_MAX = 40
COLLECT_AFTER_FACTS = 20_000
"""Ended worlds are cycles, and the collector's high threshold would keep them nearly for ever."""

_ID_DIGITS = 15


class Registry:
    """The worlds of one process, which is a shard. Used inside one running loop only."""

    def __init__(self, settings: Settings, dialects: Mapping[str, Dialect]) -> None:
        self.settings = settings
        self.dialects = dialects
        self.m0_ns = settings.m0_ns or time.monotonic_ns()
        self.clock = WorldClock(self.m0_ns, settings.scale)
        self._root = settings.ledger_root
        self._worlds: dict[str, World] = {}
        self._by_ordinal: dict[int, World] = {}
        self._by_number: dict[str, World] = {}
        self._by_token: dict[str, list[World]] = {}
        self._poster: Poster | None = None
        self._outbox: Outbox | None = None
        self.listen: Callable[[bool], None] | None = None
        """Opens and closes the listener for senders, where control has another."""
        self.interception: Interception | None = None
        """Answers the providers' real names, where the settings ask for it."""
        self.strays: deque[str] = deque(maxlen=STRAYS_MAX)
        """Requests that belonged to no world, the last ones: path or id, never a token."""
        self._made = 0
        self._left_facts = 0

    def all(self) -> list[World]:
        """Return the open worlds in order of creation."""
        return list(self._worlds.values())

    def get(self, world: str) -> World:
        """Return a world by its id or its name.

        Raises:
            UnknownThing: there is none.
        """
        found = self._worlds.get(world)
        for other in self._worlds.values() if found is None else ():
            if world and other.spec.name == world:
                return other
        if found is None:
            raise UnknownThing(
                f"no world {world!r} on this server; {proposal(world, self._worlds)}"
            )
        return found

    def make(self, spec: WorldSpec) -> World:
        """Make a world and start it.

        Raises:
            ConfigError: the spec holds something that is not possible, or its name is taken.
            LimitError: too many worlds.
        """
        self._check(spec)
        ordinal = self._made
        world_id = f"w{ordinal}"
        platform = Platform(
            spec,
            dialects=self.dialects,
            profiles=profiles_for(spec, self.dialects),
            shard=self.settings.shard,
            world=ordinal,
        )
        world = World(
            world_id,
            platform.spec,
            platform=platform,
            dialects=self.dialects,
            clock=WorldClock(self.m0_ns, self.settings.scale),
            writer=open_ledger(self.root, world_id, spec.ledger),
            poster=self.poster,
            outbox=self.outbox,
        )
        world.listen = self.listen
        self._made += 1
        self._worlds[world_id] = self._by_ordinal[ordinal] = world
        self.note(world)
        try:
            world.start()
        except WindtunnelError:
            self.end(world)
            raise
        return world

    def _check(self, spec: WorldSpec) -> None:
        check_spec(spec, self.settings.webhook_hosts_allowed)
        for fault in spec.timeline:
            self.check_fault(fault, others=len(self._worlds))
        hooks = (spec.webhook, *spec.webhooks.values())
        for hook in hooks:
            if hook is not None:
                self.poster.check(hook.url)
        if spec.name and any(world.spec.name == spec.name for world in self._worlds.values()):
            raise ConfigError(f"world name {spec.name!r} is taken; end that world first")
        if len(self._worlds) >= WORLDS_OPEN_MAX:
            raise LimitError(f"{WORLDS_OPEN_MAX} worlds are open, the most a server may have")
        if self._made >= WORLDS_MAX:
            raise LimitError(
                f"this server made {WORLDS_MAX} worlds, the most its ids can tell apart"
            )

    def check_fault(self, spec: FaultSpec, *, others: int) -> None:
        """Check that the listener can be closed if a fault asks for it; `others` are worlds.

        Raises:
            ConfigError: it cannot, and why.
        """
        if spec.kind != ConnectRefused.kind:
            return
        why = ""
        if spec.scope.exact is not None:
            why = "exact requests are known before they connect in virtual time only"
        elif self.listen is None:
            why = (
                "it would close the port of the control API; start the server with --control-port"
            )
        elif others:
            why = f"the listener that it closes belongs to {others} other worlds, too"
        if why:
            raise ConfigError(f"fault {spec.kind}: {why}")

    def note(self, world: World) -> None:
        """Note the numbers and tokens of a world, so that requests find it."""
        for number in world.platform.numbers:
            self._by_number[number] = world
        for value in world.platform.tokens:
            owners = self._by_token.setdefault(value, [])
            if world not in owners:
                owners.append(world)

    def end(self, world: World) -> int:
        """End a world; return how many facts its ledger holds."""
        self._worlds.pop(world.id, None)
        self._by_ordinal.pop(int(world.id[1:]), None)
        for number in world.platform.numbers:
            self._by_number.pop(number, None)
        for value in world.platform.tokens:
            owners = self._by_token.get(value, [])
            if world in owners:
                owners.remove(world)
            if not owners:
                self._by_token.pop(value, None)
        count = world.close()
        if self.listen is not None:
            # A fault of this world may have closed it, or one of another that goes on.
            self.listen(all(other.is_listening for other in self._worlds.values()))
        self._left_facts += count
        if self._left_facts >= COLLECT_AFTER_FACTS:
            self._left_facts = 0
            gc.collect()
        return count

    def find(self, object_id: str, token: str | None) -> World | None:
        """Return the world of a request: the token's, else the id's.

        Where two worlds were given the same token, the id decides between them. It decides alone
        where a number is an account of its own: another's token is just wrong there.
        """
        owner = self._by_number.get(object_id)
        if token is None:
            return owner or self._by_id(object_id)
        if owner is not None and (token in owner.platform.tokens or _is_own(owner, object_id)):
            return owner
        owners = self._by_token.get(token)
        found = owner or self._by_id(object_id)
        if not owners or found in owners:
            return found
        return owners[0]

    def finder(self, provider: str) -> Callable[[str, str | None], WorldView | None]:
        """Return `find` as one provider's router wants it."""

        def find(object_id: str, token: str | None) -> WorldView | None:
            world = self.find(object_id, token)
            if world is None or provider not in world.spec.providers:
                self.strays.append(f"a request about {object_id[:ID_SHOWN_MAX] or 'no id'}")
                return None
            return View(world, provider)

        return find

    def close(self) -> None:
        """End every world, and let go of the receivers."""
        for world in self.all():
            self.end(world)
        if self._poster is not None:
            self._poster.close()

    @property
    def poster(self) -> Poster:
        """The poster of the running loop, made when it is first needed."""
        if self._poster is None:
            self._poster = Poster(self.outbox)
        return self._poster

    @property
    def outbox(self) -> Outbox:
        """The outbox of the running loop, made when it is first needed."""
        if self._outbox is None:
            self._outbox = Outbox()
        return self._outbox

    @property
    def root(self) -> Path:
        """The folder of all ledgers."""
        if self._root is None:
            self._root = Path(mkdtemp(prefix="windtunnel-"))
        return self._root

    def _by_id(self, object_id: str) -> World | None:
        """Return the world that an id was made in: every id holds the world's ordinal."""
        if len(object_id) != _ID_DIGITS or not (object_id.isascii() and object_id.isdecimal()):
            return None
        if int(object_id[1:3]) != self.settings.shard:
            return None
        return self._by_ordinal.get(int(object_id[3:8]))


def _is_own(world: World, number: str) -> bool:
    return world.platform.numbers[number].lane.catalog.subscriber == "number"
