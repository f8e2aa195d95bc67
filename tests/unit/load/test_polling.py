"""The desk asks a service for each message, and says what could not be read."""

import time

import httpx
import pytest
from desks import STATES, Office, Service, wait_until

from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.sender import Outcome
from windtunnel_load.adapters.outcome import OutcomeModel
from windtunnel_load.outcomes import poller
from windtunnel_load.outcomes.reading import BODY_BYTES_MAX, Read, read
from windtunnel_load.outcomes.replies import NAME, ReplyTail

POLL = {
    "path": "/m/{id}?t={token}",
    "every_s": 0.1,
    "states": STATES,
    "headers": {"x-t": "{token}"},
}
SAID = {"states": STATES, "cause": "$.why.cause", "causes": {"gone": "recipient"}, "code": "code"}


@pytest.fixture
def polled(tmp_path):
    made = []

    def make(answers, **model):
        service = Service(answers)
        office = Office(tmp_path, poll={**POLL, **model}).begin(service.url)
        made.append((service, office))
        return service, office

    yield make
    for service, office in made:
        office.desk.stop()
        office.book.close()
        service.close()


def test_a_message_is_asked_for_until_it_has_an_end(polled):
    queued = (200, {"state": "queued"})
    service, office = polled({"a/1": [], "a%2F1": [queued, queued, (200, {"state": "sent"})]})
    office.reply(3, {"id": "a/1"})
    wait_until(lambda: len(service.asked) == 3)
    assert office.end() == ([(3, "accepted", None, None)], [])
    assert set(service.asked) == {("/m/a%2F1?t=k", "k")}


def test_an_end_is_not_asked_for_again_but_unknown_is(polled):
    service, office = polled({
        "1": [(200, {"state": "dunno"}), (200, {"state": "dunno"}), (200, {"state": "sent"})],
    })  # fmt: skip
    office.reply(0, {"id": 1})
    wait_until(lambda: len(service.asked) == 3)
    time.sleep(0.3)
    assert len(service.asked) == 3
    assert office.end()[0] == [(0, "unknown", None, None), (0, "accepted", None, None)]


def test_a_last_round_asks_for_what_is_open(polled):
    service, office = polled(
        {"1": [(200, {"state": "queued"}), (200, {"state": "bounced", "why": {"cause": "gone"},
                                                  "code": "131026"})]},
        every_s=60, **SAID,
    )  # fmt: skip
    office.reply(0, {"id": "1"})
    wait_until(lambda: service.asked)
    assert office.end() == ([(0, "failed", "recipient", 131026)], [])


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((404, {}), "GET /m/1?t=k: the answer was 404"),
        ((200, b"<html>"), "GET /m/1?t=k: its body is no JSON of at most 65536 bytes"),
        ((200, b" " * (BODY_BYTES_MAX + 9)), "GET /m/1?t=k: its body is no JSON of at most 65536"),
        ((200, {"status": "sent"}), "GET /m/1?t=k: its body has no state at $.state"),
        ((200, {"state": "snet"}), "its state is 'snet'; states in sender.yaml has sent, bounced"),
    ],
    ids=["not found", "not JSON", "too large", "no state", "unknown state"],
)
def test_what_cannot_be_read_is_said_at_the_end(polled, answer, why):
    service, office = polled({"1": [answer]})
    office.reply(0, {"id": "1"})
    wait_until(lambda: service.asked)
    ((intent, said),) = office.end()[1]
    assert (intent, why in said) == (0, True), said


def test_a_service_that_is_gone_is_said(polled):
    service, office = polled({"1": [(200, {"state": "queued"})]})
    office.reply(0, {"id": "1"})
    wait_until(lambda: service.asked)
    service.close()
    service.server.socket.close()
    service.close = lambda: None
    office.desk._poller._netloc = "127.0.0.1:1"
    outcomes, unread = office.end()
    assert not outcomes
    assert len(unread) <= 1


