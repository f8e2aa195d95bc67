"""What is wanted in a run and what happens beside it, each at its time."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from msgspec import structs

from windtunnel.domain import events
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import ClockFact
from windtunnel.domain.sender import Intent
from windtunnel_verify.happenings import (
    ClockJumps,
    Consent,
    NumberChanges,
    OptIn,
    OptOut,
    TemplateTurns,
    TokenRotates,
    TokenTurns,
)
from windtunnel_verify.patches import current
from windtunnel_verify.records import SENDER, customer_text
from windtunnel_verify.schedule import Schedule, intents_of
from windtunnel_verify.world import Tunnel

STOP, START = "STOP", "START"
"""What a customer writes who wants no marketing, or wants it again."""


class Traffic:
    """Plays a schedule; `want` is called with each intent, `stir` before whatever happens.

    Of what is due at the same time, what happens comes first, then what is wanted, then what
    customers write.
    """

    def __init__(
        self,
        tunnel: Tunnel,
        schedule: Schedule,
        *,
        want: Callable[[Intent], None],
        stir: Callable[[], None],
    ) -> None:
        self._tunnel = tunnel
        self._stir = stir
        self._due = sorted(_due(schedule), key=lambda entry: entry[0])
        self._acts: dict[type[Any], Callable[[Any], object]] = {
            Intent: lambda intent: want(self._with_consent(intent)),
            events.CustomerText: tunnel.world.apply,
            OptOut: self._opt_out,
            OptIn: self._opt_in,
            Consent: self._consent,
            TemplateTurns: self._template,
            TokenTurns: self._token,
            TokenRotates: self._rotate,
            _Overlapped: self._expire,
            NumberChanges: self._change_number,
            ClockJumps: self._jump,
        }
        self._rotated: list[tuple[str, ...]] = []
        self._consents: dict[tuple[str, str], str] = {}

    async def play(self) -> None:
        """Let everything happen at its time."""
        loop = self._tunnel.loop
        for at_us, what in self._due:
            if at_us > loop.now_us:
                await asyncio.sleep((at_us - loop.now_us) / 1e6)
            self._stir()
            self._acts[type(what)](what)

    def _opt_out(self, wish: OptOut) -> None:
        if wish.by == "keyword":
            self._write(wish, STOP)
        else:
            self._prefer(wish, "stop")

    def _opt_in(self, wish: OptIn) -> None:
        if wish.by == "keyword":
            self._write(wish, START)
        else:
            self._prefer(wish, "resume")

    def _write(self, wish: OptOut | OptIn, word: str) -> None:
        self._tunnel.world.apply(
            events.CustomerText(recipient=wish.recipient, number=wish.number, text=word)
        )

    def _prefer(self, wish: OptOut | OptIn, value: events.Preference) -> None:
        self._tunnel.world.apply(
            events.SetPreference(recipient=wish.recipient, number=wish.number, value=value)
        )

    def _with_consent(self, intent: Intent) -> Intent:
        """Return an intent with the evidence of consent that the business holds by now."""
        evidence = self._consents.get((intent.recipient, intent.scope), "")
        return structs.replace(intent, consent=evidence) if evidence else intent

    def _consent(self, given: Consent) -> None:
        self._consents[given.recipient, given.scope] = given.evidence
        self._tunnel.world.apply(
            events.GiveConsent(
                recipient=given.recipient, scope=given.scope, evidence=given.evidence
            )
        )

    def _template(self, turn: TemplateTurns) -> None:
        self._tunnel.world.apply(
            events.SetTemplate(name=turn.template, lang=turn.lang, state=turn.state)
        )

    def _token(self, turn: TokenTurns) -> None:
        for name in self._tunnel.in_use:
            self._tunnel.world.apply(events.SetToken(name=name, state=turn.state))

    def _rotate(self, _rotation: TokenRotates) -> None:
        self._rotated.append(self._tunnel.rotate())

    def _expire(self, _overlapped: "_Overlapped") -> None:
        for name in self._rotated.pop(0):
            self._tunnel.world.apply(events.SetToken(name=name, state="expired"))

    def _change_number(self, change: NumberChanges) -> None:
        self._tunnel.world.apply(
            events.ChangeNumber(recipient=change.recipient, new=change.new, number=change.number)
        )

    def _jump(self, jump: ClockJumps) -> None:
        run = current()
        assert run is not None, "traffic is played inside of a run"
        run.jumped_us += jump.by_us
        loop, ledger = self._tunnel.loop, self._tunnel.ledger
        ledger.write(ClockFact(t=loop.now_us, scale=1.0, moved_us=jump.by_us, of=SENDER))


class _Overlapped:
    """The time for which the oldest rotated token was still to hold is over."""


def _due(schedule: Schedule) -> Iterator[tuple[int, Any]]:
    for place, happening in enumerate(schedule.happenings):
        if isinstance(happening, OptOut | OptIn) and happening.scope != "marketing":
            raise ConfigError(
                f"happenings[{place}]: scope is {happening.scope!r}; customers can stop and "
                "resume marketing alone"
            )
        yield happening.at_us, happening
        if isinstance(happening, TokenRotates):
            yield happening.at_us + happening.overlap_us, _Overlapped()
    for intent in intents_of(schedule):
        yield intent.intended_us, intent
    for text in schedule.inbound:
        yield text.at_us, customer_text(text)
