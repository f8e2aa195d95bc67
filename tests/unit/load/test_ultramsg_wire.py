"""UltraMsg's answers, lists and webhooks: literal bodies as the facts have them."""

import asyncio

import httpx
import pytest
from gateway import CREDENTIALS, INSTANCE, Gateway, acked, hooked, wrote
from sender_world import FakeWorld, free_text, intent_of

from windtunnel_load.senders.reference.events import Text
from windtunnel_load.senders.reference.wires import Wires
from windtunnel_load.senders.reference.wires.ultramsg import (
    LIMIT,
    MISSING,
    NO_INSTANCE,
    NOT_VALID,
    STOPPED,
    TOO_LONG,
    WRONG_TOKEN,
    UltraMsg,
    form_of,
    read_answer,
)

UNPAID = (
    '{"error":"Your instance has been Stopped due to non-payment. you can activate this instance'
    ' by extending your subscription. Payment information updates every 5 minutes."}'
)
TOKEN = '{"error":"Wrong token. Please provide token as a GET parameter."}'


def wire_to(gateway=None):
    world = FakeWorld(providers=(CREDENTIALS,))
    world.http = httpx.AsyncClient(transport=httpx.MockTransport(gateway or Gateway()))
    return UltraMsg(world)


@pytest.mark.parametrize(
    ("http", "raw", "found"),
    [
        (200, '{"sent":"true","message":"ok","id":1}', ("1", None)),
        (200, '{"sent":true,"message":"ok","id":"12"}', ("12", None)),
        (200, '{"sent":"true","message":"ok"}', (None, None)),
        (200, '{"sent":"false","message":"body is required"}', (None, MISSING)),
        (200, '{"sent":"false","message":"no"}', (None, NOT_VALID)),
        (200, TOKEN, (None, WRONG_TOKEN)),
        (401, TOKEN, (None, WRONG_TOKEN)),
        (404, '{"error":"Instance not found"}', (None, NO_INSTANCE)),
        (404, '{"error":"gone"}', (None, NO_INSTANCE)),
        (404, UNPAID, (None, STOPPED)),
        (200, '{"error":[{"to":"is required"},{"body":"is required"}]}', (None, MISSING)),
        (200, '{"error":[{"caption":"max length limit exceeded of 1024"}]}', (None, TOO_LONG)),
        (200, '{"error":["odd"]}', (None, NOT_VALID)),
        (500, '{"error":"Internal Server Error"}', (None, None)),
        (200, "<html>", (None, None)),
        (200, "[]", (None, None)),
        (200, "{}", (None, None)),
    ],
)
def test_an_answer_is_read_by_what_it_says_and_not_by_its_status(http, raw, found):
    answer = read_answer(http, raw.encode())
    assert (answer.message, answer.code) == found


def test_a_template_goes_as_its_text_and_the_marker_as_the_reference():
    form = form_of(intent_of(text="Hello Ada"), "u")
    assert (form["to"], form["body"], form["referenceId"]) == (
        "+447700900123", "Hello Ada", intent_of().marker,
    )  # fmt: skip


def test_a_code_leaves_the_queue_before_everything_else():
    urgent = form_of(intent_of(scope="authentication"), "u")["priority"]
    assert int(urgent) < int(form_of(free_text(), "u")["priority"])


def test_a_send_goes_to_its_instance():
    gateway = Gateway()
    answer = asyncio.run(wire_to(gateway).post(free_text(), "ultramsg", attempt=1))
    assert answer.message == "1"
    assert gateway.sends[0][0] == f"/instance{INSTANCE}/messages/chat"


@pytest.mark.parametrize(
    ("ack", "status"),
    [
        ("", "pending"),
        ("pending", "pending"),
        ("server", "sent"),
        ("device", "delivered"),
        ("read", "read"),
        ("played", "played"),
    ],
)
def test_an_ack_is_a_status_of_the_message_and_of_its_queue_id(ack, status):
    (event,) = wire_to().events(acked(ack).body)
    assert event.event == f"true_447700900123@c.us_0000000000000001:{status}"
    assert (event.of, event.opaque, event.code) == ("1", intent_of().marker, None)


def test_a_message_from_the_phone_has_neither_queue_id_nor_reference():
    webhook = hooked("message_create", {"id": "true_1@c.us_A", "to": "1@c.us"})
    (event,) = wire_to().events(webhook.body)
    assert (event.of, event.opaque, event.status) == ("true_1@c.us_A", None, "pending")


def test_a_customers_text_is_read():
    assert list(wire_to().events(wrote("STOP").body)) == [
        Text(
            message="false_447700900123@c.us_3EB0",
            number=INSTANCE,
            sender="447700900123",
            text="STOP",
            at=1_764_000_000,
        )
    ]


@pytest.mark.parametrize(
    "webhook",
    [
        wrote("STOP", sender="120363000000000000@g.us", author="447700900123@c.us"),
        wrote("", type="image"),
        hooked("message_reaction", {"id": "x"}),
    ],
    ids=["group", "image", "reaction"],
)
def test_what_is_no_text_of_one_customer_says_nothing(webhook):
    assert list(wire_to().events(webhook.body)) == []


