"""Webhook faults over real HTTP: what a receiver meets."""

import hmac
from hashlib import sha256

import msgspec
from serving import until

from windtunnel.domain.facts import PushFact


def pushed(receiver):
    """Return (event, body, signature) of each post, in order."""
    told = []
    for _, headers, body in receiver.posts:
        (event,) = msgspec.json.decode(body)["events"]
        given = {name.lower(): value for name, value in headers.items()}
        told.append((event["status"], body, given["x-toy-signature"]))
    return told


def is_signed(body, signature, secret):
    return hmac.new(secret.encode(), body, sha256).hexdigest() == signature


def test_a_duplicate_is_posted_again_after_it_was_acked(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    settings = {"after_ms": 300, "status": "sent"}
    world.told("POST", "/faults", json={"kind": "webhook-duplicate", "settings": settings})
    world.send()
    until(lambda: len(receiver.posts) == 4)
    told = pushed(receiver)
    assert sorted(status for status, *_ in told) == ["delivered", "read", "sent", "sent"]
    tries = [fact for fact in world.end() if isinstance(fact, PushFact)]
    assert [fact.fault for fact in tries if fact.fault] == ["webhook-duplicate"]
    assert {fact.http for fact in tries} == {200}


def test_a_forged_push_is_signed_wrongly_and_the_true_one_follows(server, receiver):
    # A secret that reads the same backwards is one, too.
    world = server.world(webhook={"url": receiver.url}, app_secret="abba")
    settings = {"status": "sent"}
    world.told("POST", "/faults", json={"kind": "webhook-bad-signature", "settings": settings})
    world.send()
    until(lambda: len(receiver.posts) == 4)
    (_, forged, wrong), (_, true, right) = [told for told in pushed(receiver) if told[0] == "sent"]
    assert forged == true
    assert not is_signed(forged, wrong, "abba")
    assert is_signed(true, right, "abba")
    facts = [fact for fact in world.end() if isinstance(fact, PushFact)]
    assert [fact.signed for fact in facts if fact.events[0].endswith(":sent")] == ["bad", "good"]


def test_a_forged_push_that_is_refused_is_not_posted_again(server, receivers):
    receiver = receivers(status=401)
    world = server.world(webhook={"url": receiver.url})
    world.told("POST", "/faults", json={"kind": "webhook-bad-signature"})
    world.send()
    until(lambda: world.metrics()["push_failed"] >= 4)
    bad = [fact for fact in world.end() if isinstance(fact, PushFact) and fact.signed == "bad"]
    assert [fact.attempt_no for fact in bad] == [1] * 3


def test_a_callback_is_posted_before_the_answer_is_written(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    world.told("POST", "/faults", json={"kind": "webhook-early"})
    answer = world.send()
    assert (answer.status_code, pushed(receiver)[0][0]) == (200, "sent")
