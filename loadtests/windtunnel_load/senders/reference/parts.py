"""What a sender is put together from: a policy, and the class of each of its parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from windtunnel.domain.policy import Backoff, Policy
from windtunnel_load.senders.reference.contacts import Contacts, NoContacts
from windtunnel_load.senders.reference.customers import Customers
from windtunnel_load.senders.reference.dedupe import Dedupe
from windtunnel_load.senders.reference.languages import Languages
from windtunnel_load.senders.reference.line import Line
from windtunnel_load.senders.reference.outbox import Outbox
from windtunnel_load.senders.reference.pauses import Pauses
from windtunnel_load.senders.reference.polls import Polls
from windtunnel_load.senders.reference.receiver import Receiver
from windtunnel_load.senders.reference.retry import (
    ATTEMPTS,
    BACKOFF_BASE_S,
    BACKOFF_CAP_S,
    HORIZON_S,
    Retry,
)
from windtunnel_load.senders.reference.rules import Rule
from windtunnel_load.senders.reference.shelf import Shelf
from windtunnel_load.senders.reference.wire import CLIENT_TIMEOUT_S, Wire
from windtunnel_load.senders.reference.wires import WIRES

POLICY = Policy(
    delivery="at-most-once",
    attempts=ATTEMPTS,
    horizon_s=HORIZON_S,
    backoff=Backoff(base_s=BACKOFF_BASE_S, factor=2.0, cap_s=BACKOFF_CAP_S, jitter="full"),
    client_timeout_s=CLIENT_TIMEOUT_S,
    ack_deadline_s=5.0,
    opt_out_grace_s=1.0,
)


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Classes, so that another can stand in the place of each.

    `patience_s` is how long a message waits for its first attempt; None is for ever.
    """

    policy: Policy = POLICY
    retry: type[Retry] = Retry
    outbox: type[Outbox] = Outbox
    pauses: type[Pauses] = Pauses
    customers: type[Customers] = Customers
    receiver: type[Receiver] = Receiver
    dedupe: type[Dedupe] = Dedupe
    contacts: type[Contacts] = NoContacts
    polls: type[Polls] = Polls
    wires: Mapping[str, type[Wire]] = field(default_factory=lambda: WIRES)
    line: type[Line] = Line
    languages: type[Languages] = Languages
    rules: tuple[type[Rule], ...] = (Shelf,)
    patience_s: float | None = None

    def wires_with(self, mutant: type[Wire]) -> Mapping[str, type[Wire]]:
        """Return the wires, one of them replaced by a class that is derived from it."""
        return {**self.wires, mutant.name: mutant}

    def rules_with(self, mutant: type[Rule]) -> tuple[type[Rule], ...]:
        """Return the rules, one of them replaced by a class that is derived from it."""
        return tuple(mutant if issubclass(mutant, rule) else rule for rule in self.rules)
