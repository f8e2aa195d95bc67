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

HELD_MAX = 10_000
"""Messages of customers that wait for a number to be connected; beyond it the oldest are lost."""


class Shelf:
    """A number's messages by ordinal, in order of arrival, and what customers wrote to it."""

    __slots__ = ("_keeps", "_left", "count", "held", "letters", "messages")

    def __init__(self, *, keeps: bool) -> None:
        self._keeps = keeps
        self.count = 0
        self._left: int | None = None
        """The ordinal that a swap left for the next message."""
        self.messages: dict[int, Message] = {}
        self.letters: deque[InboundEvent] = deque(maxlen=LETTERS_MAX if keeps else 0)
        self.held: deque[InboundEvent] = deque(maxlen=HELD_MAX)
        """What customers wrote while the number was not connected, so that nobody heard of it."""

    def put(self, message: Message, *, swaps: bool) -> None:
        """Give a message the number's next ordinal, and keep it where the provider does.

        One that swaps leaves it for the message after it, and takes that one's.
        """
        message.ordinal = self._next(swaps=swaps)
        if self._keeps:
            self.messages[message.ordinal] = message
            if len(self.messages) >= KEPT_MAX + SLACK:
                self._forget()

    def in_order(self) -> list[Message]:
        """Return the kept messages in order of their ordinals."""
        return sorted(self.messages.values(), key=_ordinal)

    def _next(self, *, swaps: bool) -> int:
        left, self._left = self._left, None
        if left is not None:
            return left
        self.count += 2 if swaps else 1
        self._left = self.count - 1 if swaps else None
        return self.count

    def _forget(self) -> None:
        """Forget the oldest that ended; where too few did, the oldest of all."""
        kept = self.messages
        oldest = sorted(kept, key=lambda ordinal: (kept[ordinal].status in UNTOLD, ordinal))
        for ordinal in oldest[: len(kept) - KEPT_MAX]:
            del kept[ordinal]


def _ordinal(message: Message) -> int:
    return message.ordinal
