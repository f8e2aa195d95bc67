"""A toy world's messages on their way to its subscriber, for tests of the courier."""

from worlds import World

from windtunnel.domain.events import PushEnded

ANA = "5511999990001"


def sent(count=1, **spec):
    """Return a world in which messages were sent, 20 ms apart, each to somebody else."""
    world = World(**spec)
    for n in range(count):
        world.send(f"55119{n:08d}", template="plain", marker=n, at=n * 20_000)
    return world


def end(world, push, http=200):
    """End a push that was left in flight."""
    world.step(PushEnded(push=push.id, http=http, ms=3.5))


def statuses(pushes):
    """Return the statuses that pushes tell, in order."""
    return [event.status for push in pushes for event in push.events]
