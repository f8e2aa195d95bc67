"""sender.yaml's `outcome`: how a service tells what became of a message: not, asked, or by itself.

A poll asks for each message that the service has taken, by the id in its reply; a callback is
posted by the service to a URL of ours.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from windtunnel_load.adapters.keypath import KeyPath

State = Literal["accepted", "failed", "unknown", "expired", "cancelled", "pending"]
"""What a service's own word stands for; `pending` is no end yet."""

Cause = Literal["template", "recipient", "limit", "auth", "provider", "expired"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SaidModel(_Model):
    """What a body that tells an outcome holds, and where."""

    state: KeyPath = Field("$.state", min_length=1, description="where the state sits")
    states: dict[str, State] = Field(
        min_length=1, max_length=100, description="the service's own words, and what they mean"
    )
    cause: KeyPath = Field("", description="where the cause sits; empty: it tells none")
    causes: dict[str, Cause] = Field(
        {}, max_length=100, description="the service's own words for causes"
    )
    code: KeyPath = Field("", description="where the provider's code sits")


class PollModel(SaidModel):
    """The service is asked for each message until it names an end."""

    id: KeyPath = Field("$.id", min_length=1, description="where the id sits in the reply")
    path: str = Field(pattern=r"^/.*\{id\}", description="asked with GET")
    headers: dict[str, str] = {}
    every_s: float = Field(1.0, ge=0.1, le=60, description="how long between two questions")


class CallbackModel(SaidModel):
    """The service posts each outcome, as JSON, to {outcome_url}."""

    by: Literal["intent", "marker", "id"] = Field(
        "intent", description="what names the message in the body"
    )
    key: KeyPath = Field("", description="where it sits there; $.<by> unless said")
    id: KeyPath = Field("$.id", description="by id: where the id sits in the request's reply")
    port: int = Field(0, ge=0, le=65_535, description="of the URL; 0: a free one")

    @property
    def where(self) -> str:
        """Where the name of the message sits in a posted body."""
        return self.key or f"$.{self.by}"


class OutcomeModel(_Model):
    """One of the two ways in which a service tells."""

    poll: PollModel | None = None
    callback: CallbackModel | None = None

    @model_validator(mode="after")
    def _one_of(self) -> "OutcomeModel":
        if (self.poll is None) == (self.callback is None):
            raise ValueError("needs either poll or callback")
        return self

    @property
    def said(self) -> SaidModel:
        """What a body holds, and where."""
        found = self.poll or self.callback
        assert found is not None, "one of both, by validation"
        return found

    @property
    def id_path(self) -> str:
        """Where the id sits in the reply of the request, "" where none is needed."""
        if self.poll is not None:
            return self.poll.id
        assert self.callback is not None, "one of both, by validation"
        return self.callback.id if self.callback.by == "id" else ""

    @property
    def reports(self) -> tuple[str, ...]:
        """What the judge is told of."""
        return ("outcome", "cause") if self.said.cause else ("outcome",)


def _scalar(value: Any) -> Any:
    if value == "none":
        return None
    if isinstance(value, str):
        raise ValueError(f"is {value!r}; say none, or {{poll: ...}} or {{callback: ...}}")  # noqa: TRY004 - pydantic wants a ValueError
    return value


Told = Annotated[OutcomeModel | None, BeforeValidator(_scalar)]
"""The value of `outcome`: none, poll or callback."""
