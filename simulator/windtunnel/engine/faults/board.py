"""Which faults are on, which are still to come, and what they do to an attempt or a number."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from windtunnel.domain.effects import Listening
from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.facts import FaultOffFact, FaultOnFact, HealFact
from windtunnel.domain.message import StatusEvent
from windtunnel.domain.worldspec import FAULTS_MAX, FaultSpec
from windtunnel.engine.access import Number
from windtunnel.engine.case import Case
from windtunnel.engine.core import Core
from windtunnel.engine.faults.awaited import Awaited
from windtunnel.engine.faults.blow import Blow
from windtunnel.engine.faults.checks import check_spec
from windtunnel.engine.faults.entry import Entry, Why
from windtunnel.engine.faults.nearest import proposal
from windtunnel.engine.faults.registry import read_fault
from windtunnel.engine.faults.scope import ScopeMatch
from windtunnel.engine.faults.struck import Struck
from windtunnel.engine.faults.target import attempt_target, event_target, request_target, target_of
from windtunnel.engine.lane import Lane
from windtunnel.engine.wheel import Out

if TYPE_CHECKING:
    from windtunnel.engine.states import States


@dataclass(frozen=True, kw_only=True, slots=True)
class FaultView(FaultSpec):
    """A fault as its world shows it."""

    is_on: bool = False


class Board:
    """All faults of one world, in the order in which they were given."""

    def __init__(self, core: Core) -> None:
        self._seed = core.seed
        self._wheel = core.wheel
        self._access = core.access
        self._lanes = core.lanes
        self._entries: dict[str, Entry] = {}
        self._given = 0
        self.striking: list[Entry] = []
        """Those that are on and strike attempts; empty on a good day."""
        self.striking_news: list[Entry] = []
        """Those that are on and strike events."""
        self.refusing: list[Entry] = []
        """Those that are on and refuse connections."""
        self.awaited = Awaited()
        """What the exact ones wait for."""
        self._is_listening = True
        self.states: States
        """Carries out those that are a state of numbers; set once, when the world is made."""

    def read(self, spec: FaultSpec) -> Entry:
        """Check a fault without putting it on the board.

        Raises:
            ConfigError: its kind, a setting, its scope or a time is not possible here.
        """
        fault = read_fault(spec.kind, spec.settings)
        check_spec(spec, scope_fields=fault.scope_fields)
        effects = {}
        errors = []
        for lane in self._lanes_of(spec):
            try:
                effects[lane.name] = fault.effect(lane.catalog)
            except ConfigError as error:
                errors.append(error)
        if not effects:
            raise errors[0]
        match = ScopeMatch(spec, seed=self._seed, number_id=self._number_id(spec))
        return Entry(spec, match, effects)

    def inject(self, spec: FaultSpec, now_us: int, out: Out) -> str:
        """Set a fault to begin at its time, or now; return its id.

        Raises:
            ConfigError: see `read`; or its id is taken.
            LimitError: too many faults.
        """
        entry = self.read(spec)
        if len(self._entries) >= FAULTS_MAX:
            raise LimitError(f"this world has {FAULTS_MAX} faults, the most it may have")
        self._given += 1
        fault_id = spec.id or f"f{self._given}"
        if fault_id in self._entries:
            raise ConfigError(f"fault {spec.kind}: id {fault_id!r} is taken in this world")
        entry.spec = replace(spec, id=fault_id)
        self._entries[fault_id] = entry
        self.awaited.add(entry)
        at_us = now_us if spec.at_us is None else spec.at_us
        if at_us > now_us:
            entry.timer = self._wheel.schedule(at_us, self.on_begin, entry)
        else:
            self.on_begin(entry, at_us, now_us, out)
        return fault_id

    def on_begin(self, entry: Entry, due_us: int, now_us: int, out: Out) -> None:
        """Begin a fault."""
        spec = entry.spec
        entry.is_on = True
        entry.until_us = due_us + spec.for_us
        entry.timer = self._wheel.schedule(entry.until_us, self.on_end, entry)
        out.append(
            FaultOnFact(
                t=now_us,
                id=spec.id,
                fault=spec.kind,
                target=target_of(spec.scope),
                until_t=entry.until_us,
            )
        )
        self._take_effect(entry, now_us, out)

    def on_end(self, entry: Entry, _due_us: int, now_us: int, out: Out) -> None:
        """End a fault whose time to live is over."""
        self._end(entry, "ttl", now_us, out)

    def clear(self, fault_id: str, now_us: int, out: Out) -> None:
        """End one fault, or take it off the board before it began.

        Raises:
            UnknownThing: there is no such fault (any more).
        """
        entry = self._entries.get(fault_id)
        if entry is None:
            raise UnknownThing(f"no fault {fault_id!r}; {proposal(fault_id, self._entries)}")
        self._end(entry, "cleared", now_us, out)

    def heal(self, now_us: int, out: Out) -> None:
        """End all faults, those still to come included."""
        for entry in list(self._entries.values()):
            self._end(entry, "healed", now_us, out)
        out.append(HealFact(t=now_us))
        self.states.heal(now_us, out)

    def blow(self, case: Case, out: Out, *, is_request: bool = True) -> Blow | None:
        """Return what the faults that are on do to an attempt; each of them counts it.

        One that is no request meets those only that fail what was accepted.
        """
        blow = None
        target = attempt_target(case)
        for entry in self.striking:
            effect = entry.effects.get(case.lane.name)
            if effect is None or (effect.later is None and not is_request):
                continue
            if effect.is_early and not _is_free(case):
                continue
            if not entry.match.strikes(target):
                continue
            blow = blow or Blow()
            blow.add(effect, (entry.spec.kind, entry.spec.id))
            if entry.match.is_used_up:
                self._end(entry, "used_up", case.now_us, out)
        return blow

    def refuses(self, marker: str, ordinal: int, now_us: int, out: Out) -> bool:
        """Return whether the connection for the n-th request with a marker is refused."""
        target = request_target(marker, ordinal)
        for entry in self.refusing:
            if entry.spec.scope.exact is not None and entry.match.strikes(target):
                if entry.match.is_used_up:
                    self._end(entry, "used_up", now_us, out)
                return True
        return False

    def struck(self, event: StatusEvent, now_us: int, out: Out, *, is_last: bool) -> Struck | None:
        """Return what the faults that are on do to the pushes of an event; each counts it.

        A fault of any status strikes each event of its exact attempts, up to the last one.
        """
        struck = None
        target = event_target(event)
        for entry in self.striking_news:
            effect = entry.effects.get(target.provider)
            news = None if effect is None else effect.news
            if news is None or news.status not in {"", event.status} or (news.waits and is_last):
                continue
            is_final = is_last or bool(news.status) or news.waits
            if not entry.match.strikes(target, is_last=is_final):
                continue
            struck = struck or Struck()
            struck.add(news, (entry.spec.kind, entry.spec.id))
            if entry.match.is_used_up:
                self._end(entry, "used_up", now_us, out)
        if is_last and self.awaited:
            self.went_by(target.marker, target.ordinal, now_us, out, is_over=True)
        return struck

    def went_by(
        self, marker: str | None, ordinal: int, now_us: int, out: Out, *, is_over: bool
    ) -> None:
        """Take off what waits for an attempt that was decided on, or whose news `is_over`."""
        for entry in self.awaited.went_by(marker, ordinal, is_over=is_over):
            self._end(entry, "missed", now_us, out)

    def apply_to(self, number: Number, now_us: int) -> None:
        """Give a number the throughput that the faults leave it."""
        rate = number.base_per_s
        for entry in self._entries.values():
            effect = entry.effects.get(number.lane.name)
            cut = effect.throughput_per_s if effect is not None and entry.is_on else None
            if cut is not None and entry.match.reaches(number.id, number.lane.name):
                rate = min(rate, cut)
        if rate != number.throughput.rate_per_s:
            number.throughput.set_rate(rate, now_us)

    def standing(self) -> list[Entry]:
        """Return the faults that are on and are a state of numbers, the latest last."""
        return [entry for entry in self._entries.values() if entry.is_on and entry.what == "state"]

    def view(self) -> list[FaultView]:
        """Return the faults that are on or still to come, in the order given."""
        return [
            FaultView(
                **{field.name: getattr(entry.spec, field.name) for field in fields(entry.spec)},
                is_on=entry.is_on,
            )
            for entry in self._entries.values()
        ]

    def _end(self, entry: Entry, why: Why, now_us: int, out: Out) -> None:
        del self._entries[entry.spec.id]
        self.awaited.discard(entry)
        assert entry.timer is not None, "a fault on the board waits to begin or to end"
        self._wheel.cancel(entry.timer)
        if not entry.is_on:
            return
        entry.is_on, entry.why = False, why
        out.append(FaultOffFact(t=now_us, id=entry.spec.id, fault=entry.spec.kind, why=why))
        self._take_effect(entry, now_us, out)

    def _take_effect(self, changed: Entry, now_us: int, out: Out) -> None:
        """Let what began or ended change states, or be struck with from now on."""
        if changed.what == "throttle":
            self._set_throughputs(now_us)
            return
        if changed.what == "state":
            self.states.blown(changed, now_us, out)
            return
        # New lists each time: somebody may be walking the old ones.
        on = [entry for entry in self._entries.values() if entry.is_on]
        self.striking = [entry for entry in on if entry.what == "attempts"]
        self.striking_news = [entry for entry in on if entry.what == "news"]
        self.refusing = [entry for entry in on if entry.what == "connections"]
        is_listening = all(entry.spec.scope.exact is not None for entry in self.refusing)
        if is_listening != self._is_listening:
            self._is_listening = is_listening
            out.append(Listening(is_open=is_listening))

    def _set_throughputs(self, now_us: int) -> None:
        for number in self._access.numbers.values():
            self.apply_to(number, now_us)

    def _lanes_of(self, spec: FaultSpec) -> Iterable[Lane]:
        provider = spec.scope.provider
        if provider is not None and provider not in self._lanes:
            raise ConfigError(
                f"fault {spec.kind}: scope.provider is {provider!r}; "
                f"{proposal(provider, self._lanes)}"
            )
        lanes = [self._lanes[provider]] if provider is not None else list(self._lanes.values())
        known = [lane for lane in lanes if spec.kind in lane.catalog.faults]
        if not known:
            names = {kind for lane in lanes for kind in lane.catalog.faults}
            raise ConfigError(
                f"fault {spec.kind!r} does not exist at {', '.join(lane.name for lane in lanes)}; "
                f"{proposal(spec.kind, names)}"
            )
        return known

    def _number_id(self, spec: FaultSpec) -> str | None:
        name = spec.scope.number
        if name is None:
            return None
        try:
            return self._access.number(name).id
        except UnknownThing as error:
            raise ConfigError(f"fault {spec.kind}: scope.number: {error}") from error


def _is_free(case: Case) -> bool:
    """Return whether the news of a message can come at once: it has to wait in no queue."""
    return case.number is None or case.number.is_free(case.now_us)