def test_nobody_to_ask_is_said(tmp_path):
    office = Office(tmp_path, poll=POLL).begin()
    office.reply(0, {"id": "1"})
    wait_until(lambda: office.desk._poller._why)
    assert office.end()[1] == [(0, "GET /m/1?t=k raised ConnectionRefusedError")]


def test_a_connection_that_the_service_closes_is_made_anew(polled):
    queued = (200, {"state": "queued"})
    service, office = polled({"shy": [queued, queued, (200, {"state": "sent"})]})
    office.reply(0, {"id": "shy"})
    wait_until(lambda: len(service.asked) == 3)
    assert office.end() == ([(0, "accepted", None, None)], [])


def test_the_last_round_has_an_end(polled, monkeypatch):
    monkeypatch.setattr(poller, "LAST_S_MAX", 0.0)
    service, office = polled({"1": [(200, {"state": "queued"})]}, every_s=60)
    office.reply(0, {"id": "1"})
    wait_until(lambda: service.asked and not office.desk._poller._asking)
    assert office.end()[1] in ([(0, "the last round of questions took too long")], [])


def test_no_more_messages_are_asked_for_than_allowed(polled, monkeypatch):
    monkeypatch.setattr(poller, "IDS_MAX", 0)
    _, office = polled({})
    office.reply(0, {"id": "1"})
    assert office.end()[1] == [(0, "0 messages are asked for; no more")]


def test_the_arming_message_is_not_asked_for(polled):
    service, office = polled({})
    office.reply(ARMING_INDEX, {"id": "1"})
    office.reply(ARMING_INDEX, {})
    office.reply(ARMING_INDEX, {}, http=500)
    assert (office.end(), service.asked) == (([], []), [])


@pytest.mark.parametrize(
    ("answers", "reply", "state", "said"),
    [
        ([(200, {"state": "sent"})], {"id": "a"}, "passed", "accepted"),
        ([(200, {"state": "queued"})] * 99, {"id": "a"}, "passed", "pending"),
        ([(200, {"state": "snet"})] * 99, {"id": "a"}, "failed", "its state is 'snet'"),
        ([(404, {})] * 99, {"id": "a"}, "failed", "the answer was 404"),
        ([], {"ref": "a"}, "failed", "the reply has no id at $.id"),
    ],
)
def test_the_end_of_the_arming_message_is_a_hop_and_no_fact(polled, answers, reply, state, said):
    _, office = polled({"a": answers})
    hop = office.desk.follow_arming(httpx.Response(202, json=reply), time.sleep)
    assert (hop.name, hop.state, said in hop.said) == ("outcome read", state, True), hop
    assert office.end() == ([], [])


@pytest.mark.parametrize("body", [{"ref": 1}, {"id": True}, {"id": "x" * 201}, {"id": ""}, b"no"])
def test_a_reply_without_an_id_is_said(polled, body):
    _, office = polled({})
    office.reply(4, body)
    assert office.end()[1] == [(4, "its reply has no id at $.id")]


def test_a_reply_that_says_no_is_an_end(polled):
    _, office = polled({}, **SAID)
    office.reply(0, {"why": {"cause": "other"}, "code": 7}, http=422)
    office.reply(1, b"oops", http=502)
    office.book.note(2, None, b"")
    assert office.end()[0] == [(0, "failed", "other", 7), (1, "failed", None, None)]


def test_half_a_line_is_read_when_it_is_whole(tmp_path):
    path, tail = tmp_path / NAME.format(0), ReplyTail(tmp_path)
    path.write_bytes(b'{"intent":1,"id":"a"}\n{"intent"')
    assert [reply.id for reply in tail.read()] == ["a"]
    path.write_bytes(path.read_bytes() + b':2,"id":"b"}\n')
    assert [reply.id for reply in tail.read()] == ["b"]


def test_a_state_that_is_no_text_is_taken_as_it_is_written():
    model = OutcomeModel.model_validate(
        {"callback": {"states": {"true": "accepted", "2": "failed"}}}
    )
    assert read(b'{"state": true}', model.said) == Read(outcome=Outcome(state="accepted"))
    assert read(b'{"state": 2}', model.said) == Read(outcome=Outcome(state="failed"))
