"""The management endpoints in a served world: tokens, strays, webhooks, faults."""

import asyncio
from dataclasses import dataclass

import httpx
import msgspec
import pytest
from ultraplatform import AT_ONCE

from windtunnel.providers.ultramsg import dialect
from windtunnel.server.app import create_app
from windtunnel.server.settings import Settings

TO = "5511999990001"


@dataclass
class Served:
    """A world of one instance behind the whole server."""

    client: httpx.AsyncClient
    number: str
    token: str
    world: str

    async def ask(self, method, resource, *, token=None, node=None, **more):
        more["params"] = {"token": token or self.token} | (more.get("params") or {})
        path = f"/instance{node or self.number}/{resource}"
        return await self.client.request(method, path, **more)

    async def get(self, resource, **params):
        return (await self.ask("GET", resource, params=params)).json()

    async def post(self, resource, **fields):
        return (await self.ask("POST", resource, data=fields)).json()

    async def control(self, method, path, **more):
        answer = await self.client.request(method, f"/control/worlds/{self.world}{path}", **more)
        assert answer.is_success, answer.text
        return answer.json()

    async def health(self):
        return (await self.client.get("/control/health")).json()


@pytest.fixture
def served(tmp_path):
    """Return what runs a coroutine function over a served world."""

    def run(test):
        async def inside():
            app = create_app(Settings(ledger_root=tmp_path), {"ultramsg": dialect})
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://u.test") as client:
                spec = {"providers": ["ultramsg"], "profile_values": msgspec.to_builtins(AT_ONCE)}
                made = (await client.post("/control/worlds", json=spec)).json()
                number, token = made["numbers"][0]["id"], made["tokens"][0]["value"]
                try:
                    await test(Served(client, number, token, made["world"]))
                finally:
                    app.registry.close()

        asyncio.run(inside())

    return run


def test_what_was_sent_is_listed(served):
    async def test(instance):
        sent = await instance.post("messages/chat", to=TO, body="Hello", referenceId="r1")
        page = await instance.get("messages", referenceId="r1")
        (entry,) = page["messages"]
        assert (sent["id"], entry["id"], entry["body"]) == (1, 1, "Hello")
        assert entry["status"] in {"queue", "sent"}

    served(test)


def test_what_belongs_nowhere_is_a_stray(served):
    async def test(instance):
        unknown = await instance.ask("GET", "instance/status", node="7", token="x")
        nothing = await instance.ask("GET", "chats/nothing")
        assert (unknown.status_code, nothing.status_code) == (404, 404)
        strays = (await instance.health())["strays"]
        assert strays == ["a request about 7", "a request about GET chats/nothing"]

    served(test)


def test_a_webhook_url_subscribes_the_instance_where_hosts_allow_it(served):
    async def test(instance):
        url = "http://127.0.0.1:9/hook"
        assert (await instance.post("instance/settings", webhook_url=url))["webhook_url"] == url
        refused = await instance.post("instance/settings", webhook_url="https://example.com/x")
        assert "webhook_url" in refused["error"][0]
        assert (await instance.get("instance/settings"))["webhook_url"] == url
        assert (await instance.post("instance/settings", webhook_url=""))["webhook_url"] == ""

    served(test)


def test_a_logged_out_instance_takes_messages_and_keeps_them(served):
    async def test(instance):
        await instance.post("instance/logout")
        await instance.post("messages/chat", to=TO, body="Hello")
        assert (await instance.get("messages"))["messages"][0]["status"] == "queue"
        picture = await instance.ask("GET", "instance/qr")
        assert picture.headers["content-type"] == "image/png"

    served(test)


def test_an_instance_that_was_cleared_has_no_chats(served):
    async def test(instance):
        wrote = {"recipient": TO, "text": "Hi"}
        await instance.control("POST", "/inbound", json=wrote)
        assert await instance.get("contacts/ids") == [f"{TO}@c.us"]
        assert await instance.post("instance/clear") == {"success": "done"}
        await instance.control("PATCH", "/numbers/main", json={"state": "connected"})
        shown = [await instance.get(path) for path in ("chats", "contacts/ids")]
        shown.append(await instance.get("chats/messages", chatId=f"{TO}@c.us"))
        assert shown == [[], [], []]

    served(test)


def test_an_unpaid_instance_is_404_until_it_is_paid_for(served):
    async def test(instance):
        made = await instance.control("POST", "/faults", json={"kind": "number-unpaid"})
        stopped = await instance.ask("GET", "messages")
        assert (stopped.status_code, "non-payment" in stopped.json()["error"]) == (404, True)
        await instance.control("DELETE", f"/faults/{made['id']}")
        assert (await instance.ask("GET", "messages")).status_code == 200

    served(test)


def test_a_webhook_host_that_has_no_name_in_ascii_is_refused(served):
    async def test(world):
        answer = await world.ask(
            "POST", "instance/settings", data={"webhook_url": "http://" + "\u00fc" * 70 + ".test/"}
        )
        assert "webhook URL" in answer.text
        assert (await world.get("instance/settings"))["webhook_url"] == ""

    served(test)
