"""What no webhook tells: a sender asks its provider, before it sends again and afterwards."""

import asyncio

import httpx
import pytest
from gateway import CREDENTIALS, Gateway, acked, wrote
from sender_world import FakeWorld, free_text, intent_of

from windtunnel.domain.sender import Outcome, Webhook
from windtunnel_load.senders import at_least_once, at_most_once, failover, reconciling, reference
from windtunnel_load.senders.reference.customers import OPTED_OUT
from windtunnel_load.senders.reference.polls import (
    GIVEN_UP_S,
    LATE_S,
    LONG_S,
    POLLS_WITHIN_S,
)

ACCEPTED = Outcome(state="accepted")
UNKNOWN = Outcome(state="unknown")
UNPAID = httpx.Response(404, json={"error": "Your instance has been Stopped"})


def wanted(**changes):
    return free_text(number="ultramsg", **changes)


def run(gateway, *acts, create=reference.create, stores=None):
    """Do acts in order: send an intent, take a webhook, call a function, or wait."""

    async def go():
        world = FakeWorld(providers=(CREDENTIALS,), stores=stores)
        world.http = httpx.AsyncClient(transport=httpx.MockTransport(gateway))
        sender = create(world)
        results = []
        for act in acts:
            if callable(act):
                act()
            elif isinstance(act, int | float):
                until_s = world.time_s + act
                while world.time_s < until_s:
                    await world.sleep(1)
                    for _ in range(50):
                        await asyncio.sleep(0)
            elif isinstance(act, Webhook):
                results.append(await sender.receive(act))
            else:
                results.append(await sender.send(act))
        await sender.close()
        return world, results

    return asyncio.run(go())


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("invalid", Outcome(state="failed", cause="recipient", code=20)),
        ("unsent", Outcome(state="failed", cause="provider", code=21)),
        ("expired", Outcome(state="expired", cause="expired", code=22)),
    ],
)
def test_a_failure_that_nobody_tells_is_found_and_reported(status, outcome):
    gateway = Gateway()
    world, results = run(gateway, wanted(), lambda: gateway.fail(1, status), POLLS_WITHIN_S)
    assert results == [ACCEPTED]
    assert world.reported == [(7, outcome)]


def test_a_failure_is_told_once():
    gateway = Gateway()
    fail = lambda: gateway.fail(1, "invalid")  # noqa: E731 - an act
    world, _ = run(gateway, wanted(), fail, 60, wanted(index=8), 60)
    assert [each for each, outcome in world.reported if outcome != ACCEPTED] == [7]


def test_what_has_left_is_not_asked_for_any_more():
    gateway = Gateway()
    run(gateway, wanted(), acked("server"), 5, gateway.lists.clear, 60)
    assert gateway.lists == []


def test_what_waits_for_long_is_asked_for_by_name_and_not_for_ever():
    gateway = Gateway()
    run(gateway, wanted(), LONG_S + 20)
    assert any("referenceId" in query for _, query in gateway.lists)
    run(gateway, wanted(index=8), GIVEN_UP_S + LONG_S, gateway.lists.clear, 60)
    assert gateway.lists == []


def test_what_was_plainly_accepted_is_not_asked_for_by_name_at_once():
    gateway = Gateway()
    run(gateway, wanted(), 1)
    first = [path.rpartition("/")[2] for path, _ in gateway.lists[:5]]
    assert first == ["statistics"] * 5


def test_a_policy_claims_to_ask_where_there_is_somebody_to_ask():
    world = FakeWorld(providers=(CREDENTIALS,))
    assert reference.create(world).policy.polls_within_s == POLLS_WITHIN_S
    assert reference.create(FakeWorld()).policy.polls_within_s is None


@pytest.mark.parametrize("create", [reference.create, reconciling.create, at_least_once.create])
def test_after_silence_a_message_that_was_queued_is_not_sent_again(create):
    gateway = Gateway(httpx.ReadTimeout(""))
    world, results = run(gateway, wanted(), create=create)
    assert results == [None]
    assert world.reported == [(7, ACCEPTED)]
    assert len(gateway.sends) == 1


@pytest.mark.parametrize("create", [reference.create, reconciling.create, at_least_once.create])
def test_after_silence_a_message_that_was_not_queued_is_sent_again(create):
    gateway = Gateway(httpx.Response(502))
    _, results = run(gateway, wanted(), create=create)
    assert results == [ACCEPTED]
    assert len(gateway.sends) == 2


class Late(Gateway):
    """It queues what it was sent only after it was first asked for it."""

    def _page(self, query):
        shown = super()._page(query)
        if not self.kept:
            self.put(7)
        return shown


@pytest.mark.parametrize("create", [reference.create, reconciling.create, failover.create])
def test_what_a_gateway_queues_late_is_not_sent_again_by_who_sends_once(create):
    gateway = Late(httpx.Response(502))
    world, _ = run(gateway, wanted(), create=create)
    assert (world.reported, len(gateway.sends)) == ([(7, ACCEPTED)], 1)


@pytest.mark.parametrize("looks", [0, 1])
def test_who_gets_no_answer_to_one_of_its_looks_parks_the_message(looks):
    gateway = Gateway(httpx.Response(502))

    def answer(request):
        gateway.is_deaf = len(gateway.lists) == looks
        return gateway(request)

    _, results = run(answer, wanted())
    assert (results, len(gateway.sends)) == ([UNKNOWN], 1)


