"""The sender itself: the loop of attempts; what surrounds it stands in the files beside it."""

import asyncio

import httpx

from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.background import Background
from windtunnel_load.senders.reference.customers import OPTED_OUT
from windtunnel_load.senders.reference.events import Status
from windtunnel_load.senders.reference.languages import TRANSLATION_MISSING
from windtunnel_load.senders.reference.outbox import OPEN, Entry
from windtunnel_load.senders.reference.parts import Parts
from windtunnel_load.senders.reference.retry import (
    DONE,
    HORIZON_S,
    PARK,
    UNKNOWN,
    Decision,
    Retry,
    refused_by,
)
from windtunnel_load.senders.reference.wire import Answer, Wire
from windtunnel_load.senders.reference.wires import Wires

HORIZON_MARGIN_S = 0.25
"""Between the decision to attempt and the attempt's arrival at the provider."""


class Reference:
    """Careful, and it says so where it cannot know; its parts decide what it promises."""

    def __init__(self, world: SenderWorld, parts: Parts) -> None:
        self.parts = parts
        self.world = world
        self.wires = Wires(world, parts.wires).checked()
        self.retries = {name: parts.retry(w.codes) for name, w in self.wires.by_name.items()}
        self.outbox = parts.outbox(world.store("outbox"))
        self.customers = parts.customers(world.store("customers"), parts.dedupe())
        self.pauses = parts.pauses(world)
        self.line = parts.line(world)
        self.languages = parts.languages(parts.policy)
        self.rules = [rule(world, parts.policy, self.outbox) for rule in parts.rules]
        self.polls = parts.polls(world, parts.policy, self.outbox)
        self.rules.append(self.polls)
        self.receiver = parts.receiver(
            world, self.outbox, self.customers, rules=self.rules, wires=self.wires
        )
        self.polls.wires, self.polls.take = self.wires, self.receiver.take_listed
        self.polls.end = self._end
        self.policy = self.polls.claimed(parts.policy)
        self.receiver.contacts = parts.contacts(world)
        self.receiver.dedupe = parts.dedupe()
        self.receiver.on_failure = self._failed
        self._patience_s = parts.patience_s
        self._resuming: asyncio.Task[None] | None = None
        self._background = Background()
        if self.policy.polls_within_s is not None:
            self._background.wake(self._resume)

    async def send(self, intent: Intent) -> Outcome | None:
        """Send one intent; None where its outcome is or will be reported."""
        await self._resume()
        entry = await self.outbox.open(intent, self.world.now())
        if entry is None:
            known = await self.outbox.find(intent.marker)
            return None if known is None or known.state in OPEN else known.end
        for rule in self.rules:
            rule.opened(entry)
        return await self.deliver(entry)

    async def receive(self, webhook: Webhook) -> int:
        """Take one webhook."""
        return await self.receiver.receive(webhook, self._resume)

    async def close(self) -> None:
        """Let go of what was resumed; the client and the stores belong to the world."""
        await self.line.close()
        await self.polls.close()
        await self._background.close()

    async def _resume(self) -> None:
        """Take up, once, what an earlier life on the same store left open."""
        if self._resuming is None:
            self._resuming = asyncio.get_running_loop().create_task(self._take_up())
        await asyncio.shield(self._resuming)

    async def _take_up(self) -> None:
        await self.pauses.resume()
        entries = await self.outbox.resume()
        for rule in self.rules:
            await rule.resume()
        for entry in entries:
            after = self.retry(entry).after_crash()
            if entry.state == "in-flight" and self.polls.can_ask(entry):
                self._background.go_on(self._ask_then_deliver(entry, after))
            elif entry.state == "in-flight" and after.act != "again":
                await self._end(entry, after)
            else:
                self._background.go_on(self._deliver_again(entry))

    async def _failed(self, entry: Entry, status: Status) -> bool:
        """Heed a failure that came later; say whether the message is tried again for it."""
        retry = self.retries[status.provider]
        decision = self._decide(entry, Answer(code=status.code), retry)
        if decision.holds != "message":
            await self.pauses.hold(entry.wanted, decision)
        if decision.act == "stop":
            entry.never = refused_by(decision)
        decision = retry.after_failure(decision)
        is_over = entry.told != "failed" or entry.state in OPEN or entry.never is not None
        if is_over or decision.act != "again" or self.is_late(entry, decision.wait_s):
            return False
        entry.renew()
        entry.last = refused_by(decision)
        await self.pauses.hold(entry.wanted, decision)
        self._background.go_on(self._deliver_again(entry))
        return True

    async def _ask_then_deliver(self, entry: Entry, after: Decision) -> None:
        """Ask what was taken of an attempt whose answer a crash has cut off."""
        decision = await self._silenced(entry, after)
        if decision.act == "again":
            entry.last = refused_by(decision)
            await self._deliver_again(entry)
        else:
            await self._end(entry, decision)

    async def _deliver_again(self, entry: Entry) -> None:
        self._report(entry, await self.deliver(entry))

    async def _end(self, entry: Entry, decision: Decision) -> None:
        outcome = self.retry(entry).outcome_of(decision, entry)
        self._report(entry, await self._finish(entry, outcome))

    def _report(self, entry: Entry, outcome: Outcome | None) -> None:
        if outcome is not None:
            self.world.report(entry.wanted.intent, outcome)

    def wire(self, entry: Entry) -> Wire:
        """Return the provider that a message goes to now."""
        return self.wires.of(entry.wanted.number)

    def retry(self, entry: Entry) -> Retry:
        """Return who decides about a message, by its provider's codes."""
        return self.retries[self.wire(entry).name]

    async def deliver(self, entry: Entry) -> Outcome | None:
        """Attempt until there is an outcome; None where a webhook told it first."""
        while True:
            number = self._route(entry)
            stopped = await self._turn(entry)
            async with self.line.turn(entry):
                if stopped is None and self._route(entry) != number:
                    continue
                stopped = stopped or await self.reason_to_stop(entry)
                if stopped is not None:
                    is_open = stopped.state != "accepted" and entry.doubtful
                    return await self._finish(entry, UNKNOWN if is_open else stopped)
                if self.pauses.left_s(entry.wanted) > 0 or self._held_s(entry) > 0:
                    continue
                last = await self.attempt(entry)
            if last.wait_s > 0:
                await self.pauses.hold(entry.wanted, last, began_s=entry.tried_s)
            if last.act != "again":
                return await self._finish(entry, self.retry(entry).outcome_of(last, entry))
            await self.outbox.save(entry)
            if self.is_late(entry, last.wait_s):
                await self._spend(entry)

    def _route(self, entry: Entry) -> str:
        """Return the number from which a message goes now."""
        for rule in self.rules:
            rule.route(entry)
        return entry.wanted.number

    async def _turn(self, entry: Entry) -> Outcome | None:
        """Wait until nothing holds up a message; an outcome where that would take too long."""
        while (left_s := self.pauses.left_s(entry.wanted)) > 0:
            if left_s <= HORIZON_S and not self.is_late(entry, left_s):
                await self.pauses.wait(entry.wanted)
                continue
            await self._spend(entry)
            if self.pauses.left_s(entry.wanted) > 0:
                cause = self.pauses.cause(entry.wanted)
                return entry.last or Outcome(state="failed", cause=cause)
        if (held_s := self._held_s(entry)) > 0:
            chance = self.world.chance("turn", entry.wanted.marker, round(held_s * 1e6))
            await self.world.sleep(held_s * (1.0 + chance))
        return None

    async def _spend(self, entry: Entry) -> None:
        """Let a message's time pass: it is given up when that is over, and not before."""
        since_s = entry.opened_s if entry.begun_s is None else entry.begun_s
        await self.world.sleep(since_s + HORIZON_S - self.world.now())

    def _held_s(self, entry: Entry) -> float:
        return max((rule.wait_s(entry) for rule in self.rules), default=0.0)

    async def reason_to_stop(self, entry: Entry) -> Outcome | None:
        """Return why no attempt is to be made now, or None; asked before each of them."""
        wanted, now = entry.wanted, self.world.now()
        if self.retry(entry).has_ended(entry):
            return entry.end or Outcome(state=entry.told or "unknown")
        if entry.never is not None:
            return entry.never
        if self.is_expired(wanted):
            return Outcome(state="expired", cause="expired")
        if self.is_late(entry, 0.0):
            held = [rule.cause for rule in self.rules if rule.wait_s(entry) > 0]
            return entry.last or Outcome(state="failed", cause=held[0] if held else "limit")
        wire = self.wire(entry)
        number = wire.credentials.numbers[wanted.number] if wire.has_windows else None
        against = await self.customers.reason_against(wanted, number=number, now_s=now)
        for rule in self.rules:
            against = against or await rule.reason_against(entry)
        return against

    def is_expired(self, wanted: Intent) -> bool:
        """Say whether nobody wants it any more."""
        return wanted.deadline_us is not None and self.world.now() * 1e6 >= wanted.deadline_us

    def is_late(self, entry: Entry, wait_s: float) -> bool:
        """Say whether an attempt after a wait would lie beyond the horizon, or all patience."""
        then_s = self.world.now() + wait_s
        if entry.begun_s is None:
            return self._patience_s is not None and then_s > entry.opened_s + self._patience_s
        return then_s > entry.begun_s + HORIZON_S - HORIZON_MARGIN_S

    async def attempt(self, entry: Entry) -> Decision:
        """Make one attempt, written down before and decided upon after."""
        entry.begin(self.world.now())
        for rule in self.rules:
            rule.began(entry)
        await self.outbox.claim(entry)
        decision = await self.decide(entry)
        if entry.state == "in-flight":
            entry.state = "queued"
        entry.last = refused_by(decision) if decision.act == "again" else entry.last
        self.line.ended(entry, decision)
        for rule in self.rules:
            rule.ended(entry, decision)
        return decision

    async def decide(self, entry: Entry) -> Decision:
        """Send once and return what follows."""
        wanted, attempt = entry.wanted, entry.attempts
        chance = self._chance(entry)
        try:
            answer = await self.wire(entry).post(wanted, wanted.number, attempt=attempt)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            self.world.seen(wanted.intent, "error")
            entry.possible -= 1
            return self.retry(entry).after_no_connection(attempt=attempt, chance=chance)
        except httpx.RequestError:
            self.world.seen(wanted.intent, "timeout")
            return await self._silenced(entry)
        entry.message = answer.message
        if answer.message is not None:
            self.world.seen(wanted.intent, "ok")
            await self.pauses.clear(wanted, began_s=entry.tried_s)
            return DONE
        if answer.code == OPTED_OUT:
            await self.customers.stop(wanted.recipient)
        self.world.seen(wanted.intent, "error" if answer.code is not None else "timeout")
        if answer.code is None:
            return await self._silenced(entry)
        entry.possible -= 1
        if answer.code == TRANSLATION_MISSING and self.languages.turn(entry):
            return self.retry(entry).again(attempt, chance=0.0, code=answer.code)
        return self._decide(entry, answer, self.retry(entry))

    def _decide(self, entry: Entry, answer: Answer, retry: Retry) -> Decision:
        row, chance = self.pauses.row(entry.wanted, entry.tried_s), self._chance(entry)
        return retry.after_answer(answer, attempt=entry.attempts, chance=chance, row=row)

    async def _silenced(self, entry: Entry, otherwise: Decision | None = None) -> Decision:
        """Decide after an attempt that may have been accepted; first whoever knows is asked."""
        retry, chance = self.retry(entry), self._chance(entry)
        was_taken = await self.polls.was_taken(entry)
        if was_taken is None:
            return otherwise or retry.after_silence(attempt=entry.attempts, chance=chance)
        if was_taken:
            return DONE if entry.told == "accepted" else PARK
        entry.possible -= 1
        return retry.after_no_connection(attempt=entry.attempts, chance=chance)

    def _chance(self, entry: Entry) -> float:
        return self.world.chance("backoff", entry.wanted.marker, entry.attempts)

    async def _finish(self, entry: Entry, outcome: Outcome) -> Outcome | None:
        """Write the end of an entry; a webhook that came before it knows better."""
        is_told = entry.told is not None and self.receiver.resolves
        if is_told:
            outcome = entry.end or outcome
        entry.state, entry.end = outcome.state, outcome
        await self.outbox.save(entry)
        for rule in self.rules:
            rule.changed(entry)
        return None if is_told else outcome
