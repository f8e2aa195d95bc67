"""Who is told, and of what: subscriptions, copies, order, texts."""

from couriers import ANA, end, sent, statuses
from worlds import SECOND, World, profile

from windtunnel.domain.events import CustomerText, Subscribe
from windtunnel.domain.facts import InboundFact, PushDroppedFact
from windtunnel.domain.profile import Share, Spread
from windtunnel.engine.courier import IN_FLIGHT_MAX


def test_an_unsubscribed_account_is_owed_nothing():
    world = sent(70, ack=False, profile=profile(read_share=0.0)).run(5 * SECOND)
    world.step(Subscribe(subscriber=world.platform.account, url=None))
    dropped = [fact.why for fact in world.facts(PushDroppedFact)]
    assert dropped == ["unsubscribed"] * (2 * 70 - IN_FLIGHT_MAX)
    assert world.platform.counters["owed"] == IN_FLIGHT_MAX


def test_after_unsubscribing_a_failed_push_is_not_tried_again():
    world = sent(ack=False).run(100_000)
    world.step(Subscribe(subscriber=world.platform.account, url=None))
    end(world, world.pushes()[0], http=500)
    assert world.facts(PushDroppedFact)[0].why == "unsubscribed"
    assert len(world.finish().pushes()) == 1


def test_an_event_on_its_way_is_not_pushed_after_unsubscribing():
    world = sent(profile=profile(push_delay=Spread(median_ms=10, sigma=0))).run(100_000)
    world.step(Subscribe(subscriber=world.platform.account, url=None))
    assert world.finish().pushes() == []


def test_retries_go_to_the_new_url():
    world = sent(ack=500).run(100_000)
    world.step(Subscribe(subscriber=world.platform.account, url="http://localhost:1/new"))
    assert world.run(1_200_000).pushes()[-1].url == "http://localhost:1/new"


def test_duplicates_are_the_same_event_under_another_push():
    world = sent(profile=profile(push_duplicate=1.0)).finish()
    names = [push.events[0].event for push in world.pushes()]
    assert sorted(names) == sorted([*set(names), *set(names)])
    assert len({push.id for push in world.pushes()}) == 6


def test_a_reordered_event_comes_after_the_next_one_of_its_message():
    lively = profile(push_reorder=0.5, read_share=0.0)
    world = sent(40, profile=lively).finish()
    order = {}
    for push in world.pushes():
        order.setdefault(push.events[0].message.id, []).append(push.events[0].status)
    inverted = [seen for seen in order.values() if seen == ["delivered", "sent"]]
    assert 3 < len(inverted) < 20


def test_an_event_is_not_held_for_a_handset_that_is_away():
    far = (Share(share=1.0, wait=Spread(median_ms=60_000, sigma=0)),)
    world = sent(profile=profile(push_reorder=1.0, delivered=far)).run(SECOND)
    assert statuses(world.pushes()) == ["sent"]


def test_a_customers_text_is_pushed_and_written():
    world = World()
    world.step(CustomerText(recipient=ANA, number="main", text="hi", context="m1"), at=7)
    fact, event = world.facts(InboundFact)[0], world.pushes()[0].events[0]
    assert (fact.event, fact.t, fact.number, fact.context) == (event.event, 7, world.number, "m1")
    assert (event.text, event.wa_id, event.profile_name) == ("hi", ANA, "Customer 0001")
    assert world.platform.counters["inbound"] == 1


def test_a_customers_text_is_written_where_nobody_subscribed():
    world = World(hook=False)
    world.step(CustomerText(recipient=ANA, number=world.number, text="hi"))
    assert (len(world.facts(InboundFact)), world.pushes()) == (1, [])
