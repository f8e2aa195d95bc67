"""A send from the wire to the handset, the subscriber and the ledger."""

import hashlib
import hmac
import json
import threading

import httpx
from serving import TEXT, until

from windtunnel.domain.facts import (
    FACT_DECODER,
    AnswerFact,
    AttemptFact,
    CatalogFact,
    HandsetFact,
    PushFact,
    ReplyEndFact,
)
from windtunnel.domain.marker import marker_of


def test_a_send_reaches_the_handset(world):
    answer = world.send()
    (message,) = world.inbox()
    assert answer.status_code == 200
    assert message["message"] == answer.json()["id"]
    assert message["text"] == "hello"


def test_the_attempt_carries_the_marker_and_the_connection(world):
    world.send(text=f"order {marker_of(7)}")
    (attempt,) = [fact for fact in world.end() if isinstance(fact, AttemptFact)]
    assert attempt.marker == marker_of(7)
    assert attempt.conn.startswith("c")


def test_two_sends_on_one_connection_say_so(world):
    with httpx.Client(base_url=world.serving.base_url) as client:
        world.send(client)
        world.send(client)
    with httpx.Client(base_url=world.serving.base_url) as another:
        world.send(another)
    conns = [fact.conn for fact in world.end() if isinstance(fact, AttemptFact)]
    assert conns[0] == conns[1] != conns[2]


def test_the_first_fact_is_the_catalog(world):
    facts = world.end()
    assert isinstance(facts[0], CatalogFact)
    assert facts[0].writer == f"sim-{world.id}"


def test_facts_are_in_the_ledger_before_the_answer_arrives(world):
    world.send()
    kinds = [type(fact) for fact in read_lines(world)]
    assert AttemptFact in kinds
    assert AnswerFact in kinds


def read_lines(world):
    text = world.ask("GET", "/ledger").text
    return [FACT_DECODER.decode(line) for line in text.splitlines()]


def test_the_attempt_comes_before_its_answer_and_that_before_its_end(world):
    for _ in range(20):
        world.send()
    facts = world.end()
    times = {}
    for fact in facts:
        if isinstance(fact, AttemptFact | AnswerFact | ReplyEndFact):
            times.setdefault(fact.attempt, []).append((fact.t, type(fact)))
    assert len(times) == 20
    for steps in times.values():
        assert [kind for _, kind in sorted(steps, key=lambda step: step[0])] == [
            AttemptFact,
            AnswerFact,
            ReplyEndFact,
        ]


def test_a_token_of_no_world_is_the_providers_own_refusal(world):
    answer = world.send(token="nobody's")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == 11


def test_an_unknown_number_with_an_unknown_token_is_refused_without_a_world(server):
    answer = server.client.post("/toy/999/send", json=TEXT, headers={"authorization": "Bearer x"})
    assert answer.status_code == 401


def test_a_token_and_a_number_of_different_worlds_get_the_error_for_a_foreign_id(server):
    one, other = server.world(), server.world()
    answer = server.client.post(one.path, json=TEXT, headers=other.headers)
    assert answer.json()["error"]["code"] == 12
    assert not [fact for fact in one.end() if isinstance(fact, AttemptFact)]
    assert [fact for fact in other.end() if isinstance(fact, AttemptFact)]


def test_two_worlds_with_the_same_token_are_told_apart_by_the_number(server):
    tokens = [{"value": "the-same"}]
    one, other = server.world(tokens=tokens), server.world(tokens=tokens)
    assert one.send().status_code == other.send().status_code == 200
    assert len([fact for fact in one.end() if isinstance(fact, AttemptFact)]) == 1
    assert other.send().status_code == 200


def test_every_webhook_is_signed_and_counted(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    for _ in range(5):
        world.send()
    until(lambda: len(receiver.posts) == 15)
    secret = world.shown["app_secret"].encode()
    for _, headers, body in receiver.posts:
        expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
        assert headers["x-toy-signature"] == expected
    until(lambda: world.metrics()["pushes"] == 15)
    assert world.metrics()["owed"] == 0


def test_each_push_leaves_a_fact_with_its_status(server, receivers):
    receiver = receivers(status=500)
    world = server.world(webhook={"url": receiver.url})
    world.send()
    until(lambda: world.metrics()["push_failed"] >= 1)
    pushes = [fact for fact in world.end() if isinstance(fact, PushFact)]
    assert {push.http for push in pushes} == {500}


def test_one_status_goes_out_in_one_post(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    world.send()
    until(lambda: len(receiver.posts) == 3)
    assert [len(json.loads(body)["events"]) for _, _, body in receiver.posts] == [1, 1, 1]


def test_sends_at_the_same_time_are_all_answered_and_all_arrive(world):
    answers = []

    def send_some():
        with httpx.Client(base_url=world.serving.base_url) as client:
            answers.extend(world.send(client).status_code for _ in range(10))

    threads = [threading.Thread(target=send_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 40
    until(lambda: world.metrics()["delivered"] == 40)
    assert len([fact for fact in world.end() if isinstance(fact, HandsetFact)]) == 40


def test_a_request_to_manage_goes_to_the_dialects_router(world):
    answer = world.client.get(f"/toy/{world.number}", headers=world.headers)
    assert answer.json()["number"] == world.number


def test_a_read_receipt_leaves_no_fact(world):
    inbound = world.told("POST", "/inbound", json={"recipient": "5511999990001", "text": "hi"})
    before = len(read_lines(world))
    answer = world.client.post(world.path, json={"read": inbound["id"]}, headers=world.headers)
    assert answer.status_code == 200
    assert len(read_lines(world)) == before
