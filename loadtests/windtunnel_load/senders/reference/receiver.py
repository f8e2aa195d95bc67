"""The webhook's half of a sender: the signature, then each event, durable before it is acked."""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from windtunnel.domain.sender import Outcome, SenderWorld, Webhook
from windtunnel_load.senders.reference.customers import OPTED_OUT, Customers
from windtunnel_load.senders.reference.outbox import OPEN, Entry, Outbox
from windtunnel_load.senders.reference.retry import CAUSE_OF
from windtunnel_load.senders.reference.rules import Rule
from windtunnel_load.senders.reference.webhooks import Event, Status, Text, is_signed, read

HTTP_OK = 200
HTTP_FORBIDDEN = 403
HTTP_BAD_REQUEST = 400


class Receiver:
    """Takes webhooks; `resolves` says whether they decide about what was parked."""

    resolves = True

    def __init__(
        self,
        world: SenderWorld,
        outbox: Outbox,
        customers: Customers,
        *,
        rules: Sequence[Rule],
    ) -> None:
        self.world = world
        self.outbox = outbox
        self.customers = customers
        self.rules = rules
        self._secret = world.credentials["meta"].app_secret

    async def receive(self, webhook: Webhook, resume: Callable[[], Awaitable[None]]) -> int:
        """Take one webhook; 2xx means that all of it is in the store."""
        if not self.is_genuine(webhook):
            return HTTP_FORBIDDEN
        await resume()
        try:
            events = list(read(webhook.body))
        except (msgspec.MsgspecError, LookupError, TypeError, AttributeError):
            return HTTP_BAD_REQUEST
        for event in events:
            await self.take(event)
        return HTTP_OK

    def is_genuine(self, webhook: Webhook) -> bool:
        """Say whether the provider has sent it."""
        return is_signed(webhook.headers, webhook.body, self._secret)

    async def take(self, event: Event) -> None:
        """Take one event: first what is kept of it, then its effect."""
        if isinstance(event, Status):
            await self.take_status(event)
        elif isinstance(event, Text):
            is_new = await self.customers.wrote(event, self.world.now())
            self.world.effect(event.message, "read", noop=not is_new)
        for rule in self.rules:
            await rule.heard(event)

    async def take_status(self, status: Status) -> None:
        """Take a status: what it is about is found by the data that we gave with the send."""
        entry = await self.outbox.find(status.opaque)
        if status.code == OPTED_OUT:
            await self.customers.stop(status.recipient)
        if entry is None:
            self.world.effect(status.event, "unknown", noop=True)
            return
        before = entry.told
        is_new = entry.take(status.message, status.status)
        is_told = self.resolves and entry.told not in {before, None}
        if is_told:
            entry.end = told_by(entry, status)
        if is_new:
            await self.settle(entry)
        if is_told and entry.end is not None:
            self.world.report(entry.wanted.intent, entry.end)
        self.world.effect(
            status.event, entry.receipts.get(status.message, "unknown"), noop=not is_new
        )

    async def settle(self, entry: Entry) -> None:
        """Write what a receipt has changed."""
        if entry.told is not None and entry.state not in OPEN:
            entry.state = entry.told
        await self.outbox.save(entry)
        for rule in self.rules:
            await rule.changed(entry)


def told_by(entry: Entry, status: Status) -> Outcome:
    """Return the outcome that the receipts tell, the last of them this one."""
    if entry.told == "accepted":
        return Outcome(state="accepted")
    cause = CAUSE_OF.get(status.code or -1, "provider")
    return Outcome(state="failed", cause=cause, code=status.code)
