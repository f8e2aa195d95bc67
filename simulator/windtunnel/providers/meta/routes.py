"""The management endpoints of this part; every error is in Meta's envelope.

Source: D:business-phone-numbers/phone-numbers, D:templates and D:webhooks/override, read
2026-11-22. A number's own callback (`webhook_configuration`) is the account's here: one world has
one subscriber.
"""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.types import Receive, Send

from windtunnel.domain.dialect import AsgiApp, FindWorld, NumberView, WorldView
from windtunnel.domain.submit import Answer
from windtunnel.providers.meta import facts, nodes
from windtunnel.providers.meta.asks import VERSION_KEY, Callback, read_ask, without_version
from windtunnel.providers.meta.errors import CODES
from windtunnel.providers.meta.lists import cut
from windtunnel.providers.meta.parse import bearer
from windtunnel.providers.meta.render import render_answer
from windtunnel.providers.meta.rules import RULES
from windtunnel.providers.meta.template_nodes import (
    TEMPLATE_FIELDS,
    TEMPLATE_FILTERS,
    matching,
    template_fields,
    template_summary,
)

MANAGEMENT = "whatsapp_business_management"
ECHO_CHARS_MAX = 100
"""A client's own words are cut here before they go back to it."""

_ALIASES = "(#803) Some of the aliases you requested do not exist:"
_JSON_TYPE = "application/json; charset=UTF-8"
_KEPT_IN_NEXT = frozenset({"fields", "summary", *TEMPLATE_FILTERS})


