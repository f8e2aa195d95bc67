"""The webhook's half of a sender: the signature, then each event, durable before it is acked."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from windtunnel.domain.facts import OutcomeState
from windtunnel.domain.sender import Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.contacts import Contacts, NoContacts
from windtunnel_load.senders.reference.customers import OPTED_OUT, Customers
from windtunnel_load.senders.reference.dedupe import Dedupe
from windtunnel_load.senders.reference.events import (
    Event,
    Moved,
    Preference,
    Status,
    TemplateTurned,
    Text,
)
from windtunnel_load.senders.reference.outbox import OPEN, Entry, Outbox
from windtunnel_load.senders.reference.rules import Rule
from windtunnel_load.senders.reference.wires import Wires

HTTP_OK = 200
HTTP_FORBIDDEN = 403
HTTP_BAD_REQUEST = 400


class Receiver:
    """Takes webhooks and lists; `resolves` says whether they decide about what was parked."""

    resolves = True

    def __init__(
        self,
        world: SenderWorld,
        outbox: Outbox,
        customers: Customers,
        *,
        rules: Sequence[Rule],
        wires: Wires,
    ) -> None:
        self.world = world
        self.outbox = outbox
        self.customers = customers
        self.rules = rules
        self.wires = wires
        self.contacts: Contacts = NoContacts(world)
        self.dedupe = Dedupe()
        self.on_failure: Callable[[Entry, Status], Awaitable[bool]] = _is_the_end

    async def receive(self, webhook: Webhook, resume: Callable[[], Awaitable[None]]) -> int:
        """Take one webhook; 2xx means that all of it is in the store."""
        if not self.is_genuine(webhook):
            return HTTP_FORBIDDEN
        await resume()
        try:
            events = list(self.wires.by_name[webhook.provider].events(webhook.body))
        except (msgspec.MsgspecError, LookupError, TypeError, AttributeError, ValueError):
            return HTTP_BAD_REQUEST
        await self.take_all(events)
        return HTTP_OK

    def is_genuine(self, webhook: Webhook) -> bool:
        """Say whether its provider has sent it, and is one of ours."""
        wire = self.wires.by_name.get(webhook.provider)
        return wire is not None and wire.is_genuine(webhook)

    async def take_all(self, events: Sequence[Event]) -> None:
        """Take events in their order: what is kept of each first, then its effect."""
        for event in events:
            for rule in self.rules:
                await rule.heard(event)
            if isinstance(event, Status):
                await self.take_status(event)
            else:
                await self.take_other(event)

    async def take_other(self, event: Text | Preference | Moved | TemplateTurned) -> None:
        """Take what is of no message of ours."""
        now_s, contact = self.world.now(), ""
        if isinstance(event, Text):
            await self.customers.timed(event.at, now_s)
            is_new = await self.customers.wrote(event, now_s)
            contact = await self.contacts.of(event.sender, event.user)
        elif isinstance(event, Preference):
            is_new = await self.customers.prefers(event, now_s)
            contact = await self.contacts.of(event.sender)
        elif isinstance(event, Moved):
            contact = await self.contacts.moved(event.sender, event.new)
            is_new = await self.customers.once(event.event, now_s)
        else:
            is_new = await self.customers.once(event.event, now_s)
        self.effect(event.event, event.word, noop=not is_new, contact=contact)

    async def take_status(self, status: Status) -> None:
        """Take a status: what it is about is found by the data that we gave with the send."""
        entry = await self.outbox.find(status.opaque)
        if status.code == OPTED_OUT:
            await self.customers.stop(status.recipient)
        if entry is None:
            self.world.effect(status.event, "unknown", noop=True)
            return
        now_s = self.world.now()
        await self.customers.timed(status.at, now_s)
        is_new = self.dedupe.is_new(entry.applied_s.get(status.event), now_s)
        if is_new:
            entry.applied_s[status.event] = now_s
            await self.apply(entry, status)
        contact = await self.contacts.of(status.recipient, status.user)
        state = entry.receipts.get(status.of, "unknown")
        self.effect(status.event, state, noop=not is_new, contact=contact)

    async def take_listed(self, status: Status) -> None:
        """Take what a list says of a copy; it says the same each time, and is news once."""
        entry = await self.outbox.find(status.opaque)
        if entry is not None and entry.is_news(status.of, status.status):
            await self.apply(entry, status)

    async def apply(self, entry: Entry, status: Status) -> None:
        """Let a status change its message, and tell what has become of it."""
        before = entry.told
        self.merge(entry, status)
        is_again = status.code is not None and await self.on_failure(entry, status)
        decides = self.resolves or (entry.state == "accepted" and entry.told == "failed")
        is_told = decides and entry.told not in {before, None} and not is_again
        if is_told:
            entry.end = self.told_by(entry, status)
        if entry.told is not None and entry.state not in OPEN:
            entry.state = entry.told
        await self.outbox.save(entry)
        for rule in self.rules:
            rule.changed(entry)
        if is_told and entry.end is not None:
            self.world.report(entry.wanted.intent, entry.end)

    def merge(self, entry: Entry, status: Status) -> None:
        """Let a status move its copy forward, never back."""
        entry.take(status.of, status.status)

    def told_by(self, entry: Entry, status: Status) -> Outcome:
        """Return the outcome that the receipts tell, the last of them this one."""
        if entry.told == "accepted":
            return Outcome(state="accepted")
        cause = self.wires.by_name[status.provider].codes.cause(status.code)
        state: OutcomeState = "expired" if cause == "expired" else "failed"
        return Outcome(state=state, cause=cause, code=status.code)

    def effect(self, event: str, state: str, *, noop: bool, contact: str) -> None:
        """Report what an event changed; of a contact only where there is one."""
        named = {"contact": contact} if contact else {}
        self.world.effect(event, state, noop=noop, **named)


async def _is_the_end(entry: Entry, status: Status) -> bool:
    del entry, status
    return False