@pytest.mark.parametrize(
    ("body", "is_ours"),
    [
        (acked("read").body, True),
        (b'{"instanceId":"1"}', False),
        (b'{"event_type":"message_ack"}', False),
        (b"[]", False),
        (b"\xff", False),
    ],
    ids=["ours", "another", "none", "list", "bytes"],
)
def test_a_webhook_must_name_an_instance_of_ours(body, is_ours):
    webhook = acked("read")
    assert (
        wire_to().is_genuine(type(webhook)(provider="ultramsg", headers={}, body=body)) is is_ours
    )


def failures(gateway, *, times=1):
    async def go():
        wire = wire_to(gateway)
        return [await wire.failures("ultramsg") for _ in range(times)]

    return asyncio.run(go())


def test_failures_are_read_once_and_over_all_pages():
    gateway = Gateway()
    for index in range(LIMIT + 1):
        gateway.put(index, "invalid")
    first, second = failures(gateway, times=2)
    assert (len(first), len(second)) == (LIMIT + 1, 0)
    assert {status.code for status in first} == {20}
    pages = [query.get("page") for path, query in gateway.lists if path.endswith("/messages")]
    assert pages == ["1", "2"]


def failures_after(*changes, gateway):
    """What each reading finds, the first one before any change."""

    async def go():
        wire = wire_to(gateway)
        found = [await wire.failures("ultramsg")]
        for change in changes:
            change()
            found.append(await wire.failures("ultramsg"))
        return [[status.of for status in statuses] for statuses in found]

    return asyncio.run(go())


def test_a_failure_is_found_where_the_list_has_shrunk_before():
    gateway = Gateway()
    for index in range(3):
        gateway.put(index, "unsent")

    def shrinks():
        gateway.fail(1, "sent")
        gateway.fail(2, "sent")

    found = failures_after(shrinks, lambda: gateway.put(3, "unsent"), gateway=gateway)
    assert found == [["3", "2", "1"], [], ["4"]]


def test_a_message_that_was_queued_again_and_fails_again_is_found_again():
    gateway = Gateway()
    gateway.put(0, "expired")
    again = [lambda word=word: gateway.fail(1, word) for word in ("queue", "expired")]
    assert failures_after(*again, gateway=gateway) == [["1"], [], ["1"]]


def test_a_list_that_was_cut_off_is_read_again_next_time():
    gateway, cuts = Gateway(), [True]
    for index in range(LIMIT + 1):
        gateway.put(index, "invalid")

    def answer(request):
        if request.url.params.get("page") == "2" and cuts:
            cuts.pop()
            raise httpx.ReadTimeout("")
        return gateway(request)

    assert [len(found) for found in failures_after(lambda: None, gateway=answer)] == [LIMIT, 1]


def test_a_list_that_only_grew_is_read_as_far_as_what_is_new():
    gateway = Gateway()
    for index in range(LIMIT + 1):
        gateway.put(index, "invalid")
    grown = failures_after(lambda: gateway.put(LIMIT + 1, "invalid"), gateway=gateway)
    assert grown[1] == [str(LIMIT + 2)]
    assert [query.get("page") for _, query in gateway.lists if query.get("page")] == [
        "1",
        "2",
        "1",
    ]


def test_each_kind_of_failure_has_its_cause():
    gateway = Gateway()
    for index, status in enumerate(("invalid", "unsent", "expired", "sent", "queue")):
        gateway.put(index, status)
    (found,) = failures(gateway)
    causes = [UltraMsg.codes.cause(status.code) for status in found]
    assert causes == ["recipient", "provider", "expired"]


def test_without_statistics_every_list_is_read():
    gateway = Gateway()
    gateway.put(1, "unsent")

    def answer(request):
        if request.url.path.endswith("/statistics"):
            return httpx.Response(200, content="[]")
        return gateway(request)

    assert [status.code for status in failures(answer)[0]] == [21]


@pytest.mark.parametrize("raw", ["{}", "[]", "<html>", '{"total":1,"messages":[{}]}'])
def test_a_list_that_cannot_be_read_says_nothing(raw):
    assert failures(lambda _: httpx.Response(200, content=raw)) == [[]]


def test_a_message_is_looked_up_by_its_reference():
    gateway = Gateway()
    gateway.put(7, "sent", "device")
    gateway.put(8)
    (found,) = asyncio.run(wire_to(gateway).look_up(free_text(number="ultramsg")))
    assert (found.of, found.status, found.opaque) == ("1", "delivered", free_text().marker)


def test_who_gets_no_answer_knows_nothing_of_a_message():
    gateway = Gateway()
    gateway.is_deaf = True
    assert asyncio.run(wire_to(gateway).look_up(free_text(number="ultramsg"))) is None


def test_a_number_belongs_to_the_provider_whose_credentials_name_it():
    wires = Wires(FakeWorld(providers=(CREDENTIALS,)))
    assert wires.of("ultramsg").name == "ultramsg"
    with pytest.raises(KeyError):
        wires.of("main")
