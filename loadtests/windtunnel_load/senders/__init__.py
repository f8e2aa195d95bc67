"""The senders that Windtunnel ships: to learn from, to compare with, and to prove the judge."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shipped:
    """A shipped sender: its factory "pkg.mod:create" and one sentence."""

    factory: str
    summary: str


SHIPPED: dict[str, Shipped] = {
    "reference": Shipped(
        "windtunnel_load.senders.reference:create",
        "careful: outbox, backoff with full jitter, parks what it cannot know",
    ),
    "pywa": Shipped(
        "windtunnel_load.senders.pywa_sender:create",
        "the client library pywa, used as its users use it, with a plain retry on throttling",
    ),
    "blind-retry": Shipped(
        "windtunnel_load.senders.blind_retry:create",
        "a seeded bug: takes a lost answer for a message that was not sent",
    ),
}
"""Every shipped sender by name."""

__all__ = ["SHIPPED", "Shipped"]
