"""Idempotency keys, for providers that have them: a repeated key is answered, not sent again."""

from windtunnel.engine.fading import Fading


class Keys:
    """Key → the message that it was first accepted with, for the provider's time to live."""

    def __init__(self) -> None:
        self._until = Fading()
        self._messages: dict[str, str] = {}

    def message(self, key: str, now_us: int) -> str | None:
        """Return the message that a key stands for, None where it is new or has passed."""
        return self._messages.get(key) if self._until.get(key, 0) > now_us else None

    def remember(self, key: str, message: str, *, until_us: int, now_us: int) -> None:
        """Let a key stand for a message until then."""
        self._messages[key] = message
        self._until.put(key, until_us, now_us)
        if len(self._messages) > 2 * len(self._until):
            self._messages = {known: self._messages[known] for known in self._until}
