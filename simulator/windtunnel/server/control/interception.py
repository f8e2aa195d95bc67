"""What a client needs to reach this server under the provider's real names."""

from fastapi import APIRouter

from windtunnel.server.control.known import Worlds
from windtunnel.server.control.shapes import InterceptionShape

router = APIRouter(prefix="/interception", tags=["server"])


@router.get("")
async def show(worlds: Worlds) -> InterceptionShape | None:
    """Read hosts, port, certificate, variables for a client's start, and what was refused.

    It is null where the server does not intercept: `windtunnel serve --intercept` does.
    """
    found = worlds.interception
    return None if found is None else InterceptionShape(**found.told())
