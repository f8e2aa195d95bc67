import asyncio

import httpx
import pytest
from sender_world import FakeWorld, accepted, intent_of, refused, status

from windtunnel.domain.sender import Outcome
from windtunnel_load.senders import (
    at_least_once,
    at_most_once,
    provider_idempotent,
    reconciling,
)


def run(module, world, *webhooks, wanted=None):
    async def go():
        sender = module.create(world)
        outcome = await sender.send(wanted or intent_of())
        for webhook in webhooks:
            await sender.receive(webhook)
        for _ in range(100):
            await asyncio.sleep(0)
        await sender.close()
        return outcome

    return asyncio.run(go())


def test_it_tries_again_after_silence():
    world = FakeWorld(httpx.ReadTimeout(""), accepted())
    assert run(at_least_once, world) == Outcome(state="accepted")
    assert len(world.calls) == 2


def test_what_may_have_arrived_is_never_called_failed():
    world = FakeWorld(httpx.ReadTimeout(""), refused(132001, 404))
    assert run(at_least_once, world) == Outcome(state="unknown")


def test_it_sends_again_what_failed_later_for_now():
    world = FakeWorld()
    run(at_least_once, world, status("failed", code=130429))
    assert len(world.calls) == 2
    assert world.reported[-1] == (7, Outcome(state="accepted"))


@pytest.mark.parametrize("module", [at_least_once, provider_idempotent])
def test_one_copy_that_failed_for_good_ends_the_tries_though_another_may_arrive(module):
    world = FakeWorld(httpx.ReadTimeout(""), httpx.ReadTimeout(""), accepted())

    async def go():
        sender = module.create(world)

        async def fails(_request):
            if len(world.calls) == 2:
                await sender.receive(status("failed", code=131026))

        world.on_call = fails
        told = await sender.send(intent_of())
        await sender.receive(status("failed", message="wamid.2", code=131026))
        return told

    assert asyncio.run(go()) == Outcome(state="unknown")
    assert len(world.calls) == 2
    assert world.reported == [(7, Outcome(state="failed", cause="recipient", code=131026))]


@pytest.mark.parametrize("code", [131026, 131049], ids=["for good", "for a day"])
def test_it_reports_what_failed_later_for_longer(code):
    world = FakeWorld()
    run(at_least_once, world, status("failed", code=code))
    assert (len(world.calls), world.reported[-1][1].code) == (1, code)


def test_a_limit_that_comes_later_holds_up_the_pair():
    world = FakeWorld()

    async def go():
        sender = reconciling.create(world)
        await sender.send(intent_of(7))
        await sender.receive(status("failed", code=131049))
        return await sender.send(intent_of(8))

    assert asyncio.run(go()) == Outcome(state="failed", cause="limit")


def test_all_attempts_bear_one_key():
    world = FakeWorld(httpx.ReadTimeout(""), accepted())
    run(provider_idempotent, world)
    keys = [call.headers["idempotency-key"] for call in world.calls]
    assert keys == [f"{intent_of().marker}:en"] * 2


def test_another_language_has_another_key():
    world = FakeWorld(refused(132001), accepted())
    run(provider_idempotent, world, wanted=intent_of(lang="fr"))
    keys = [call.headers["idempotency-key"] for call in world.calls]
    assert keys == [f"{intent_of().marker}:{lang}" for lang in ("fr", "en")]


def test_at_most_once_leaves_unknown_at_that():
    world = FakeWorld(httpx.ReadTimeout(""))
    assert run(at_most_once, world, status("sent")) == Outcome(state="unknown")
    assert not world.reported