def test_the_two_looks_lie_so_far_apart_as_is_said():
    assert LATE_S >= 5.0
    gateway, times = Gateway(httpx.Response(502)), []

    async def go():
        world = FakeWorld(providers=(CREDENTIALS,))

        def answer(request):
            times.append((request.method, world.time_s))
            return gateway(request)

        world.http = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        sender = reference.create(world)
        await sender.send(wanted())
        await sender.close()

    asyncio.run(go())
    asked = [time_s for method, time_s in times if method == "GET"]
    assert asked[1] - asked[0] == pytest.approx(LATE_S)


def test_who_cannot_ask_after_silence_parks_the_message_and_asks_later():
    gateway = Gateway(httpx.ReadTimeout(""))
    gateway.is_deaf = True
    hear = lambda: setattr(gateway, "is_deaf", False)  # noqa: E731 - an act
    world, results = run(gateway, wanted(), hear, POLLS_WITHIN_S)
    assert results == [UNKNOWN]
    assert world.reported == [(7, ACCEPTED)]
    assert len(gateway.sends) == 1


def test_what_was_in_doubt_and_is_not_known_has_failed():
    gateway = Gateway(httpx.Response(502))
    gateway.is_deaf = True
    hear = lambda: setattr(gateway, "is_deaf", False)  # noqa: E731 - an act
    world, results = run(gateway, wanted(), hear, POLLS_WITHIN_S, gateway.lists.clear, 60)
    assert results == [UNKNOWN]
    assert world.reported == [(7, Outcome(state="failed", cause="provider"))]
    assert gateway.lists == []


def test_a_sender_that_only_sends_once_is_told_the_same():
    gateway = Gateway(httpx.ReadTimeout(""))
    _, results = run(gateway, wanted(), create=at_most_once.create)
    assert results == [ACCEPTED]


@pytest.mark.parametrize(("was_queued", "sends"), [(True, 0), (False, 1)])
def test_after_a_crash_it_asks_before_it_sends(was_queued, sends):
    stores = {}

    class DeadError(BaseException):
        pass

    def dies(_request):
        raise DeadError

    with pytest.raises(DeadError):
        run(dies, wanted(), stores=stores)
    gateway = Gateway()
    if was_queued:
        gateway.put(7)
    world, _ = run(gateway, wanted(index=8), 30, stores=stores)
    assert (7, ACCEPTED) in world.reported
    assert len(gateway.sends) == 1 + sends


def test_a_sender_resumes_asking_for_what_an_earlier_life_has_sent():
    stores, gateway = {}, Gateway()
    run(gateway, wanted(), stores=stores)
    gateway.fail(1, "invalid")
    world, _ = run(gateway, POLLS_WITHIN_S, stores=stores)
    assert [outcome.cause for _, outcome in world.reported] == ["recipient"]


def test_what_an_earlier_life_left_in_the_queue_is_asked_for_until_it_ends():
    stores, gateway = {}, Gateway()
    run(gateway, wanted(), stores=stores)
    expire = lambda: gateway.fail(1, "expired")  # noqa: E731 - an act
    world, _ = run(gateway, LONG_S + 60, expire, 120, stores=stores)
    assert [outcome.state for _, outcome in world.reported] == ["accepted", "expired"]


def test_a_stopped_instance_stops_every_message_and_not_one():
    gateway = Gateway(UNPAID)
    _, results = run(gateway, wanted(), wanted(index=8))
    assert [outcome.cause for outcome in results] == ["auth", "auth"]
    assert len(gateway.sends) == 1


def test_an_ack_never_goes_back_and_counts_once():
    world, _ = run(Gateway(), wanted(), acked("read"), acked("device"), acked("read"))
    read, device, again = world.effects
    assert (read[1:], device[1:], again[1:]) == (("read", False), ("read", False), ("read", True))


def test_a_webhook_of_somebody_elses_instance_is_refused():
    forged = Webhook(provider="ultramsg", headers={}, body=b'{"instanceId":"1"}')
    odd = Webhook(provider="twilio", headers={}, body=b"{}")
    broken = Webhook(provider="ultramsg", headers={}, body=acked("eaten").body)
    assert run(Gateway(), forged, odd, broken)[1] == [403, 403, 400]


def test_a_free_text_needs_no_window_and_a_stop_is_heeded():
    marketing = intent_of(
        index=9, number="ultramsg", scope="marketing", text="Sale", consent="form"
    )
    _, results = run(Gateway(), wanted(), wrote("stop"), marketing)
    assert results == [
        ACCEPTED, 200, Outcome(state="cancelled", cause="recipient", code=OPTED_OUT),
    ]  # fmt: skip


def test_what_went_wrong_at_the_gateway_is_sent_again_by_who_may():
    gateway = Gateway()
    world, _ = run(
        gateway, wanted(), lambda: gateway.fail(1, "unsent"), 20, create=at_least_once.create
    )
    assert len(gateway.sends) == 2
    assert set(world.reported) == {(7, ACCEPTED)}


def test_what_nobody_wants_any_more_is_not_sent_again():
    gateway = Gateway()
    fail = lambda: gateway.fail(1, "unsent")  # noqa: E731 - an act
    late = wanted(deadline_us=101_000_000)
    world, _ = run(gateway, late, fail, 20, create=at_least_once.create)
    assert len(gateway.sends) == 1
    assert [outcome.state for _, outcome in world.reported] == ["expired"]
