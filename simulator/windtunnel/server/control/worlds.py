"""Worlds: make, look at, end."""

from fastapi import APIRouter

import windtunnel
from windtunnel.engine.access import Number
from windtunnel.server.control.known import OneWorld, World_, Worlds
from windtunnel.server.control.shapes import (
    Ended,
    Health,
    NumberShape,
    ProviderShape,
    TokenShape,
    WorldInfo,
)
from windtunnel.server.registry import Registry
from windtunnel.server.world import World

router = APIRouter(tags=["worlds"])


@router.get("/health")
async def health(worlds: Worlds) -> Health:
    """Say that the server answers, and what time it is."""
    return Health(
        ok=True,
        version=windtunnel.__version__,
        worlds=len(worlds.all()),
        now_us=worlds.clock.now_us(),
        m0_ns=worlds.m0_ns,
        scale=worlds.clock.scale,
        strays=list(worlds.strays),
    )


@router.post("/worlds", status_code=201)
async def make(spec: World_, worlds: Worlds) -> WorldInfo:
    """Make a world; every field of its spec has a default."""
    return info_of(worlds.make(spec), worlds)


@router.get("/worlds")
async def list_all(worlds: Worlds) -> list[WorldInfo]:
    """List the open worlds in order of creation."""
    return [info_of(world, worlds) for world in worlds.all()]


@router.get("/worlds/{world}")
async def show(world: OneWorld, worlds: Worlds) -> WorldInfo:
    """Show one world, by its id or its name."""
    return info_of(world, worlds)


@router.delete("/worlds/{world}")
async def end(world: OneWorld, worlds: Worlds) -> Ended:
    """End a world: its ledger is closed with its count and digest."""
    return Ended(facts=worlds.end(world))


def numbers_of(world: World) -> list[NumberShape]:
    """Return the numbers of a world in order of creation."""
    return [number_of(number) for number in world.platform.numbers.values()]


def number_of(number: Number) -> NumberShape:
    """Return a number as it stands."""
    return NumberShape(
        id=number.id,
        name=number.spec.name,
        display=number.spec.display,
        provider=number.spec.provider,
        state=number.state,
        webhook=number.subscription,
    )


def tokens_of(world: World) -> list[TokenShape]:
    """Return the tokens of a world in order of issue."""
    return [
        TokenShape(name=token.name, value=token.value, state=token.state, provider=token.provider)
        for token in world.platform.tokens.values()
    ]


def providers_of(world: World, base_url: str) -> list[ProviderShape]:
    """Return the providers of a world in its own order."""
    platform = world.platform
    return [
        ProviderShape(
            name=name,
            hosts=list(world.dialects[name].hosts),
            base_url=base_url,
            account=platform.account_of(name),
            token=platform.token_of(name),
            webhook=platform.subscription_of(name),
        )
        for name in world.spec.providers
    ]


def info_of(world: World, worlds: Registry) -> WorldInfo:
    """Return what a client needs to know of a world."""
    platform = world.platform
    base_url = worlds.settings.url
    return WorldInfo(
        world=world.id,
        name=world.spec.name,
        seed=world.spec.seed,
        base_url=base_url,
        provider_urls=dict.fromkeys(world.spec.providers, base_url),
        providers=providers_of(world, base_url),
        account=platform.account,
        app=platform.app,
        app_secret=platform.secret,
        verify_token=world.verify_token,
        numbers=numbers_of(world),
        tokens=tokens_of(world),
        templates=list(platform.templates.values()),
        webhook=platform.subscription,
        ledger=str(world.writer.folder),
        environment=_environment(world, base_url),
    )


def _environment(world: World, base_url: str) -> dict[str, str]:
    platform = world.platform
    merged: dict[str, str] = {}
    for name in world.spec.providers:
        mine = [number.id for number in platform.numbers.values() if number.spec.provider == name]
        known = {
            "base_url": base_url,
            "token": platform.token_of(name),
            "number": mine[0] if mine else "",
            "account": platform.account_of(name),
            "app_secret": platform.secret,
            "verify_token": world.verify_token,
        }
        merged |= world.dialects[name].environment(known)
    return merged
