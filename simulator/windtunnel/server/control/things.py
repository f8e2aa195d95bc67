"""Numbers, tokens and templates of a world."""

import re

from fastapi import APIRouter

from windtunnel.domain import events
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import TemplateSpec
from windtunnel.server.births import check_name, check_text
from windtunnel.server.control.known import (
    Language,
    Number_,
    NumberId,
    NumberState_,
    OneWorld,
    Template_,
    TemplateName,
    TemplateState_,
    Token_,
    TokenName,
    TokenState_,
    Worlds,
)
from windtunnel.server.control.shapes import NumberShape, TokenShape
from windtunnel.server.control.worlds import number_of, numbers_of, tokens_of

_REASON = re.compile(r"[A-Z_]{0,64}")

router = APIRouter(prefix="/worlds/{world}", tags=["numbers, tokens, templates"])


@router.post("/numbers", status_code=201)
async def add_number(world: OneWorld, spec: Number_, worlds: Worlds) -> NumberShape:
    """Add a business phone number; its webhooks go where those of its provider's others do."""
    check_name(spec.name, "name")
    world.add_number(spec)
    worlds.note(world)
    return numbers_of(world)[-1]


@router.get("/numbers")
async def list_numbers(world: OneWorld) -> list[NumberShape]:
    """List the numbers in order of creation, with how they stand."""
    return numbers_of(world)


@router.get("/numbers/{name}")
async def show_number(world: OneWorld, name: NumberId) -> NumberShape:
    """Show one number, by its name or id."""
    return number_of(world.platform.number(name))


@router.patch("/numbers/{name}")
async def set_number(world: OneWorld, name: NumberId, change: NumberState_) -> NumberShape:
    """Change how a number stands, for a time if one is given."""
    event = events.SetNumberState(number=name, state=change.state, for_us=change.for_us)
    world.apply(event)
    return number_of(world.platform.number(name))


@router.post("/tokens", status_code=201)
async def add_token(world: OneWorld, spec: Token_, worlds: Worlds) -> TokenShape:
    """Issue a token; an empty value asks for a generated one."""
    check_name(spec.name, "name")
    world.apply(events.AddToken(spec=spec))
    worlds.note(world)
    return tokens_of(world)[-1]


@router.patch("/tokens/{name}")
async def set_token(world: OneWorld, name: TokenName, change: TokenState_) -> TokenShape:
    """Change a token's state."""
    world.apply(events.SetToken(name=name, state=change.state))
    return next(token for token in tokens_of(world) if token.name == name)


@router.get("/templates")
async def list_templates(world: OneWorld) -> list[TemplateSpec]:
    """List the templates in order of creation, as they may be given to another world."""
    return list(world.platform.templates.values())


@router.post("/templates", status_code=201)
async def add_template(world: OneWorld, spec: Template_) -> TemplateSpec:
    """Add a template, or replace the one of this name and language."""
    check_name(spec.name, "name")
    check_text(spec.body, "body")
    world.apply(events.AddTemplate(spec=spec))
    return world.platform.templates[(spec.name, spec.lang)]


@router.patch("/templates/{name}/{lang}")
async def set_template(
    world: OneWorld, name: TemplateName, lang: Language, change: TemplateState_
) -> TemplateSpec:
    """Change a template's state; the subscriber hears of it by webhook."""
    check_reason(change.reason)
    event = events.SetTemplate(name=name, lang=lang, state=change.state, reason=change.reason)
    world.apply(event)
    return world.platform.templates[(name, lang)]


def check_reason(reason: str) -> None:
    """Check why a template is said to be rejected.

    Raises:
        ConfigError: it is none of a provider's words.
    """
    if not _REASON.fullmatch(reason):
        raise ConfigError(f"reason is {reason[:80]!r}; must be up to 64 of A to Z and '_'")