class Refused(Exception):  # noqa: N818 - it reads as what it is where it is raised
    """A request ends here with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.details)
        self.answer = answer


def make_router(find_world: FindWorld) -> AsgiApp:
    """Return the ASGI app for everything that is not a send."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    routes = Routes(find_world)
    endpoints: tuple[tuple[str, str, Callable[..., Awaitable[Response]]], ...] = (
        ("/{node}", "GET", routes.node),
        ("/{node}", "POST", routes.configure),
        ("/{node}/phone_numbers", "GET", routes.numbers),
        ("/{node}/message_templates", "GET", routes.templates),
        ("/{node}/subscribed_apps", "GET", routes.subscriptions),
        ("/{node}/subscribed_apps", "POST", routes.subscribe),
        ("/{node}/subscribed_apps", "DELETE", routes.unsubscribe),
    )
    for path, method, answer in endpoints:
        app.add_api_route(path, answer, methods=[method], response_model=None)
    app.add_exception_handler(HTTPException, routes.unknown)
    app.add_exception_handler(Refused, _refused)

    async def router(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await app(without_version(scope), receive, send)

    return router


class Routes:
    """One method per endpoint; each begins with the world, the token and the scope."""

    def __init__(self, find_world: FindWorld) -> None:
        self._find_world = find_world

    async def node(self, request: Request, node: str) -> Response:
        """GET /{phone} or /{account}: the fields asked for, always with the id."""
        world = self._world(request, node)
        if node == world.account:
            known, usual = nodes.account_fields(world), nodes.ACCOUNT_FIELDS
        else:
            known = nodes.number_fields(_number(request, world, node), world)
            usual = nodes.NUMBER_FIELDS
        return _json(request, _chosen(request, world, known=known, usual=usual))

    async def configure(self, request: Request, node: str) -> Response:
        """POST /{phone}: the callback of `webhook_configuration`; an empty one ends it."""
        world = self._world(request, node)
        _number(request, world, node)
        ask = await read_ask(request)
        if ask is None or ask.webhook_configuration is None:
            what = "The parameter webhook_configuration is required."
            raise _refusal(request, world, "malformed", what=what)
        if ask.webhook_configuration.override_callback_uri == "":
            await world.subscribe(None, "")
        return await self._point(request, world, ask.webhook_configuration)

    async def numbers(self, request: Request, node: str) -> Response:
        """GET /{account}/phone_numbers, in order of creation."""
        world = self._enter_account(request, node, "phone_numbers")
        found = [nodes.number_fields(number, world) for number in world.numbers()]
        return self._page(request, world, found=found, usual=nodes.NUMBER_FIELDS)

    async def templates(self, request: Request, node: str) -> Response:
        """GET /{account}/message_templates, filtered as the query says."""
        world = self._enter_account(request, node, "message_templates")
        every = [template_fields(template, world) for template in world.templates()]
        query = request.query_params
        found = matching(every, query)
        summary = template_summary(query, total=len(found), count=len(every))
        return self._page(request, world, found=found, usual=TEMPLATE_FIELDS, summary=summary)

    async def subscriptions(self, request: Request, node: str) -> Response:
        """GET /{account}/subscribed_apps: the one app, where there is a callback."""
        world = self._enter_account(request, node, "subscribed_apps")
        entries = [] if world.subscription is None else [nodes.app_entry(world)]
        return _json(request, {"data": entries})

    async def subscribe(self, request: Request, node: str) -> Response:
        """POST /{account}/subscribed_apps: an override is verified before it counts."""
        world = self._enter_account(request, node, "subscribed_apps")
        ask = await read_ask(request)
        if ask is None:
            what = "The body is not JSON in UTF-8 that can be parsed."
            raise _refusal(request, world, "malformed", what=what)
        return await self._point(request, world, ask)

    async def unsubscribe(self, request: Request, node: str) -> Response:
        """DELETE /{account}/subscribed_apps: nothing is posted any more."""
        world = self._enter_account(request, node, "subscribed_apps")
        await world.subscribe(None, "")
        return _json(request, {"success": True})

    async def unknown(self, request: Request, _error: Exception) -> Response:
        """Answer a path or a method that this part does not have as Meta does."""
        try:
            refused = self._why_unknown(request)
        except Refused as earlier:
            refused = earlier
        return await _refused(request, refused)

    def _why_unknown(self, request: Request) -> Refused:
        node, _, edge = request.url.path.lstrip("/").partition("/")
        world = self._world(request, node)
        if not edge:
            return _refusal(request, world, "object_unknown", id=node)
        if request.method == "GET":
            return _no_field(request, world, edge)
        return Refused(_stateless(2500, f"Unknown path components: /{edge[:ECHO_CHARS_MAX]}"))

    async def _point(self, request: Request, world: WorldView, callback: Callback) -> Response:
        url = callback.override_callback_uri
        if url is not None and len(url) > facts.CALLBACK_CHARS_MAX:
            limit = facts.CALLBACK_CHARS_MAX
            what = f"Param override_callback_uri must be at most {limit} characters long."
            raise _refusal(request, world, "malformed", what=what)
        if url:
            why = await world.subscribe(url, callback.verify_token or "")
            if why is not None:
                raise _refusal(request, world, "callback_refused", why=why)
        return _json(request, {"success": True})

    def _page(
        self,
        request: Request,
        world: WorldView,
        *,
        found: Sequence[dict[str, Any]],
        usual: Sequence[str],
        summary: dict[str, Any] | None = None,
    ) -> Response:
        query = request.query_params
        asked = [(name, value) for name, value in query.multi_items() if name in _KEPT_IN_NEXT]
        url = str(request.url.replace(query=urlencode(asked)))
        page = cut(found, limit=query.get("limit"), after=query.get("after"), url=url)
        if page is None:
            raise Refused(_stateless(131059, "The cursor or the limit cannot be read"))
        page.data = [_chosen(request, world, known=item, usual=usual) for item in page.data]
        page.summary = summary
        return _json(request, page)

    def _world(self, request: Request, node: str) -> WorldView:
        """Return the world that a request may act in; a node may be an alias, or nothing."""
        is_id = node.isascii() and node.isdecimal()
        token = bearer(dict(request.headers.raw), request.url.query.encode())
        world = self._find_world(node if is_id else "", token)
        if world is None:
            rule = RULES["no_token" if token is None else "token_invalid"]
            raise Refused(_stateless(rule.code, rule.details))
        refusal = world.authorise(token, node if is_id else world.account, MANAGEMENT)
        if refusal is not None:
            raise Refused(refusal)
        if node and not is_id:
            raise Refused(_stateless(803, f"{_ALIASES} {node[:ECHO_CHARS_MAX]}"))
        return world

    def _enter_account(self, request: Request, node: str, edge: str) -> WorldView:
        world = self._world(request, node)
        if node != world.account:
            raise _no_field(request, world, edge)
        return world


def _number(request: Request, world: WorldView, node: str) -> NumberView:
    found = next((number for number in world.numbers() if number.id == node), None)
    if found is None:
        raise _refusal(request, world, "object_unknown", id=node)
    return found


def _chosen(
    request: Request, world: WorldView, *, known: dict[str, Any], usual: Sequence[str]
) -> dict[str, Any]:
    asked = request.query_params.get("fields", "")
    names = [name.strip() for name in asked.split(",") if name.strip()] or usual
    unknown = next((name for name in names if name not in known), None)
    if unknown in nodes.FIELDS_ABSENT or unknown is None:
        return {name: known[name] for name in (*names, "id") if name in known}
    raise _no_field(request, world, unknown)


def _no_field(request: Request, world: WorldView, name: str) -> Refused:
    what = f"Tried accessing nonexisting field ({name[:ECHO_CHARS_MAX]})"
    return _refusal(request, world, "malformed", what=what)


def _refusal(request: Request, world: WorldView, reason: str, **fields: str) -> Refused:
    answer = world.refuse(reason, **fields)
    answer.trace = world.drawn("trace", request.url.path, world.now_us)[0]
    return Refused(answer)


def _stateless(number: int, details: str) -> Answer:
    code = CODES[number]
    return Answer(
        attempt="",
        provider="meta",
        accepted=False,
        kind="",
        code=code,
        http=code.http,
        details=details,
    )


async def _refused(request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused), "nothing else is answered here"
    answer = refused.answer
    answer.version = request.scope[VERSION_KEY]
    method = request.method.lower()
    answer.details = answer.details.replace("Unsupported post", f"Unsupported {method}")
    reply = render_answer(answer)
    headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
    return Response(reply.body, status_code=reply.status, headers=headers)


def _json(request: Request, value: object) -> Response:
    version = request.scope[VERSION_KEY] or facts.API_VERSION
    return Response(
        msgspec.json.encode(value),
        media_type=_JSON_TYPE,
        headers={"facebook-api-version": version},
    )
