"""The senders that Windtunnel ships: to learn from, to compare with, and to prove the judge."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped sender: its factory "pkg.mod:create" and one sentence.

    `in_threads` says that its calls block, each in a thread.
    """

    factory: str
    summary: str
    in_threads: bool = False


SHIPPED: dict[str, Shipped] = {
    "reference": Shipped(
        "windtunnel_load.senders.reference:create",
        "careful: outbox, backoff with full jitter, parks what it cannot know",
    ),
    "pywa": Shipped(
        "windtunnel_load.senders.pywa_sender:create",
        "the client library pywa, used as its users use it, with a plain retry on throttling",
    ),
    "tenacity-httpx": Shipped(
        "windtunnel_load.senders.tenacity_sender:create",
        "httpx with tenacity: one decorator tries again, with exponential waits and jitter",
    ),
    "requests-retry": Shipped(
        "windtunnel_load.senders.requests_sender:create",
        "requests with urllib3's Retry, in threads: the session tries again by a list of statuses",
        in_threads=True,
    ),
    "failover": Shipped(
        "windtunnel_load.senders.failover:create",
        "careful, with two providers: by the second while the first is out, and back after",
    ),
    "blind-retry": Shipped(
        "windtunnel_load.senders.blind_retry:create",
        "a seeded bug: takes a lost answer for a message that was not sent",
    ),
}
"""Every shipped sender by name."""

CORRECT: dict[str, Shipped] = {
    "at-most-once": Shipped(
        "windtunnel_load.senders.at_most_once:create",
        "one attempt that may arrive; unknown stays unknown",
    ),
    "at-least-once": Shipped(
        "windtunnel_load.senders.at_least_once:create",
        "tries again after silence, until it knows better",
    ),
    "reconciling": Shipped(
        "windtunnel_load.senders.reconciling:create",
        "parks what it cannot know and lets the status webhook decide",
    ),
    "outbox": SHIPPED["reference"],
    "provider-idempotent": Shipped(
        "windtunnel_load.senders.provider_idempotent:create",
        "tries again under the same key, where the provider has keys",
    ),
    "failover": SHIPPED["failover"],
}
"""The senders that the judge must spare, by what they promise."""

NAMED = SHIPPED | CORRECT
"""Every sender that can be called by its name alone."""

__all__ = ["CORRECT", "NAMED", "SHIPPED", "Shipped"]
