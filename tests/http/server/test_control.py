"""The control API: each route does what its page says."""

import json
import threading
import time

import pytest
from serving import TEXT, TOY, serving, until

from windtunnel.domain.facts import (
    FACT_DECODER,
    ConsentFact,
    FaultOffFact,
    FaultOnFact,
    HandsetFact,
    InboundFact,
    NumberChangedFact,
    OptInFact,
    OptOutFact,
)
from windtunnel.server.control.durations import seconds_of

TEMPLATE = {"name": "greet", "body": "Hello {{1}}"}


def test_health_tells_version_and_time(server):
    health = server.client.get("/control/health").json()
    assert health["ok"]
    assert health["version"]
    assert health["now_us"] > 0
    assert health["m0_ns"] > 0


def test_a_world_tells_all_that_a_sender_needs(world):
    shown = world.told("GET", "")
    assert shown == world.shown
    assert shown["environment"]["TOY_TOKEN"] == world.token
    assert (
        shown["environment"]["TOY_BASE_URL"] == shown["provider_urls"]["toy"] == shown["base_url"]
    )
    assert world.folder.is_dir()


def test_a_world_is_found_by_its_name_too(server):
    world = server.world(name="named")
    assert server.client.get("/control/worlds/named").json()["world"] == world.id
    again = server.client.post("/control/worlds", json=TOY | {"name": "named"})
    assert again.status_code == 400
    assert "is taken" in again.json()["error"]


def test_worlds_are_listed_in_order(server):
    one, other = server.world(), server.world()
    listed = [shown["world"] for shown in server.client.get("/control/worlds").json()]
    assert listed.index(one.id) < listed.index(other.id)


def test_an_ended_world_is_gone_and_its_ledger_whole(world):
    world.send()
    facts = world.ask("DELETE", "").json()["facts"]
    lines = (world.folder / f"sim-{world.id}.0001.seg").read_bytes().splitlines()
    assert len(lines) == facts + 1
    assert json.loads(lines[-1])["kind"] == "end"
    assert world.ask("GET", "").status_code == 404
    assert world.send().status_code == 401


def test_a_ledger_folder_can_be_chosen_under_the_root(server):
    world = server.world(ledger="mine/here")
    assert world.folder.parts[-2:] == ("mine", "here")


def test_a_folder_that_holds_an_older_ledger_is_left_alone(tmp_path):
    for _ in range(2):
        with serving(tmp_path) as running:
            folder = running.world().folder
    assert folder.name == "w0.1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["w0", "w0.1"]


def test_a_new_number_sends(world):
    added = world.told("POST", "/numbers", json={"name": "second", "provider": "toy"})
    body = TEXT | {"to": "5511999990002"}
    answer = world.client.post(f"/toy/{added['id']}/send", json=body, headers=world.headers)
    assert answer.status_code == 200
    assert [number["name"] for number in world.told("GET", "")["numbers"]] == ["main", "second"]


def test_a_new_token_opens_until_it_expires(world):
    token = world.told("POST", "/tokens", json={"name": "mine", "value": f"t-{world.id}"})
    assert world.send(token=token["value"]).status_code == 200
    assert world.told("PATCH", "/tokens/mine", json={"state": "expired"})["state"] == "expired"
    assert world.send(token=token["value"]).status_code == 401


def test_a_new_template_can_be_sent_until_it_is_paused(world):
    world.told("POST", "/templates", json=TEMPLATE)
    body = {"to": TEXT["to"], "template": "greet", "body": ["Ana"]}
    sent = world.client.post(world.path, json=body, headers=world.headers)
    assert sent.status_code == 200
    assert world.inbox()[0]["text"].startswith("Hello Ana")
    assert world.told("PATCH", "/templates/greet/en", json={"state": "PAUSED"})
    again = world.client.post(world.path, json=body, headers=world.headers)
    assert again.json()["error"]["code"] == 42


def test_a_closed_window_fails_free_text(world):
    recipient = TEXT["to"]
    closed = world.told("DELETE", f"/windows/{recipient}")
    assert closed == {"recipient": recipient, "number": "main", "is_open": False}
    world.send()
    until(lambda: world.metrics()["failed"] == 1)


def test_what_a_customer_writes_reaches_the_subscriber(server, receiver):
    world = server.world(webhook={"url": receiver.url})
    said = {"recipient": "+5511999990005", "text": "help"}
    event = world.told("POST", "/inbound", json=said)["id"]
    until(lambda: receiver.posts)
    assert json.loads(receiver.posts[0][2])["events"][0]["id"] == event


def test_a_fault_strikes_until_it_is_cleared(world):
    fault = {"kind": "answer-code", "settings": {"code": 50}}
    fault_id = world.told("POST", "/faults", json=fault)["id"]
    assert world.send().status_code == 503
    assert [one["id"] for one in world.told("GET", "/faults")] == [fault_id]
    assert world.metrics()["faults_on"] == ["answer-code"]
    world.told("DELETE", f"/faults/{fault_id}")
    assert world.send().status_code == 200


def test_heal_ends_all_faults_those_to_come_included(world):
    later_us = world.told("GET", "/clock")["now_us"] + 60_000_000
    world.told("POST", "/faults", json={"kind": "answer-lost"})
    world.told("POST", "/faults", json={"kind": "answer-lost", "at_us": later_us})
    world.told("POST", "/heal")
    assert world.told("GET", "/faults") == []
    facts = world.end()
    assert len([fact for fact in facts if isinstance(fact, FaultOnFact)]) == 1
    assert [fact.why for fact in facts if isinstance(fact, FaultOffFact)] == ["healed"]


