"""What a provider keeps of a number's messages, for clients that ask for lists."""

from collections import deque

from windtunnel.domain.message import InboundEvent, Message

KEPT_MAX = 100_000
"""Messages kept per number; beyond it the oldest that do not wait are forgotten first."""

UNTOLD = frozenset({"accepted", "queued"})
"""How a message stands of which there is no status yet, or none of its latest attempt."""

SLACK = 1_000
"""How many more there may be for a while: forgetting walks through all of them."""

LETTERS_MAX = 10_000
"""Messages of customers kept per number."""


class Shelf:
    """A number's messages by ordinal, in order, and what customers wrote to it."""

    __slots__ = ("_keeps", "count", "letters", "messages")

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self.count = 0
        self.messages: dict[int, Message] = {}
        self.letters: deque[InboundEvent] = deque(maxlen=LETTERS_MAX if keeps else 0)

    def put(self, message: Message) -> None:
        """Give a message the number's next ordinal, and keep it where the provider does."""
        self.count += 1
        message.ordinal = self.count
        if self._keeps:
            self.messages[message.ordinal] = message
            if len(self.messages) >= KEPT_MAX + SLACK:
                self._forget()

    def _forget(self) -> None:
        """Forget the oldest that ended; where too few did, the oldest of all."""
        kept = self.messages
        oldest = sorted(kept, key=lambda ordinal: (kept[ordinal].status in UNTOLD, ordinal))
        for ordinal in oldest[: len(kept) - KEPT_MAX]:
            del kept[ordinal]
