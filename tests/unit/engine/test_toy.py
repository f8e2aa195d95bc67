"""The toy provider end to end: bytes in, bytes out."""

import asyncio
import hmac
from hashlib import sha256

import msgspec
import pytest
from toy import ToyDialect
from worlds import World, request

from windtunnel.domain.effects import VerifyHook
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import CustomerText, Subscribe
from windtunnel.domain.marker import marker_of

ANA = "5511999990001"
toy = ToyDialect()


def post(world, body, token=None, **headers):
    """Send a body over the toy wire; return the status and what the reply says."""
    asked = request(world.number, token or world.token, msgspec.json.encode(body), **headers)
    submit = toy.submit(asked)
    submit.attempt, submit.t = "a1", world.now
    reply = toy.render_answer(world.platform.submit(submit, world.now, world.out))
    world._carry()
    return reply.status, msgspec.json.decode(reply.body), submit


def test_it_claims_its_own_paths_only():
    claims = [toy.claims(method, path) for method, path in toy.examples]
    assert claims == ["send", "manage", "manage"]
    assert toy.claims("GET", "/v23.0/1/messages") is None


def test_a_template_goes_from_bytes_to_the_handset():
    world = World()
    marker = marker_of(3)
    status, said, submit = post(
        world,
        {"to": "+55 11 99999-0001", "template": "named", "body": {"name": marker, "town": "x"}},
    )
    assert (status, submit.marker, submit.recipient) == (200, marker, ANA)
    message = world.finish().platform.inbox(ANA)[0]
    assert (message.id, message.text) == (said["id"], f"Dear {marker} of x")


def test_positional_parameters_and_buttons_arrive_too():
    world = World()
    body = {"to": ANA, "template": "code", "body": ["123"], "buttons": ["123"], "opaque": "o"}
    assert post(world, body)[0] == 200
    message = world.finish().platform.inbox(ANA)[0]
    assert (message.otp, message.opaque) == ("123", "o")


def test_a_refusal_is_an_error_with_its_code():
    status, said, _ = post(World(), {"to": ANA, "template": "gone"})
    assert (status, said) == (404, {"error": {"code": 40, "text": "no gone in en"}})


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b'{"to": 1}'], ids=str)
def test_what_cannot_be_read_is_refused_as_such(raw):
    world = World()
    submit = toy.submit(request(world.number, world.token, raw))
    assert submit.refusal.reason == "malformed"
    assert not world.platform.submit(submit, 0, []).accepted


def test_a_read_receipt_is_ok():
    world = World()
    world.step(CustomerText(recipient=ANA, number="main", text="hi"))
    name = world.pushes()[0].events[0].event
    assert post(world, {"read": name})[:2] == (200, {"ok": True})
    assert post(world, {"typing": name})[:2] == (200, {"ok": True})


def test_a_key_comes_in_a_header():
    world = World(switches={"idempotency_key_ttl_s": 60})
    body = {"to": ANA, "template": "plain"}
    ids = {post(world, body, idempotency_key="k")[1]["id"] for _ in range(2)}
    assert len(ids) == 1


def test_a_free_text_needs_no_template():
    submit = post(World(), {"to": ANA, "text": "hi"})[2]
    assert (submit.form, submit.text, submit.kind) == ("free", "hi", "text")


def test_a_webhook_is_signed_over_its_bytes():
    world = World()
    world.step(CustomerText(recipient=ANA, number="main", text="olá"))
    push = world.pushes()[0]
    body = toy.renderer(None)(push.events)
    headers = dict(toy.sign(body, push.secret))
    expected = hmac.new(world.platform.secret.encode(), body, sha256).hexdigest()
    assert headers[b"x-toy-signature"].decode() == expected
    assert msgspec.json.decode(body)["events"][0]["text"] == "olá"


def test_a_failed_status_names_its_code():
    world = World()
    post(world, {"to": ANA, "text": "outside the window"})
    body = msgspec.json.decode(toy.renderer(None)(world.finish().pushes()[0].events))
    assert (body["events"][0]["status"], body["events"][0]["code"]) == ("failed", 33)


def test_a_handshake_asks_for_the_challenge_back():
    hook = VerifyHook(
        hook="h", provider="toy", url="http://x/y", verify_token="v&", challenge="42"
    )
    assert toy.hook_url(hook) == "http://x/y?token=v%26&say=42"
    assert (toy.hook_ok(hook, 200, b"42\n"), toy.hook_ok(hook, 200, b"43")) == (True, False)


def test_it_names_its_environment():
    made = toy.environment({"base_url": "u", "token": "t", "number": "1"})
    assert made == {"TOY_BASE_URL": "u", "TOY_TOKEN": "t", "TOY_NUMBER": "1"}


def test_an_unknown_switch_is_refused():
    with pytest.raises(ConfigError, match="toy has no switch x"):
        toy.catalog({"x": 1})


class View:
    """A world as a router sees it."""

    def __init__(self, world):
        self._world = world
        self.authorise = world.platform.authorise

    def numbers(self):
        return list(self._world.platform.numbers.values())

    async def subscribe(self, url, _verify_token):
        try:
            self._world.step(Subscribe(subscriber=self._world.platform.account, url=url))
        except ConfigError as error:
            return str(error)
        return None


def managed(world, method, path, body=b"", token=None):
    """Ask the toy's router; return the status and what it says."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": body}

    async def send(event):
        sent.append(event)

    headers = [(b"authorization", b"Bearer " + (token or world.token).encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    view = View(world)
    app = toy.router(lambda number, _token: view if number in world.platform.numbers else None)
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], msgspec.json.decode(sent[1]["body"])


def test_its_router_shows_a_number():
    world = World()
    status, said = managed(world, "GET", f"/toy/{world.number}")
    assert (status, said["per_second"]) == (200, 50)
    assert managed(world, "GET", f"/toy/{world.number}", token="x")[0] == 401
    assert managed(world, "GET", "/toy/999")[0] == 401


def test_its_router_changes_the_subscription():
    world = World()
    path = f"/toy/{world.number}/hook"
    assert managed(world, "PUT", path, b'{"url": "http://localhost:7/"}') == (200, {"ok": True})
    assert world.platform.subscription == "http://localhost:7/"
    assert managed(world, "PUT", path, b'{"url": "http://elsewhere/"}')[0] == 400
