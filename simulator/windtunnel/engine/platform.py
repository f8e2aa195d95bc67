"""The platform: everything that a provider is behind its API, as one pure state machine.

`step(event, now_us, out)` changes it and appends effects to `out`; a driver carries them out and
asks `next_due()` when to come back with a `Tick`. Same spec, same events: same effects.
"""

from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.domain import events
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.facts import CatalogFact, TemplateStateFact
from windtunnel.domain.profile import Profile
from windtunnel.domain.submit import Answer, Submit
from windtunnel.domain.worldspec import FaultSpec, WorldSpec, complete
from windtunnel.engine.admission import Admission
from windtunnel.engine.answering import Answering
from windtunnel.engine.control import Control
from windtunnel.engine.core import Core, make_lanes
from windtunnel.engine.courier import Courier
from windtunnel.engine.couriers import Couriers
from windtunnel.engine.edge import Edge
from windtunnel.engine.face import Face
from windtunnel.engine.faults.board import Board
from windtunnel.engine.handsets import Handsets
from windtunnel.engine.hooks import Hooks
from windtunnel.engine.inbound import Inbound
from windtunnel.engine.launch import Launches
from windtunnel.engine.lists import Lists
from windtunnel.engine.movers import Movers
from windtunnel.engine.queues import Queues
from windtunnel.engine.states import States
from windtunnel.engine.wheel import FOREVER_US, Out
from windtunnel.engine.wishes import Wishes

Event = Submit | events.Tick | events.PushEnded | events.HookVerified | events.ControlEvent


