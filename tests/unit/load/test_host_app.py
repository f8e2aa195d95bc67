import asyncio

import httpx
import msgspec
import pytest
from sender_world import intent_of

from windtunnel.domain.sender import Outcome
from windtunnel_load.host import app as host_app
from windtunnel_load.host.app import HostApp


class Scripted:
    """A sender that returns or raises what it is given."""

    def __init__(self, result=None, status=200):
        self.result, self.status = result, status
        self.webhooks = []
        self.closed = 0

    async def send(self, _intent):
        if isinstance(self.result, Exception):
            raise self.result
        return self.result

    async def receive(self, webhook):
        self.webhooks.append(webhook)
        if isinstance(self.status, Exception):
            raise self.status
        return self.status

    async def close(self):
        self.closed += 1


class Asked:
    """One request to a host with this sender: the reply, and what was reported."""

    def __init__(self, sender, method="POST", path="/send", *, body=None, headers=None):
        self.reported, self.stops = [], 0
        raw = msgspec.json.encode(intent_of()) if body is None else body
        self.reply = asyncio.run(self._ask(sender, method, path, raw, headers))

    async def _ask(self, sender, method, path, raw, headers):
        app = HostApp(sender, lambda *told: self.reported.append(told), self._stop)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://host") as client:
            return await client.request(method, path, content=raw, headers=headers)

    def _stop(self):
        self.stops += 1


def test_an_outcome_is_reported_and_told():
    asked = Asked(Scripted(Outcome(state="accepted")))
    assert (asked.reply.status_code, asked.reply.json()) == (200, {"state": "accepted"})
    assert asked.reported == [(7, Outcome(state="accepted"))]


def test_none_is_a_promise_and_reports_nothing():
    asked = Asked(Scripted(None))
    assert asked.reply.json() == {"state": "promised"}
    assert not asked.reported


def test_a_send_that_raises_is_an_error_without_outcome():
    asked = Asked(Scripted(KeyError("number")))
    assert asked.reply.status_code == 500
    assert "KeyError" in asked.reply.json()["error"]
    assert not asked.reported


def test_what_is_no_intent_is_refused():
    assert Asked(Scripted(), body=b"{}").reply.status_code == 400


def test_the_host_bounds_what_it_holds(monkeypatch):
    monkeypatch.setattr(host_app, "IN_FLIGHT_MAX", 0)
    assert Asked(Scripted()).reply.status_code == 503


def test_the_host_bounds_bodies(monkeypatch):
    monkeypatch.setattr(host_app, "BODY_BYTES_MAX", 10)
    assert Asked(Scripted()).reply.status_code == 413


def test_a_webhook_comes_raw_with_lower_case_headers():
    sender = Scripted(status=403)
    headers = {"X-Hub-Signature-256": "sha256=00"}
    asked = Asked(sender, path="/webhook/meta", body=b"\x00{", headers=headers)
    (webhook,) = sender.webhooks
    assert asked.reply.status_code == 403
    assert (webhook.provider, webhook.body) == ("meta", b"\x00{")
    assert webhook.headers["x-hub-signature-256"] == "sha256=00"


@pytest.mark.parametrize("status", [ValueError("no"), None, "ok"], ids=str)
def test_a_receiver_that_raises_or_answers_nonsense_is_a_500(status):
    assert Asked(Scripted(status=status), path="/webhook/meta").reply.status_code == 500


def test_a_sender_without_receive_acknowledges():
    class SendOnly:
        send = close = Scripted.close

    assert Asked(SendOnly(), path="/webhook/meta").reply.status_code == 200


def test_close_closes_the_sender_and_stops_the_host():
    sender = Scripted()
    asked = Asked(sender, path="/close")
    assert (asked.reply.status_code, sender.closed, asked.stops) == (200, 1, 1)


def test_ready_answers_and_anything_else_names_the_routes():
    assert Asked(Scripted(), "GET", "/ready").reply.status_code == 200
    assert "/send" in Asked(Scripted(), "GET", "/").reply.json()["error"]


def test_what_is_no_outcome_is_an_error_of_the_sender():
    def refuse(_intent, outcome):
        raise TypeError(f"{outcome!r}")

    async def ask():
        app = HostApp(Scripted(result=True), refuse, lambda: None)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://host"
        ) as client:
            return await client.post("/send", content=msgspec.json.encode(intent_of()))

    reply = asyncio.run(ask())
    assert (reply.status_code, reply.json()) == (500, {"error": "TypeError: True"})
