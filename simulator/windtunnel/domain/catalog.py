"""What others must know of a provider: its codes, waits, limiters and fault settings.

The catalog is the first fact that the simulator writes, so a judge needs the ledger alone.
"""

from typing import Literal

import msgspec

CodeClass = Literal["ok", "permanent", "retryable", "ambiguous"]
"""ok: accepted. permanent: never as it is. retryable: after a wait. ambiguous: nobody can tell."""

BODY_BYTES_MAX = 1_048_576
"""A send's body may have so many bytes where its provider does not take longer ones."""

Limiter = Literal["number", "pair", "template", "world"]
When = Literal["sync", "async"]


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """One provider code as a sender meets it.

    `wait_s` is the shortest wait before a retry, None where the provider states none; `growth`
    is the factor by which it grows with each retry (wait 1 and growth 4: 4^X seconds). `type` is
    a provider's own word for a sort of errors.
    `http` is the status of a synchronous answer; `when` says how the code usually comes.
    """

    code: int
    title: str
    http: int
    cls: CodeClass
    when: When = "sync"
    type: str = ""
    subcode: int | None = None
    wait_s: float | None = None
    growth: float = 1.0
    limiter: Limiter | None = None
    cause: str = "provider"


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """How a provider says one of the platform's reasons: the code, when, and the details' text.

    `details` is a `str.format` pattern over the fields that the platform gives with the reason.
    """

    code: int
    when: When = "sync"
    details: str = ""
    subcode: int | None = None
    http: int | None = None


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """How messages of one number wait for their turn, where a provider sends one after the other.

    After a message has left, the next one waits `gap_s`, or `gap_long_s` where `long_from` or more
    are waiting. What still waits after `ttl_s` fails with the reason `queue_expired`. A lower
    priority leaves first, `priority` where a send names none; equal ones in order of arrival.
    """

    gap_s: float
    gap_long_s: float
    long_from: int
    ttl_s: float
    priority: int = 10


class Catalog(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one provider that is not wire form.

    `rules` maps the platform's reasons (`windtunnel.domain.reasons`) to codes. `prices` holds
    micro-units per delivered message by "market/category"; `faults` names the kinds this
    provider knows. `push_retry_s` is the courier's ladder: the wait before try 2, 3, ...; after
    the last wait the push is dropped. `push_timeout_s` bounds one try.

    `tells` are the statuses that a subscriber hears of by webhook; what is not among them can only
    be asked for. `subscriber` says who has a callback: the account or each number. `signs` says
    whether its webhooks are signed, `has_templates` whether it knows templates, and `queue` how
    messages wait for their turn, None where they do not. `states` are those that its numbers can
    be in beside "connected". Where it `keeps` messages they can be listed, sent again and cleared.
    `inbound` are the kinds of messages of customers that it can tell of, and with `has_groups`
    they may come from groups. `stranger` is the reason for which a request is refused that belongs
    to no world. A send's body beyond `body_bytes_max` is refused before it is decoded; it is also
    never read further.
    """

    provider: str
    version: str
    codes: dict[int, Code]
    rules: dict[str, Rule]
    switches: dict[str, str | int | float | bool]
    faults: tuple[str, ...]
    push_retry_s: tuple[float, ...]
    push_timeout_s: float
    pair_refill_s: float
    pair_burst: int
    throughput_per_s: float
    throughput_burst: int
    window_s: float | None
    prices: dict[str, int] = {}
    price_table: str = ""
    currency: str = "USD"
    tells: tuple[str, ...] = ("sent", "delivered", "read", "failed")
    subscriber: Literal["account", "number"] = "account"
    signs: bool = True
    has_templates: bool = True
    queue: Queue | None = None
    states: tuple[str, ...] = ()
    keeps: bool = False
    inbound: tuple[str, ...] = ("text",)
    has_groups: bool = False
    stranger: str = "token_invalid"
    body_bytes_max: int = BODY_BYTES_MAX

    def code(self, number: int) -> Code:
        """Return the code with this number; an unknown one is an ambiguous HTTP 500."""
        known = self.codes.get(number)
        return known or Code(code=number, title="Unknown", http=500, cls="ambiguous")