class Platform(Face):
    """One world: its providers, account, numbers, tokens, templates, handsets and courier.

    `dialects` and `profiles` are by provider name; `shard` (0 to 99) and `world` (its ordinal on
    the shard) are part of every id. Nothing happens by itself: timers run on `Tick` only.
    """

    def __init__(
        self,
        spec: WorldSpec,
        *,
        dialects: Mapping[str, Dialect],
        profiles: Mapping[str, Profile],
        shard: int = 0,
        world: int = 0,
    ) -> None:
        self.spec = spec = complete(spec, dialects)
        lanes = make_lanes(spec, dialects, profiles)
        self._core = core = Core(spec, lanes=lanes, shard=shard, world=world)
        self._board = Board(core)
        self._couriers = Couriers(core, self._board)
        self._hooks = Hooks(core, self._couriers)
        self._handsets = Handsets(core)
        self._queues = Queues(core, self._handsets)
        self._states = self._board.states = States(core, self._queues, self._board.standing)
        self._wishes = Wishes(core)
        self._movers = Movers(core)
        self._inbound = Inbound(core, self._wishes)
        self._states.on_connected = self._inbound.connected
        self._handsets.on_answer = Answering(self._inbound).on_answer
        self._control = Control(
            core,
            board=self._board,
            hooks=self._hooks,
            states=self._states,
            queues=self._queues,
        )
        launches = Launches(
            core,
            board=self._board,
            admission=Admission(core),
            handsets=self._handsets,
            queues=self._queues,
        )
        edge = Edge(core, board=self._board, launches=launches, inbound=self._inbound)
        self._lists = Lists(core, ordinals=edge.ordinals, launches=launches, queues=self._queues)
        self._submit = edge.submit
        self._refuses = edge.refuses
        self._steps = self._step_table()
        self._furnish()

    def _furnish(self) -> None:
        """Put into the world what its spec holds."""
        core, spec = self._core, self.spec
        for name, hook in spec.webhooks.items():
            core.lane(name)
            self._hooks.check(hook.url)
        if spec.webhook is not None:
            self._hooks.check(spec.webhook.url)
        for number in spec.numbers:
            self._control.join(number)
        for token in spec.tokens:
            core.add_token(token)
        for template in spec.templates:
            core.book.add(template)
        for fault in spec.timeline:
            self._board.read(fault)

    def start(self, now_us: int, out: Out) -> None:
        """Begin: catalogs first, then the initial state; the timeline is set as timers."""
        core = self._core
        for lane in core.lanes.values():
            out.append(CatalogFact(t=now_us, catalog=lane.catalog))
        for token in core.access.tokens.values():
            out.append(token.fact(now_us))
        for (name, lang), template in core.book.templates.items():
            state = template.spec.state
            out.append(TemplateStateFact(t=now_us, template=name, lang=lang, state=state))
        for number in core.access.numbers.values():
            self._states.begin(number, now_us, out)
        for fault in self.spec.timeline:
            self._board.inject(fault, now_us, out)
        for lane in core.lanes.values():
            self._hooks.begin(core.access.accounts[lane.name], lane, now_us, out)
        for number in core.access.numbers.values():
            self._hooks.begin(number.id, number.lane, now_us, out)

    def submit(self, submit: Submit, now_us: int, out: Out) -> Answer:
        """Decide on one send (the hot path): facts go to `out`, the answer is returned."""
        return self._submit(submit, now_us, out)

    def refuses(self, marker: str, now_us: int, out: Out) -> bool:
        """Return whether a fault refuses the connection for a request with this marker.

        For a driver that knows what is to be sent before it connects.
        """
        return self._refuses(marker, now_us, out)

    def step(self, event: Event, now_us: int, out: Out) -> None:
        """Take one event; effects are appended to `out` in order.

        Raises:
            ConfigError: a control event holds a value that is not possible here.
            LimitError: a control event would go beyond a bound.
            UnknownThing: an event names something that this world does not have.
        """
        self._steps[type(event)](event, now_us, out)

    def inject(self, spec: FaultSpec, now_us: int, out: Out) -> str:
        """Set a fault to begin at its time, or now; return its id."""
        return self._board.inject(spec, now_us, out)

    def next_due(self) -> int | None:
        """Return when the next timer is due in µs, None where there is none."""
        return self._core.wheel.next_due()

    def _tick(self, _event: events.Tick, now_us: int, out: Out) -> None:
        self._core.wheel.run(now_us, out)

    def _settle(self, _event: events.Settle, now_us: int, out: Out) -> None:
        """Run what is under way to handsets to its end at once, and let everything else be."""
        self._handsets.is_settled = True
        self._couriers.stop()
        kept = []
        wheel = self._core.wheel
        moving = {*self._handsets.actions, *self._queues.actions, self._states.on_comeback}
        while (timer := wheel.pop(FOREVER_US)) is not None:
            due_us, _, action, argument = timer
            if action in moving or (action == self._board.on_end and argument.what == "state"):
                action(argument, due_us, now_us, out)
            elif getattr(action, "__func__", None) is not Courier.on_ready:
                kept.append(timer)
        for timer in kept:
            wheel.put_back(timer)

    def _inject(self, event: events.InjectFault, now_us: int, out: Out) -> None:
        self._board.inject(event.spec, now_us, out)

    def _step_table(self) -> dict[type[Any], Callable[[Any, int, Out], None]]:
        control = self._control
        board = self._board
        return {
            Submit: lambda event, now, out: out.append(self._submit(event, now, out)),
            events.Tick: self._tick,
            events.PushEnded: self._couriers.ended,
            events.HookVerified: self._hooks.verified,
            events.AddNumber: control.add_number,
            events.AddToken: control.add_token,
            events.SetToken: control.set_token,
            events.AddTemplate: control.add_template,
            events.SetTemplate: control.set_template,
            events.CustomerText: self._inbound.take,
            events.AddGroup: self._core.groups.add,
            events.SetPreference: self._wishes.prefer,
            events.GiveConsent: self._wishes.consent,
            events.ChangeNumber: self._movers.change,
            events.OpenWindow: control.open_window,
            events.CloseWindow: control.close_window,
            events.SetNumberState: self._states.change,
            events.SetNumberSettings: control.set_settings,
            events.Resend: self._lists.resend,
            events.ClearMessages: self._lists.clear,
            events.Listed: self._lists.told,
            events.Amend: self._lists.amend,
            events.Subscribe: self._hooks.subscribe,
            events.InjectFault: self._inject,
            events.ClearFault: lambda event, now, out: board.clear(event.id, now, out),
            events.Heal: lambda _event, now, out: board.heal(now, out),
            events.Settle: self._settle,
        }
