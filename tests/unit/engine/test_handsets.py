from collections import Counter

import pytest
from toy import LIVELY
from worlds import SECOND, World, params, profile

from windtunnel.domain.events import OpenWindow, PushEnded, Settle
from windtunnel.domain.facts import BilledFact, HandsetFact, StatusFact
from windtunnel.domain.profile import Share, Spread
from windtunnel.domain.worldspec import FaultSpec

ANA = "5511999990001"
NEVER = (Share(share=1.0),)


def steady(ms):
    return Spread(median_ms=ms, sigma=0)


def statuses(world):
    return [(fact.status, fact.status_t) for fact in world.facts(StatusFact)]


def sent(**spec):
    world = World(**spec)
    world.send(ANA, template="plain")
    return world


def test_a_message_is_sent_delivered_and_read_in_its_time():
    assert statuses(sent().finish()) == [
        ("sent", 100_000),
        ("delivered", 300_000),
        ("read", 700_000),
    ]


def test_waits_begin_when_the_answer_goes_out():
    answer = sent(profile=profile(answer=steady(50)))
    assert statuses(answer.finish())[0] == ("sent", 150_000)


def test_the_handset_has_the_message_when_it_is_delivered():
    world = sent().run(299_999)
    assert world.platform.inbox(ANA) == []
    assert [m.status for m in world.run(300_000).platform.inbox(ANA)] == ["delivered"]
    fact = world.facts(HandsetFact)[0]
    assert (fact.t, fact.recipient, fact.content_sha, fact.settled) == (300_000, ANA, "c", False)


def test_a_late_tick_dates_statuses_by_their_own_time():
    world = sent(ack=False)
    world.now = 2 * SECOND
    world.run(2 * SECOND)
    assert [(fact.t, fact.status_t) for fact in world.facts(StatusFact)] == [
        (2 * SECOND, 100_000),
        (2 * SECOND, 300_000),
        (2 * SECOND, 700_000),
    ]


def test_silent_expiry_tells_nothing_after_sent():
    world = sent(profile=profile(delivered=(Share(share=1.0, online=False),))).finish()
    assert [status for status, _ in statuses(world)] == ["sent"]
    assert world.facts(StatusFact)[0].handset_online is False
    assert world.platform.inbox(ANA) == []


@pytest.mark.parametrize(
    ("ttl", "arrives"),
    [({"utility": 60}, True), ({"utility": 59.9}, False), ({"free": 1}, True)],
    ids=["in time", "too late", "another kind"],
)
def test_a_message_beyond_its_time_to_live_expires_silently(ttl, arrives):
    slow = (Share(share=1.0, wait=steady(60_000)),)
    world = sent(profile=profile(delivered=slow, ttl_s=ttl)).finish()
    assert bool(world.platform.inbox(ANA)) is arrives


def test_free_text_has_its_own_time_to_live():
    slow = (Share(share=1.0, wait=steady(60_000)),)
    world = World(profile=profile(delivered=slow, ttl_s={"free": 1}))
    world.step(OpenWindow(recipient=ANA, number="main"))
    world.send(ANA, text="hi")
    assert world.finish().facts(HandsetFact) == []


def test_a_skipped_delivered_is_implied_by_read():
    world = sent(profile=profile(delivered_skipped=1.0)).finish()
    assert [status for status, _ in statuses(world)] == ["sent", "read"]
    assert len(world.facts(HandsetFact)) == 1


def test_delivered_is_never_skipped_where_nobody_reads():
    world = sent(profile=profile(delivered_skipped=1.0, read_share=0.0)).finish()
    assert [status for status, _ in statuses(world)] == ["sent", "delivered"]


def test_a_failed_message_has_no_other_status():
    world = World()
    world.send(ANA, text="outside the window")
    fact = world.finish().facts(StatusFact)[0]
    assert statuses(world) == [("failed", 50_000)]
    assert (fact.code, fact.cls, fact.wait_s) == (33, "permanent", None)
    assert world.platform.inbox(ANA) == []


def test_the_subscriber_is_told_why_a_message_failed():
    world = World()
    world.send(ANA, text="outside the window")
    event = world.finish().pushes()[0].events[0]
    assert (event.code.code, event.details) == (33, f"closed for {ANA}")


def test_receipts_carry_the_seconds_of_the_worlds_epoch():
    world = sent(epoch_s=1_000)
    assert [push.events[0].unix_s for push in world.finish().pushes()] == [1_000, 1_000, 1_000]


@pytest.mark.parametrize(
    ("to", "template", "price"),
    [(ANA, "named", 62_500), ("4915112345", "named", None), (ANA, "plain", None)],
    ids=["priced", "other country", "other category"],
)
def test_a_delivered_message_is_billed_where_a_price_is_known(to, template, price):
    world = World()
    body = params(name="a", town="b") if template == "named" else ()
    world.send(to, template=template, body=body)
    assert [fact.price_micro for fact in world.finish().facts(BilledFact)] == [price] * (
        price is not None
    )


def test_a_message_that_fails_is_not_billed():
    world = World()
    world.send(ANA, text="outside")
    assert world.finish().facts(BilledFact) == []


def test_settling_runs_what_is_under_way_and_posts_nothing():
    world = sent().run(100_000)
    world.step(Settle())
    assert [fact.settled for fact in world.facts(StatusFact)] == [False, True, True]
    assert [fact.settled for fact in world.facts(HandsetFact)] == [True]
    assert [push.events[0].status for push in world.pushes()] == ["sent"]
    assert (world.platform.next_due(), world.platform.counters["owed"]) == (None, 0)


def test_settled_facts_come_in_the_order_in_which_they_were_due():
    world = World(profile=LIVELY)
    for n in range(30):
        world.send(f"551199999{n:04d}", template="plain", marker=n)
    world.step(Settle())
    dues = [fact.status_t for fact in world.facts(StatusFact)]
    assert dues == sorted(dues)
    assert {fact.t for fact in world.facts(StatusFact)} == {0}


def test_settling_drops_what_was_to_be_pushed_and_keeps_faults():
    slow = profile(push_delay=steady(50))
    world = sent(profile=slow, timeline=(FaultSpec(kind="answer-lost", at_us=SECOND),))
    world.run(100_000).step(Settle())
    assert (world.pushes(), world.platform.next_due()) == ([], SECOND)


def test_after_settling_a_failed_push_is_not_tried_again():
    world = sent(ack=False).run(100_000)
    world.step(Settle())
    world.step(PushEnded(push=world.pushes()[0].id, http=500, ms=1.0))
    assert (len(world.pushes()), world.platform.next_due()) == (1, None)


def test_a_lively_profile_keeps_its_shares():
    world = World(profile=LIVELY, hook=False)
    for n in range(1500):
        world.send(f"55119{n:08d}", template="plain", at=n * 50_000)
    world.finish()
    seen = Counter(fact.status for fact in world.facts(StatusFact))
    online = Counter(fact.handset_online for fact in world.facts(StatusFact))
    assert seen["failed"] == pytest.approx(150, abs=40)
    assert online[False] / seen["sent"] == pytest.approx(0.3, abs=0.04)
    assert len(world.facts(HandsetFact)) / seen["sent"] == pytest.approx(0.9, abs=0.03)
    assert seen["read"] / len(world.facts(HandsetFact)) == pytest.approx(0.6, abs=0.04)
