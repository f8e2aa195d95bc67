"""Plays a month for one arm: the platform in virtual time, and a sender of a few stated rules.

A message goes to the first provider. Where that refuses it, or its answer does not come, a use of
`sender.second` goes to the next provider at once; else, and where that refuses too, it is tried
again from the first one after a growing wait, until a code's deadline has come or an order update
is given up. A customer always gets messages from the same number of a provider.
"""

import heapq
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from windtunnel.domain.chance import draw
from windtunnel.domain.dialect import Dialect
from windtunnel.domain.events import Tick
from windtunnel.domain.facts import Fact, IntentFact
from windtunnel.domain.sender import Intent
from windtunnel.engine.platform import Platform
from windtunnel.engine.wheel import Out
from windtunnel_scenarios.choices import DAY_US, Month
from windtunnel_verify.month.arm import Arm, profile_of, world_of
from windtunnel_verify.month.writing import WRITERS, Letter

AFTER_US = 9 * DAY_US
"""How long after the last day what is under way is still followed: handsets come online late."""

Watch = Callable[[int], None]
"""Called with the number of each day (from 0) before it is played."""


@dataclass(slots=True)
class _Sending:
    """A message that the sender still wants to get rid of."""

    intent: Intent
    give_up_us: int
    wait_us: int


class Player:
    """One arm's world; `write` is called with the facts of each step."""

    def __init__(
        self,
        month: Month,
        arm: Arm,
        dialects: Mapping[str, Dialect],
        write: Callable[[Iterable[Fact]], None],
    ) -> None:
        self._month = month
        self._model = month.model
        self._arm = arm
        self._dialects = {name: dialects[name] for name in arm.providers}
        self._write = write
        self._out: Out = []
        self._waiting: list[tuple[int, int, _Sending]] = []
        self._count = 0
        self._platform = Platform(
            world_of(arm, month),
            dialects=self._dialects,
            profiles={
                name: profile_of(each, self._model) for name, each in self._dialects.items()
            },
        )
        tokens = {token.name: value for value, token in self._platform.tokens.items()}
        self._tokens = {name: tokens[name] for name in arm.providers}
        self._numbers = {
            name: [self._platform.number(each).id for each in arm.names(name)]
            for name in arm.providers
        }

    def play(self, days: Iterable[int], watch: Watch = lambda _day: None) -> None:
        """Play these days (from 0, in order), and follow what is under way at their end."""
        platform, end_us = self._platform, 0
        platform.start(0, self._out)
        self._flush()
        for day in days:
            watch(day)
            for intent in self._month.day(day):
                self._until(intent.intended_us)
                self._want(intent)
            end_us = (day + 1) * DAY_US
        self._until(end_us + AFTER_US)

    def _until(self, now_us: int) -> None:
        """Let everything happen that is due until then, in order of time."""
        waiting, next_due = self._waiting, self._platform.next_due
        while True:
            due_us = next_due()
            if waiting and (due_us is None or waiting[0][0] < due_us):
                at_us, _, sending = waiting[0]
                if at_us > now_us:
                    return
                heapq.heappop(waiting)
                self._try(sending, at_us)
            elif due_us is None or due_us > now_us:
                return
            else:
                self._platform.step(Tick(), due_us, self._out)
                self._flush()

    def _want(self, intent: Intent) -> None:
        now_us = intent.intended_us
        fact = IntentFact(
            t=now_us,
            intent=intent.intent,
            marker=intent.marker,
            recipient=intent.recipient,
            country=intent.country,
            number=intent.number,
            flow=intent.flow,
            intended_t=now_us,
            form=intent.form,
            scope=intent.scope,
            deadline=intent.deadline_us,
        )
        self._write((fact,))
        rules = self._model.sender
        give_up_us = intent.deadline_us or now_us + rules.give_up
        self._try(_Sending(intent, give_up_us, rules.retry.first), now_us)

    def _try(self, sending: _Sending, now_us: int) -> None:
        """Try the providers that this message may go to; where none takes it, wait."""
        rules = self._model.sender
        providers = self._arm.providers
        may = providers if sending.intent.flow in rules.second else providers[:1]
        if any(self._send(sending.intent, provider, now_us) for provider in may):
            return
        again_us = now_us + sending.wait_us
        sending.wait_us = min(round(sending.wait_us * rules.retry.growth), rules.retry.most)
        if again_us < sending.give_up_us:
            self._count += 1
            heapq.heappush(self._waiting, (again_us, self._count, sending))

    def _send(self, intent: Intent, provider: str, now_us: int) -> bool:
        """Make one call, and return whether its answer says that the message was taken."""
        numbers = self._numbers[provider]
        which = 0
        if len(numbers) > 1:
            which = draw(self._month.seed, "number of", intent.recipient)[0] % len(numbers)
        letter = Letter(
            intent=intent,
            number=numbers[which],
            token=self._tokens[provider],
            priority=self._model.sender.priorities.get(intent.flow),  # type: ignore[call-overload]
        )
        self._count += 1
        submit = self._dialects[provider].submit(WRITERS[provider](letter))
        submit.attempt, submit.t = f"a{self._count}", now_us
        answer = self._platform.submit(submit, now_us, self._out)
        self._flush()
        return answer.accepted and answer.plan.is_clean

    def _flush(self) -> None:
        if self._out:
            self._write(each for each in self._out if isinstance(each, Fact))
            self._out.clear()
