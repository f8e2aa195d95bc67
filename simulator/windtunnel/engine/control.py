"""Control events: what a test, a scenario or an operator changes in a world."""

from dataclasses import replace

from windtunnel.domain import events
from windtunnel.domain.chance import draw
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import TemplateStateFact
from windtunnel.domain.message import TemplateEvent
from windtunnel.domain.worldspec import NumberSpec, TemplateState
from windtunnel.engine.access import Number
from windtunnel.engine.core import Core
from windtunnel.engine.courier import Courier
from windtunnel.engine.faults.board import Board
from windtunnel.engine.hooks import Hooks
from windtunnel.engine.inbound import open_window
from windtunnel.engine.queues import Queues
from windtunnel.engine.seconds import Seconds
from windtunnel.engine.states import States, check_state
from windtunnel.engine.wheel import Out


class Control:
    """Changes to an account's numbers, tokens, templates and session windows."""

    def __init__(
        self, core: Core, *, board: Board, hooks: Hooks, states: States, queues: Queues
    ) -> None:
        self._core = core
        self._board = board
        self._hooks = hooks
        self._states = states
        self._queues = queues
        self._seconds = Seconds()

    def join(self, spec: NumberSpec) -> Number:
        """Make a number, with a courier where its provider's numbers have their own.

        Raises:
            ConfigError: see `Access.add_number`; or its provider has no such state or setting.
            LimitError: the world is full.
        """
        lane = self._core.lane(spec.provider or self._core.first_lane.name)
        check_state(spec.name, spec.state, lane)
        number = self._core.access.add_number(replace(spec, provider=lane.name), lane)
        self._hooks.couriers.adopt(number)
        return number

    def add_number(self, event: events.AddNumber, now_us: int, out: Out) -> None:
        """A number joins; faults that are on cut its throughput too, or are its state."""
        number = self.join(event.spec)
        self._board.apply_to(number, now_us)
        self._hooks.begin(number.id, number.lane, now_us, out)
        self._states.begin(number, now_us, out)
        self._states.meet(number, now_us, out)

    def set_settings(self, event: events.SetNumberSettings, now_us: int, _out: Out) -> None:
        """Some settings of a number change; nothing does where one of them is not possible.

        Raises:
            ConfigError: a name or a value that the number's provider does not have.
            UnknownThing: there is no such number.
        """
        number = self._core.access.number(event.number)
        settings = {**number.settings, **event.settings}
        number.wants = number.lane.dialect.settings(settings)
        number.settings = settings
        if number.queue is not None:
            number.queue.set_gaps(number.wants, now_us)
            self._queues.plan(number)
        if number.courier.subscriber == number.id:
            number.courier.suit(number.wants)

    def add_token(self, event: events.AddToken, now_us: int, out: Out) -> None:
        """A token is issued."""
        token = self._core.add_token(event.spec)
        out.append(token.fact(now_us))

    def set_token(self, event: events.SetToken, now_us: int, out: Out) -> None:
        """A token's state changes."""
        token = self._core.access.token(event.name)
        token.state = event.state
        out.append(token.fact(now_us))

    def add_template(self, event: events.AddTemplate, now_us: int, out: Out) -> None:
        """A template is created or replaced."""
        spec = event.spec
        self._core.book.add(spec)
        out.append(
            TemplateStateFact(t=now_us, template=spec.name, lang=spec.lang, state=spec.state)
        )

    def set_template(self, event: events.SetTemplate, now_us: int, out: Out) -> None:
        """A template's state changes; where it is another one, the subscriber hears of it."""
        before = self._core.book.set_state(event.name, event.lang, event.state)
        fact = TemplateStateFact(t=now_us, template=event.name, lang=event.lang, state=event.state)
        out.append(fact)
        if before != event.state:
            for courier in self._hooks.couriers.of_templates():
                news = self._news(event, before, courier, now_us)
                fact.event = news.event
                if courier.url is not None:
                    courier.owe(news, courier.lane, now_us=now_us, next_us=None, out=out)

    def _news(
        self, event: events.SetTemplate, before: TemplateState, hears: Courier, now_us: int
    ) -> TemplateEvent:
        """Return what an account hears of its template."""
        core = self._core
        key = (event.name, event.lang)
        said_us = self._seconds.take(f"{event.name}:{event.lang}", now_us)
        unix_s = hears.lane.unix_s(said_us)
        return TemplateEvent(
            event=f"template:{event.name}:{event.lang}:{event.state}:{unix_s}",
            provider=hears.lane.name,
            account=hears.subscriber,
            name=event.name,
            lang=event.lang,
            category=core.book.templates[key].spec.category,
            state=event.state,
            before=before,
            pauses=core.book.pauses.get(key, 0),
            reason=event.reason,
            drawn=draw(core.seed, "template", *key)[0],
            t=said_us,
            unix_s=unix_s,
        )

    def open_window(self, event: events.OpenWindow, now_us: int, _out: Out) -> None:
        """A session window opens without a message.

        Raises:
            ConfigError: the number's provider has no session windows.
        """
        number = self._core.access.number(event.number)
        if number.lane.window_us is None:
            raise ConfigError(f"provider {number.lane.name} has no session windows")
        open_window(number, number.lane.dialect.wa_id(event.recipient), now_us)

    def close_window(self, event: events.CloseWindow, _now_us: int, _out: Out) -> None:
        """A session window closes at once; one that is not open stays so."""
        number = self._core.access.number(event.number)
        number.windows.pop(number.lane.dialect.wa_id(event.recipient), None)
