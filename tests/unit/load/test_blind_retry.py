import asyncio
import difflib
import inspect

import httpx
from sender_world import FakeWorld, intent_of, status

from windtunnel_load.senders import blind_retry, reference
from windtunnel_load.senders.blind_retry import BlindRetry
from windtunnel_load.senders.reference.retry import Retry

CHANGED_MAX = 5


def run(create, *answers):
    async def go():
        world = FakeWorld(*answers)
        outcome = await create(world).send(intent_of())
        return world, outcome

    return asyncio.run(go())


def changed(name):
    """How many lines of a method differ."""
    kept, mutant = (inspect.getsource(getattr(c, name)) for c in (Retry, BlindRetry))
    diff = difflib.unified_diff(kept.splitlines(), mutant.splitlines(), n=0, lineterm="")
    return sum(line[0] in "+-" and line[:3] not in {"---", "+++"} for line in diff)


def test_it_differs_from_the_reference_by_five_lines_at_most():
    assert 1 <= changed("after_silence") + changed("has_ended") <= CHANGED_MAX


def test_it_changes_nothing_else():
    own = {name for name in vars(BlindRetry) if not name.startswith("__")}
    assert own == {"after_silence", "has_ended"}


def test_it_claims_what_the_reference_claims():
    async def policies():
        return [module.create(FakeWorld()).policy for module in (blind_retry, reference)]

    blind, kept = asyncio.run(policies())
    assert blind == kept
    assert blind.delivery == "at-most-once"


def test_it_sends_again_after_a_lost_answer():
    world, _ = run(blind_retry.create, httpx.ReadTimeout("lost"))
    assert len(world.calls) == 2


def test_the_reference_does_not():
    world, outcome = run(reference.create, httpx.ReadTimeout("lost"))
    assert (len(world.calls), outcome.state) == (1, "unknown")


def test_not_even_a_receipt_before_the_time_out_keeps_it_from_it():
    async def go():
        world = FakeWorld(httpx.ReadTimeout("lost"))
        sender = blind_retry.create(world)

        async def tell(_request):
            world.on_call = None
            await sender.receive(status("sent"))

        world.on_call = tell
        await sender.send(intent_of())
        return world

    assert len(asyncio.run(go()).calls) == 2
