"""A world's time: read it, scale it, move it by hand, and end what is under way."""

import math

from fastapi import APIRouter

from windtunnel.domain import events
from windtunnel.domain.errors import ConfigError
from windtunnel.server.advance import ADVANCE_S_MAX, advance
from windtunnel.server.control.known import Advance_, OneWorld, Scale_
from windtunnel.server.control.shapes import ClockShape, Done
from windtunnel.server.settings import SCALE_MAX
from windtunnel.server.world import World

router = APIRouter(prefix="/worlds/{world}", tags=["time"])


@router.get("/clock")
async def show(world: OneWorld) -> ClockShape:
    """Read a world's clock."""
    return shape_of(world)


@router.patch("/clock")
async def scale(world: OneWorld, change: Scale_) -> ClockShape:
    """Run a world's clock at another speed; 0 stands still."""
    if not 0 <= change.scale <= SCALE_MAX:
        raise ConfigError(f"scale is {change.scale}; must be 0 to {SCALE_MAX:g}")
    world.clock.rescale(change.scale)
    world.note_clock()
    return shape_of(world)


@router.post("/advance")
async def move(world: OneWorld, by: Advance_) -> ClockShape:
    """Move time ahead: timers fire in due order, and pushes are awaited between instants."""
    if not (math.isfinite(by.seconds) and 0 <= by.seconds <= ADVANCE_S_MAX):
        raise ConfigError(f"seconds is {by.seconds}; must be 0 to {ADVANCE_S_MAX:g}")
    await advance(world, round(by.seconds * 1e6))
    return shape_of(world)


@router.post("/settle")
async def settle(world: OneWorld) -> Done:
    """Run the remaining handset timers at once; facts are marked settled, nothing is posted."""
    world.apply(events.Settle())
    return Done(now_us=world.clock.now_us())


def shape_of(world: World) -> ClockShape:
    """Return a world's clock as it stands."""
    return ClockShape(
        now_us=world.clock.now_us(),
        scale=world.clock.scale,
        next_due_us=world.platform.next_due(),
    )
