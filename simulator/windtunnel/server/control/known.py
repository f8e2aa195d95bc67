"""Bodies whose every name must be known: a misspelt field is an error, never ignored."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Annotated, Any, get_args, get_type_hints

from fastapi import Body, Depends, Path, Request
from pydantic import BeforeValidator

from windtunnel.domain.worldspec import (
    FaultSpec,
    GroupSpec,
    NumberSpec,
    TemplateSpec,
    TokenSpec,
    WebhookSpec,
    WorldSpec,
)
from windtunnel.engine.faults.nearest import proposal
from windtunnel.server.control.shapes import (
    Advance,
    ClockChange,
    ConsentGiven,
    InboundText,
    NumberChange,
    NumberStateChange,
    PreferenceChange,
    StateChange,
    TemplateChange,
)
from windtunnel.server.registry import Registry
from windtunnel.server.world import World


def _nested(hint: Any) -> type[Any] | None:
    if is_dataclass(hint) and isinstance(hint, type):
        return hint
    return next((found for part in get_args(hint) if (found := _nested(part))), None)


def unknown_name(kind: type[Any], raw: Any, where: str) -> str | None:
    """Return what is wrong with the names of a decoded body, None where nothing is."""
    if not isinstance(raw, Mapping):
        return None
    names = [field.name for field in fields(kind)]
    hints = get_type_hints(kind)
    for name, value in raw.items():
        if name not in names:
            return f"{where}{name} is no field of it; {proposal(str(name), names)}"
        inner = _nested(hints[name])
        if inner is None:
            continue
        items = enumerate(value) if isinstance(value, list) else [(None, value)]
        for index, item in items:
            place = name if index is None else f"{name}[{index}]"
            found = unknown_name(inner, item, f"{where}{place}.")
            if found is not None:
                return found
    return None


def only_known(kind: type[Any]) -> Callable[[Any], Any]:
    """Return a validator that refuses names which a dataclass does not have."""

    def check(raw: Any) -> Any:
        found = unknown_name(kind, raw, "")
        if found is not None:
            raise ValueError(found)
        return raw

    return check


TRY_TO = "5511000000001"
"""A recipient for examples: no subscriber can have a number that begins with 0."""

MINE = {"name": "mine", "seed": 7, "profile": "meta-ci"}

World_ = Annotated[
    WorldSpec,
    BeforeValidator(only_known(WorldSpec)),
    Body(examples=[MINE]),
]
Number_ = Annotated[
    NumberSpec,
    BeforeValidator(only_known(NumberSpec)),
    Body(examples=[{"name": "second", "display": "15550100002", "throughput_per_s": 20}]),
]
Token_ = Annotated[
    TokenSpec,
    BeforeValidator(only_known(TokenSpec)),
    Body(examples=[{"name": "short-lived", "state": "valid"}]),
]
Template_ = Annotated[
    TemplateSpec,
    BeforeValidator(only_known(TemplateSpec)),
    Body(examples=[{"name": "greeting", "lang": "en", "body": "Hello {{1}}"}]),
]
Fault_ = Annotated[
    FaultSpec,
    BeforeValidator(only_known(FaultSpec)),
    Body(
        examples=[
            {"id": "lost", "kind": "answer-lost", "for_us": 10_000_000, "scope": {"share": 0.1}}
        ]
    ),
]
Webhook_ = Annotated[
    WebhookSpec,
    BeforeValidator(only_known(WebhookSpec)),
    Body(examples=[{"url": "http://127.0.0.1:8000/webhook"}]),
]
Inbound_ = Annotated[
    InboundText,
    BeforeValidator(only_known(InboundText)),
    Body(examples=[{"recipient": TRY_TO, "text": "Where is my order?"}]),
]
Preference_ = Annotated[
    PreferenceChange,
    BeforeValidator(only_known(PreferenceChange)),
    Body(examples=[{"value": "stop"}]),
]
Consent_ = Annotated[
    ConsentGiven,
    BeforeValidator(only_known(ConsentGiven)),
    Body(examples=[{"recipient": TRY_TO, "scope": "marketing", "evidence": "web form"}]),
]
NumberChange_ = Annotated[
    NumberChange,
    BeforeValidator(only_known(NumberChange)),
    Body(examples=[{"recipient": TRY_TO, "new": "5511000000002"}]),
]
NumberState_ = Annotated[
    NumberStateChange,
    BeforeValidator(only_known(NumberStateChange)),
    Body(examples=[{"state": "connected"}]),
]
Group_ = Annotated[
    GroupSpec,
    BeforeValidator(only_known(GroupSpec)),
    Body(examples=[{"name": "neighbours", "members": [TRY_TO]}]),
]
TokenState_ = Annotated[
    StateChange,
    BeforeValidator(only_known(StateChange)),
    Body(examples=[{"state": "expired"}]),
]
TemplateState_ = Annotated[
    TemplateChange,
    BeforeValidator(only_known(TemplateChange)),
    Body(examples=[{"state": "PAUSED"}]),
]
Scale_ = Annotated[
    ClockChange,
    BeforeValidator(only_known(ClockChange)),
    Body(examples=[{"scale": 60}]),
]
Advance_ = Annotated[
    Advance,
    BeforeValidator(only_known(Advance)),
    Body(examples=[{"seconds": 3600}]),
]


async def registry_of(request: Request) -> Registry:
    """Return the registry of the server that a request came to."""
    found: Registry = request.app.state.registry
    return found


Worlds = Annotated[Registry, Depends(registry_of)]


WorldName = Annotated[str, Path(description="a world's id or name", examples=["default"])]
Recipient = Annotated[str, Path(description="a customer's digits", examples=[TRY_TO])]
NumberId = Annotated[str, Path(description="a number's name or id", examples=["main"])]
TokenName = Annotated[str, Path(description="a token's name", examples=["main"])]
TemplateName = Annotated[str, Path(description="a template's name", examples=["greeting"])]
Language = Annotated[str, Path(description="its language", examples=["en"])]
FaultId = Annotated[str, Path(description="a fault's id", examples=["lost"])]


async def world_of(world: WorldName, worlds: Worlds) -> World:
    """Return the world of a path, by its id or name."""
    return worlds.get(world)


OneWorld = Annotated[World, Depends(world_of)]
