"""What webhooks and lists say: statuses, texts, and what else concerns us, of any provider."""

from typing import ClassVar

import msgspec


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """One status: message id, status, recipient, our opaque data, the error's code.

    `copy` names the message as its accepted attempt did, where that is not its id. `provider`
    says whose code it is.
    """

    message: str
    status: str
    recipient: str
    opaque: str | None
    code: int | None
    copy: str = ""
    provider: str = ""
    user: str = ""
    at: int = 0

    @property
    def of(self) -> str:
        """What names the copy that it is about, in lists and in answers alike."""
        return self.copy or self.message

    @property
    def event(self) -> str:
        """What names the event."""
        return f"{self.message}:{self.status}"


class OfMessage(msgspec.Struct, frozen=True, kw_only=True):
    """What comes as a message with an id of its own; `user` is business-scoped."""

    message: str
    sender: str
    user: str = ""

    @property
    def event(self) -> str:
        """What names the event."""
        return self.message


class Text(OfMessage, frozen=True, kw_only=True):
    """One text of a customer to one of our numbers (its id)."""

    number: str
    text: str
    at: int = 0
    word: ClassVar[str] = "read"


class Moved(OfMessage, frozen=True, kw_only=True):
    """A customer's number changed."""

    new: str
    word: ClassVar[str] = "moved"


class Preference(msgspec.Struct, frozen=True, kw_only=True):
    """A customer stops or resumes marketing messages by the provider's own switch."""

    sender: str
    value: str
    at: int

    @property
    def event(self) -> str:
        """What names the event."""
        return f"preference:{self.sender}:{self.value}:{self.at}"

    @property
    def word(self) -> str:
        """What it says."""
        return self.value


class TemplateTurned(msgspec.Struct, frozen=True, kw_only=True):
    """A template's state changed."""

    template: str
    lang: str
    state: str
    at: int = 0

    @property
    def event(self) -> str:
        """What names the event."""
        return f"template:{self.template}:{self.lang}:{self.state}:{self.at}"

    @property
    def word(self) -> str:
        """What it says."""
        return self.state.lower()


Event = Status | Text | Moved | Preference | TemplateTurned
