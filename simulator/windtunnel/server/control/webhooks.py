"""Where a world's webhooks go."""

from typing import Annotated

from fastapi import APIRouter, Query

from windtunnel.domain.errors import ConfigError
from windtunnel.engine.faults.nearest import proposal
from windtunnel.server.control.known import OneWorld, Webhook_
from windtunnel.server.control.problems import Conflict
from windtunnel.server.control.shapes import Subscription
from windtunnel.server.world import World

router = APIRouter(prefix="/worlds/{world}", tags=["webhooks"])
Of = Annotated[str, Query(description="one provider's only; without it, of all of the world")]


@router.put("/webhook")
async def subscribe(world: OneWorld, spec: Webhook_, provider: Of = "") -> Subscription:
    """Change the callback, after a handshake if asked for; an empty URL ends the subscription.

    Accounts shake hands; numbers that have callbacks of their own get it as it is.
    """
    known = world.spec.providers
    if provider and provider not in known:
        raise ConfigError(f"provider is {provider[:80]!r}; {proposal(provider[:80], known)}")
    providers = [provider] if provider else list(known)
    is_shaken = False
    for name in providers:
        for subscriber, is_account in _subscribers(world, name):
            why_not = await world.handshakes.subscribe(
                spec.url or None,
                spec.verify_token,
                has_handshake=spec.handshake and is_account,
                subscriber=subscriber,
            )
            if why_not is not None:
                raise Conflict(f"webhook {spec.url}: {why_not}")
            is_shaken = is_shaken or (spec.handshake and is_account and bool(spec.url))
        world.callbacks[name] = spec.url or None
    url = world.platform.subscription_of(providers[0])
    return Subscription(url=url, verified=is_shaken)


def _subscribers(world: World, provider: str) -> list[tuple[str, bool]]:
    """Return who has a callback at a provider, and whether it is an account."""
    platform = world.platform
    if platform.lanes[provider].catalog.subscriber == "account":
        return [(platform.account_of(provider), True)]
    mine = [number for number in platform.numbers.values() if number.lane.name == provider]
    return [(number.id, False) for number in mine]
