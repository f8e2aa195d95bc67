"""What lies on the customers' handsets, for tests to read."""

from collections import deque

from windtunnel.domain.message import Message

INBOX_MAX = 1_000
"""Messages kept per recipient."""

MESSAGES_MAX = 50_000
"""Messages kept per world: beyond it the oldest is forgotten. The ledger keeps them all."""


class Inbox:
    """Messages on handsets by the provider's name of a recipient, in order of arrival."""

    def __init__(self) -> None:
        self._by_wa_id: dict[str, deque[Message]] = {}
        self._arrivals: deque[str] = deque()

    def put(self, message: Message) -> None:
        """Lay a message on its recipient's handset."""
        mine = self._by_wa_id.get(message.wa_id)
        if mine is None:
            mine = self._by_wa_id[message.wa_id] = deque(maxlen=INBOX_MAX)
        if len(mine) < INBOX_MAX:
            # A full inbox loses its own oldest, so the count of the world stays as it was.
            self._arrivals.append(message.wa_id)
        mine.append(message)
        if len(self._arrivals) > MESSAGES_MAX:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        wa_id = self._arrivals.popleft()
        theirs = self._by_wa_id[wa_id]
        theirs.popleft()
        if not theirs:
            del self._by_wa_id[wa_id]

    def of(self, wa_id: str) -> list[Message]:
        """Return the messages on a recipient's handset, oldest first."""
        return list(self._by_wa_id.get(wa_id, ()))
