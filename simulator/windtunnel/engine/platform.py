"""The platform: everything that a provider is behind its API, as one pure state machine.

`step(event, now_us, out)` changes it and appends effects to `out`; a driver carries them out and
asks `next_due()` when to come back with a `Tick`. Same spec, same events: same effects.
"""

from collections.abc import Callable, Mapping
from typing import Any

from windtunnel.domain import events
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.facts import CatalogFact, TemplateStateFact, TokenFact
from windtunnel.domain.message import Message
from windtunnel.domain.profile import Profile
from windtunnel.domain.submit import Answer, Submit
from windtunnel.domain.worldspec import FaultSpec, TemplateSpec, WorldSpec, complete
from windtunnel.engine.access import Number, Token
from windtunnel.engine.admission import Admission
from windtunnel.engine.answering import Answering
from windtunnel.engine.control import Control
from windtunnel.engine.core import Core, make_lanes
from windtunnel.engine.courier import Courier
from windtunnel.engine.edge import Edge
from windtunnel.engine.faults.board import Board, FaultView
from windtunnel.engine.handsets import Handsets
from windtunnel.engine.hooks import Hooks
from windtunnel.engine.inbound import Inbound
from windtunnel.engine.lane import Lane
from windtunnel.engine.launch import Launches
from windtunnel.engine.lists import Lists
from windtunnel.engine.movers import Movers
from windtunnel.engine.queues import Queues
from windtunnel.engine.states import States
from windtunnel.engine.wheel import FOREVER_US, Out
from windtunnel.engine.wishes import Wishes

Event = Submit | events.Tick | events.PushEnded | events.HookVerified | events.ControlEvent


class Platform:
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
        self._courier = Courier(core, self._board)
        self._hooks = Hooks(core, self._courier)
        self._handsets = Handsets(core, self._courier)
        self._queues = Queues(core, self._handsets)
        self._states = States(core, self._queues)
        self._wishes = Wishes(core, self._courier)
        self._movers = Movers(core, self._courier)
        self._inbound = Inbound(core, self._courier, self._wishes)
        self._handsets.on_answer = Answering(self._inbound).on_answer
        self._control = Control(core, self._board, self._courier)
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
        for number in spec.numbers:
            core.access.add_number(number, core.lane(number.provider))
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
            out.append(TokenFact(t=now_us, token=token.name, state=token.state))
        for (name, lang), template in core.book.templates.items():
            state = template.spec.state
            out.append(TemplateStateFact(t=now_us, template=name, lang=lang, state=state))
        for fault in self.spec.timeline:
            self._board.inject(fault, now_us, out)
        hook = self.spec.webhook
        if hook is not None:
            event = events.Subscribe(
                subscriber=core.access.account,
                url=hook.url,
                verify_token=hook.verify_token,
                handshake=hook.handshake and bool(hook.verify_token),
            )
            self._hooks.subscribe(event, now_us, out)

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
        self._courier.is_stopped = True
        kept = []
        wheel = self._core.wheel
        moving = {*self._handsets.actions, *self._queues.actions, self._states.on_comeback}
        while (timer := wheel.pop(FOREVER_US)) is not None:
            due_us, _, action, argument = timer
            if action in moving:
                action(argument, due_us, now_us, out)
            elif action != self._courier.on_ready:
                kept.append(timer)
        for due_us, _, action, argument in kept:
            wheel.schedule(due_us, action, argument)

    def _inject(self, event: events.InjectFault, now_us: int, out: Out) -> None:
        self._board.inject(event.spec, now_us, out)

    def _step_table(self) -> dict[type[Any], Callable[[Any, int, Out], None]]:
        control = self._control
        board = self._board
        return {
            Submit: lambda event, now, out: out.append(self._submit(event, now, out)),
            events.Tick: self._tick,
            events.PushEnded: self._courier.ended,
            events.HookVerified: self._hooks.verified,
            events.AddNumber: control.add_number,
            events.AddToken: control.add_token,
            events.SetToken: control.set_token,
            events.AddTemplate: control.add_template,
            events.SetTemplate: control.set_template,
            events.CustomerText: self._inbound.take,
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
            events.Subscribe: self._hooks.subscribe,
            events.InjectFault: self._inject,
            events.ClearFault: lambda event, now, out: board.clear(event.id, now, out),
            events.Heal: lambda _event, now, out: board.heal(now, out),
            events.Settle: self._settle,
        }

    @property
    def account(self) -> str:
        """The account's id."""
        return self._core.access.account

    @property
    def app(self) -> str:
        """The app's id."""
        return self._core.access.app

    @property
    def has_keys(self) -> bool:
        """Whether every provider of this world has idempotency keys."""
        return all(lane.key_ttl_us is not None for lane in self._core.lanes.values())

    @property
    def secret(self) -> str:
        """The app's secret: webhooks are signed with it."""
        return self._core.secret

    @property
    def lanes(self) -> Mapping[str, Lane]:
        """What belongs to each provider, by its name."""
        return self._core.lanes

    @property
    def numbers(self) -> Mapping[str, Number]:
        """Numbers by id."""
        return self._core.access.numbers

    @property
    def tokens(self) -> Mapping[str, Token]:
        """Tokens by value."""
        return self._core.access.tokens

    @property
    def templates(self) -> dict[tuple[str, str], TemplateSpec]:
        """Templates by (name, language)."""
        return self._core.book.specs()

    @property
    def subscription(self) -> str | None:
        """The URL that webhooks go to."""
        return self._courier.url

    @property
    def counters(self) -> dict[str, int]:
        """Counts since the world began; `owed` is what the subscriber is owed now."""
        return self._core.counters.as_dict()

    def number(self, name_or_id: str) -> Number:
        """Return a number by its name or id.

        Raises:
            UnknownThing: this world has no such number.
        """
        return self._core.access.number(name_or_id)

    def inbox(self, recipient: str) -> list[Message]:
        """Return the messages on a recipient's handset, in order of arrival."""
        names = {lane.dialect.wa_id(recipient) for lane in self._core.lanes.values()}
        found = [message for name in sorted(names) for message in self._handsets.inbox.of(name)]
        return sorted(found, key=lambda message: message.handset_t or 0)

    def faults(self) -> list[FaultView]:
        """Return the faults that are on or still to come, in the order given."""
        return self._board.view()

    def authorise(
        self, token: str | None, object_id: str, scope: str, *, now_us: int = 0
    ) -> Answer | None:
        """Return the refusal of a token for an object and a scope, or None where it may."""
        lane = self._lane_of(object_id)
        reason, thing = self._core.access.why_not(token, object_id, scope)
        if reason not in lane.refusals:
            return None
        answer = lane.refuse(reason, id=thing, scope=thing, now=str(lane.unix_s(now_us)))
        answer.trace = self._core.call()[0]
        return answer

    def refuse(self, reason: str, *, provider: str | None = None, **fields: str) -> Answer:
        """Return a refusal for a reason, in the words of a provider (the first one's if None)."""
        lane = self._core.first_lane if provider is None else self._core.lane(provider)
        answer = lane.refuse(reason, **fields)
        answer.trace = self._core.call()[0]
        return answer

    def _lane_of(self, object_id: str) -> Lane:
        number = self._core.access.numbers.get(object_id)
        return self._core.first_lane if number is None else number.lane