def test_a_timed_fault_begins_and_ends_by_itself(world):
    soon_us = world.told("GET", "/clock")["now_us"] + 100_000
    world.told(
        "POST", "/faults", json={"kind": "answer-lost", "at_us": soon_us, "for_us": 100_000}
    )
    until(lambda: world.metrics()["faults_on"] == ["answer-lost"])
    until(lambda: world.metrics()["faults_on"] == [])


def test_an_inbox_waits_for_the_next_message(world):
    found = []
    thread = threading.Thread(target=lambda: found.append(world.inbox(wait="5s")))
    thread.start()
    time.sleep(0.05)
    world.send()
    thread.join()
    assert len(found[0]) == 1


def test_an_inbox_skips_what_was_read(world):
    world.send()
    world.inbox()
    began_s = time.monotonic()
    assert world.inbox(after=1, wait="100ms") == []
    assert time.monotonic() - began_s < 1


def test_an_inbox_without_waiting_answers_at_once(world):
    assert world.inbox(wait="0s") == []


def test_the_ledger_is_read_as_lines_after_a_seq(world):
    world.send()
    lines = world.ask("GET", "/ledger").text.splitlines()
    facts = [FACT_DECODER.decode(line) for line in lines]
    assert [fact.seq for fact in facts] == list(range(len(facts)))
    later = world.ask("GET", "/ledger?after=2").text.splitlines()
    assert FACT_DECODER.decode(later[0]).seq == 3


def test_a_followed_ledger_brings_what_comes(world):
    with world.client.stream(
        "GET", f"/control/worlds/{world.id}/ledger?after=3&follow=5s"
    ) as answer:
        world.send()
        for line in answer.iter_lines():
            if isinstance(FACT_DECODER.decode(line), HandsetFact):
                break


def test_a_followed_ledger_ends_with_its_world(world):
    query = f"/control/worlds/{world.id}/ledger?follow=60s"
    began_s = time.monotonic()
    timer = threading.Timer(0.2, lambda: world.ask("DELETE", ""))
    timer.start()
    assert world.client.get(query).status_code == 200
    timer.join()
    assert time.monotonic() - began_s < 5


def test_metrics_say_when_the_edge_saw_its_first_attempt(world):
    assert world.metrics()["armed"] is False
    assert world.metrics()["last_attempt_us"] is None
    world.send()
    assert world.metrics()["armed"] is True
    assert world.metrics()["last_attempt_us"] > 0


def test_the_page_and_the_document_are_there(server):
    assert server.client.get("/control/docs").status_code == 200
    document = server.client.get("/control/openapi.json").json()
    assert "/control/worlds/{world}/handsets/{recipient}/messages" in document["paths"]
    assert server.app.openapi()["paths"] == document["paths"]


@pytest.mark.parametrize(
    ("text", "seconds"), [("10s", 10), ("500ms", 0.5), ("1m", 60), ("2", 2), ("1.5s", 1.5)]
)
def test_durations_are_read_as_people_write_them(text, seconds):
    assert seconds_of(text, "wait", most_s=60) == seconds


def test_a_customer_stops_and_resumes_marketing(world):
    path = "/preferences/5511999990001"
    stopped = world.told("PUT", path, json={"value": "stop"})["id"]
    resumed = world.told("PUT", path, json={"value": "resume", "number": "main"})["id"]
    assert [name.split(":")[:3] for name in (stopped, resumed)] == [
        ["preference", "5511999990001", "stop"],
        ["preference", "5511999990001", "resume"],
    ]
    kinds = [fact.event for fact in world.end() if isinstance(fact, OptOutFact | OptInFact)]
    assert kinds == [stopped, resumed]


def test_a_consent_is_noted(world):
    given = {"recipient": "+5511999990001", "evidence": "paper form"}
    assert world.told("POST", "/consents", json=given)["status"] == "done"
    (consent,) = [fact for fact in world.end() if isinstance(fact, ConsentFact)]
    assert (consent.recipient, consent.scope) == ("5511999990001", "marketing")


def test_a_customer_changes_their_number_and_writes_from_the_new_one(world):
    change = {"recipient": "5511999990001", "new": "+447700900123"}
    event = world.told("POST", "/number-changes", json=change)["id"]
    world.told("POST", "/inbound", json={"recipient": "5511999990001", "text": "Me again?"})
    facts = [f for f in world.end() if isinstance(f, NumberChangedFact | InboundFact)]
    assert facts[0].event == event
    assert (facts[1].recipient, facts[1].person) == ("447700900123", "5511999990001")
    assert facts[1].asks


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/number-changes", {"recipient": "5511999990001", "new": "x"}),
        ("PUT", "/preferences/x", {"value": "stop"}),
        ("PUT", "/preferences/5511999990001", {"value": "maybe"}),
        ("PUT", "/preferences/5511999990001", {"value": "stop", "nummer": "main"}),
        ("PUT", "/preferences/5511999990001", {"value": "stop", "number": "other"}),
        ("POST", "/consents", {"recipient": "5511999990001", "scope": "all"}),
        ("PATCH", "/templates/plain/en", {"state": "REJECTED", "reason": "no good"}),
        ("POST", "/consents", {"recipient": "5511999990001", "evidence": "x" * 5000}),
    ],
)
def test_what_no_customer_can_want_is_refused(world, method, path, body):
    assert world.ask(method, path, json=body).status_code in {400, 404, 422}


def test_requests_of_no_world_are_told_without_their_tokens(server):
    for path in ("/toy/999999999999999/send", "/toy/123/number"):
        server.client.post(path, json={}, headers={"authorization": "Bearer secret-token"})
    strays = server.client.get("/control/health").json()["strays"]
    assert "POST /toy/999999999999999/send" in strays
    assert "secret-token" not in str(strays)
