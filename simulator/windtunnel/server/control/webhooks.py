"""Where a world's webhooks go."""

from fastapi import APIRouter

from windtunnel.server.control.known import OneWorld, Webhook_
from windtunnel.server.control.problems import Conflict
from windtunnel.server.control.shapes import Subscription

router = APIRouter(prefix="/worlds/{world}", tags=["webhooks"])


@router.put("/webhook")
async def subscribe(world: OneWorld, spec: Webhook_) -> Subscription:
    """Change the callback of one provider or of all, after a handshake if asked for.

    Where each number has its own, it is that of all of them. An empty URL ends the subscription.
    """
    platform = world.platform
    for subscriber in platform.subscribers_of(spec.provider):
        why_not = await world.handshakes.subscribe(
            spec.url or None,
            spec.verify_token,
            has_handshake=spec.handshake,
            subscriber=subscriber,
        )
        if why_not is not None:
            raise Conflict(f"webhook {spec.url}: {why_not}")
    provider = spec.provider or platform.spec.providers[0]
    return Subscription(url=platform.subscription_of(provider), verified=spec.handshake)
