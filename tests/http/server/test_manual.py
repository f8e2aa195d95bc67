"""The control API's page: whole, self-contained, and what it proposes works."""

import asyncio
import json
import re
import shlex
from html import unescape
from html.parser import HTMLParser

import httpx
import pytest
from toy import ToyDialect

from windtunnel.server.app import create_app
from windtunnel.server.manual.document import kind_of, routes_of, shapes_of
from windtunnel.server.manual.page import render
from windtunnel.server.manual.parts import GUARD
from windtunnel.server.settings import Settings

BASE = "http://127.0.0.1:8470"
LOADING = {"src", "srcset", "action", "poster", "ping", "background"}
VOID = {"meta", "link", "input", "br", "wbr"}


def page_of(app):
    async def ask():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.get("/control/docs")

    return asyncio.run(ask())


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    return create_app(Settings(ledger_root=tmp_path_factory.mktemp("ledgers")))


@pytest.fixture(scope="module")
def reply(app):
    return page_of(app)


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    root = tmp_path_factory.mktemp("guarded")
    return page_of(create_app(Settings(ledger_root=root, control_token="s3cret")))


class Page(HTMLParser):
    """What a browser would make of it: elements closed in order, ids, links, what it loads."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded, self.labels = [], [], [], []
        self.fields, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if tag == "a" else []
        self.loaded += [found["href"]] if tag == "link" else []
        self.loaded += [value for name, value in attrs if name in LOADING]
        self.labels += [found["for"]] if tag == "label" else []
        self.fields += [found.get("id")] if tag in {"input", "textarea"} else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_it_names_every_route_with_its_method(app, reply):
    shown = set(re.findall(r'data-method="(\w+)" data-path="([^"]+)"', reply.text))
    document = app.openapi()["paths"]
    meant = {(way.upper(), path) for path, ways in document.items() for way in ways}
    assert shown == {(way, path) for way, path in meant}
    assert len(shown) > 20


def test_it_names_every_parameter_but_the_token_which_has_a_field_of_its_own(app, reply):
    for route in routes_of(app.openapi()):
        for field in route.fields:
            assert f'id="{route.id}-{field.name}" name="{field.name}"' in reply.text
    assert 'name="X-Windtunnel-Token"' not in reply.text


def test_it_loads_nothing_and_names_no_other_host(reply):
    found = re.findall(r"https?://[^\s\"'<&]+", reply.text)
    assert [url for url in found if not url.startswith("http://127.0.0.1:")] == []
    assert Page(reply.text).loaded == ["data:,"]
    assert "@import" not in reply.text
    assert "url(" not in reply.text


def test_the_browser_itself_keeps_it_to_this_server(reply):
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy


def test_its_elements_are_closed_and_each_id_stands_once(reply):
    page = Page(reply.text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_each_link_within_it_leads_somewhere(reply):
    page = Page(reply.text)
    inside = {link.removeprefix("#") for link in page.links if link.startswith("#")}
    assert inside <= set(page.ids)
    assert {link for link in page.links if not link.startswith("#")} == {"openapi.json"}


def test_each_field_has_a_label(reply, guarded):
    for page in (Page(reply.text), Page(guarded.text)):
        assert sorted(page.labels) == sorted(page.fields)


def test_each_body_has_an_example(app):
    bodies = [route for route in routes_of(app.openapi()) if route.body_shape]
    assert [route.id for route in bodies if not route.body] == []
    assert len(bodies) > 8


def test_each_path_has_its_examples(app):
    assert [route.example for route in routes_of(app.openapi()) if "{" in route.example] == []


def commands_of(reply):
    return [unescape(found) for found in re.findall(r"<code>(curl [^<]+)</code>", reply.text)]


def asked_by(command):
    """Return what a curl command would send: method, URL, body."""
    words = shlex.split(command)
    assert words[:2] == ["curl", "-s"]
    method = words[words.index("-X") + 1] if "-X" in words else "GET"
    (url,) = [word for word in words if word.startswith("http:")][:1]
    body = words[words.index("-d") + 1] if "-d" in words else None
    return method, url, body


def test_each_command_works_as_it_is_pasted(app, reply):
    asked = [asked_by(command) for command in commands_of(reply)]
    ends = [one for one in asked if one[0] == "DELETE" and one[1].endswith("/default")]

    async def walk():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport) as client:
            await client.post(f"{BASE}/control/worlds", json={"name": "default"})
            for method, url, body in [one for one in asked if one not in ends] + ends:
                at = url.replace("wait=10s", "wait=0s")  # nothing will come; nobody has to wait
                got = await client.request(
                    method, at, content=body, headers={"content-type": "application/json"}
                )
                assert got.is_success, f"{method} {url}: {got.text}"

    asyncio.run(walk())
    assert len(asked) > 20
    assert len(ends) == 1


def test_a_guarded_server_asks_for_its_token_and_shows_it_nowhere(guarded):
    assert 'id="token" type="password"' in guarded.text
    assert all(GUARD in command for command in commands_of(guarded))
    assert "s3cret" not in guarded.text


def test_an_open_server_asks_for_none(reply):
    assert 'id="token"' not in reply.text
    assert "curl -s http://127.0.0.1:8470/control/worlds<" in reply.text


def test_commands_lead_to_where_clients_reach_the_server(tmp_path):
    settings = Settings(ledger_root=tmp_path, base_url="https://tunnel.example")
    commands = commands_of(page_of(create_app(settings, {"toy": ToyDialect()})))
    assert all("https://tunnel.example/control/" in command for command in commands)


def test_a_shape_tells_its_fields_and_what_they_mean(app, reply):
    scope = next(shape for shape in shapes_of(app.openapi()) if shape.name == "Scope")
    share = next(field for field in scope.fields if field.name == "share")
    assert share.says == "of recipients (keyed draw over the recipient), 0 to 1."
    assert share.says in reply.text
    assert "Attributes" not in reply.text


def test_text_of_the_document_is_escaped():
    document = {
        "info": {"title": "<b>", "version": "1"},
        "components": {"schemas": {}},
        "paths": {"/control/<i>": {"get": operation("<script>alert(1)</script>")}},
    }
    text = render(document, base_url=BASE, is_guarded=False)
    assert "<script>alert" not in text
    assert "<title>&lt;b&gt;" in text
    assert "/control/<i>" not in text


def operation(says):
    return {"tags": ["x"], "summary": "s", "description": says, "responses": {}}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Scope"}, "Scope"),
        ({"type": "array", "items": {"type": "string"}}, "list of string"),
        ({"type": "array", "prefixItems": [{"type": "integer"}] * 2}, "list of integer, integer"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number or null"),
        ({"enum": ["a", "b", "c"], "type": "string"}, "a, b or c"),
        ({"const": "done", "type": "string"}, "done"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "object of string"),
        ({"type": "object", "additionalProperties": True}, "object"),
        ({}, "anything"),
    ],
    ids=json.dumps,
)
def test_a_kind_is_said_in_words(schema, words):
    assert kind_of(schema) == words
