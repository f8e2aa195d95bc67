"""Moving a world's time by hand."""

import asyncio
import time

from windtunnel.server.world import World

ADVANCE_S_MAX = 366 * 86_400.0
"""A year and a day."""

LANDING_S_MAX = 5.0
"""How long one instant's pushes are awaited before the next instant."""

WALL_S_MAX = 60.0
"""How long one advance awaits pushes in all; after that it goes on without waiting."""


async def advance(world: World, by_us: int) -> None:
    """Move a world's clock ahead, instant by instant; a second advance waits for the first.

    A timer that a push's end sets on the way (the next try, say) fires in its place.
    """
    async with world.moving:
        clock = world.clock
        from_us = clock.now_us()
        target_us = from_us + by_us
        until_s = time.monotonic() + WALL_S_MAX
        world.timers.stop()
        try:
            while world.is_open and (due := world.platform.next_due()) is not None:
                if due > target_us:
                    break
                clock.move(max(0, due - clock.now_us()))
                world.tick()
                await _land(world, min(LANDING_S_MAX, until_s - time.monotonic()))
        finally:
            clock.move(max(0, target_us - clock.now_us()))
            if world.is_open:
                world.note_clock(by_us)


async def _land(world: World, within_s: float) -> None:
    """Let the loop breathe, and wait for the pushes in flight."""
    if not world.in_flight or within_s <= 0:
        await asyncio.sleep(0)
        return
    try:
        async with asyncio.timeout(within_s):
            await world.landing()
    except TimeoutError:
        return
