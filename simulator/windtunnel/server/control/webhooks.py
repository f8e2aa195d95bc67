"""Where a world's webhooks go."""

from fastapi import APIRouter

from windtunnel.server.control.known import OneWorld, Webhook_
from windtunnel.server.control.problems import Conflict
from windtunnel.server.control.shapes import Subscription

router = APIRouter(prefix="/worlds/{world}", tags=["webhooks"])


@router.put("/webhook")
async def subscribe(world: OneWorld, spec: Webhook_) -> Subscription:
    """Change the callback, after a handshake if asked for; an empty URL ends the subscription."""
    url = spec.url or None
    why_not = await world.handshakes.subscribe(
        url, spec.verify_token, has_handshake=spec.handshake
    )
    if why_not is not None:
        raise Conflict(f"webhook {spec.url}: {why_not}")
    return Subscription(url=world.platform.subscription, verified=spec.handshake)
