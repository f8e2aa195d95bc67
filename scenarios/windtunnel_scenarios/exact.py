"""Messages, one by one, and what happens beside them: the form of a counterexample."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from windtunnel.domain.facts import MessageScope
from windtunnel_scenarios import units
from windtunnel_scenarios.listed import MARK, has_marker

MESSAGES_MAX = 1_000
HAPPENINGS_MAX = 1_000
DIGITS = r"^[0-9]{5,20}$"

HAPPENS: dict[str, tuple[str, ...]] = {
    "text": ("recipient", "number", "text"),
    "opt-out": ("recipient", "number", "by", "scope"),
    "opt-in": ("recipient", "number", "by", "scope"),
    "consent": ("recipient", "scope", "evidence"),
    "template": ("template", "lang", "state"),
    "token": ("state",),
    "number": ("recipient", "new", "number"),
    "rotation": ("overlap",),
    "clock": ("by",),
    "crash": ("step", "restart_after"),
}
"""What may happen, and the keys that each takes beside `at` and `what`."""

VIRTUAL_ONLY = frozenset({"rotation", "clock", "crash"})
"""Done to the sender's own process or machine: possible in virtual time alone."""

SINGLE = (str, int, float, bool)
UNSAID = {"consent": {"scope": "marketing", "evidence": "web form"}}
"""What keys stand for where they are left out, by what happens."""

TIMES = ("overlap", "restart_after")

DurationUs = Annotated[int, BeforeValidator(units.duration_us)]


def _has_marker(message: "MessageModel") -> "MessageModel":
    if not has_marker(message):
        raise ValueError(f"no part of the content holds {MARK}")
    return message


class MessageModel(BaseModel):
    """One message; its index is its place in the list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at: DurationUs = Field(0, description="from the start of the traffic")
    recipient: str = Field(pattern=DIGITS, description="digits that nobody has")
    number: str = "main"
    scope: MessageScope = "utility"
    text: str = Field("", max_length=4_096, description="a free-form message")
    template: str | None = None
    lang: str | None = None
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    named: dict[str, str] = {}
    code: str | None = Field(None, description="a one-time code")
    deadline: DurationUs | None = Field(None, description="from the start of the traffic")
    order_key: str | None = None


Message = Annotated[MessageModel, AfterValidator(_has_marker)]


class HappeningModel(BaseModel):
    """What a customer, the business or the provider does at a time."""

    model_config = ConfigDict(extra="allow", frozen=True)

    at: DurationUs = Field(0, description="from the start of the traffic")
    what: str

    @model_validator(mode="after")
    def _known(self) -> "HappeningModel":
        if self.what not in HAPPENS:
            raise ValueError(f"what is {self.what!r}; known: {', '.join(HAPPENS)}")
        for key, value in (self.__pydantic_extra__ or {}).items():
            if key not in HAPPENS[self.what]:
                allowed = ", ".join(HAPPENS[self.what])
                raise ValueError(f"{key} is not a key of {self.what}; allowed: {allowed}")
            if not isinstance(value, SINGLE):
                # pydantic takes no TypeError for a value that breaks a rule.
                raise ValueError(f"{key} is {value!r}; must be a single value")  # noqa: TRY004
        dict(self.fields)  # its times are read here, where an error has its line
        return self

    @property
    def fields(self) -> dict[str, Any]:
        """What it takes beside its time, times in µs under a name that ends in `_us`."""
        found: dict[str, Any] = {**UNSAID.get(self.what, {})}
        for key, value in (self.__pydantic_extra__ or {}).items():
            is_time = key in TIMES
            found[f"{key}_us" if is_time else key] = units.duration_us(value) if is_time else value
        if self.what == "clock":
            found = {"by_us": units.jump_us(found.get("by"))}
        return found
