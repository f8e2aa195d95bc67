"""The management endpoints of this part: the number node and `subscribed_apps`.

Source: D:business-phone-numbers/phone-numbers and D:webhooks/override, read 2026-11-22.
"""

import re
from typing import Any

import msgspec
from fastapi import FastAPI, Request
from fastapi.responses import Response

from windtunnel.domain.dialect import AsgiApp, FindWorld, NumberView, WorldView
from windtunnel.domain.submit import Answer
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.errors import CODES
from windtunnel.providers.meta.parse import bearer
from windtunnel.providers.meta.render import render_answer

MANAGED_PATH = re.compile(r"(?:/v\d{1,3}\.\d{1,2})?/\d{5,20}(?:/[a-z_]{1,40})?/?")
MANAGEMENT = "whatsapp_business_management"
BODY_BYTES_MAX = 65_536
_HIGH_THROUGHPUT_PER_S = 100.0


def make_router(find_world: FindWorld) -> AsgiApp:
    """Return the ASGI app for everything that is not a send."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    routes = Routes(find_world)
    for prefix in ("/{version}", ""):
        path = prefix + "/{node}"
        app.add_api_route(path, routes.node, methods=["GET"], response_model=None)
        apps = path + "/subscribed_apps"
        app.add_api_route(apps, routes.subscriptions, methods=["GET"], response_model=None)
        app.add_api_route(apps, routes.subscribe, methods=["POST"], response_model=None)
        app.add_api_route(apps, routes.unsubscribe, methods=["DELETE"], response_model=None)
    app.add_api_route(
        "/{rest:path}", routes.unknown, methods=["GET", "POST", "DELETE"], response_model=None
    )
    return app


class Routes:
    """One method per endpoint; each begins with the world, the token and the scope."""

    def __init__(self, find_world: FindWorld) -> None:
        self._find_world = find_world

    async def node(self, request: Request, node: str) -> Response:
        """GET /{phone}: the fields asked for, always with the id."""
        world, refusal = self._enter(request, node)
        if world is None:
            return _rendered(refusal)
        numbers = [number for number in world.numbers() if number.id == node]
        if not numbers:
            return _rendered(world.refuse("object_unknown", id=node))
        known = _fields(numbers[0])
        asked = request.query_params.get("fields", "")
        names = [name.strip() for name in asked.split(",") if name.strip()]
        chosen = names or ["verified_name", "display_phone_number", "quality_rating"]
        unknown = [name for name in chosen if name not in known]
        if unknown:
            what = f"Tried accessing nonexisting field ({unknown[0][:60]})"
            return _rendered(world.refuse("bad_parameter", what=what))
        return _json({name: known[name] for name in [*chosen, "id"]})

    async def subscriptions(self, request: Request, node: str) -> Response:
        """GET /{account}/subscribed_apps."""
        world, refusal = self._enter(request, node)
        if world is None:
            return _rendered(refusal)
        if world.subscription is None:
            return _json({"data": []})
        data = {"id": world.app, "name": "Windtunnel", "link": "https://example.com/"}
        return _json(
            {
                "data": [
                    {
                        "whatsapp_business_api_data": data,
                        "override_callback_uri": world.subscription,
                    }
                ]
            }
        )

    async def subscribe(self, request: Request, node: str) -> Response:
        """POST /{account}/subscribed_apps: an override is verified before it counts."""
        world, refusal = self._enter(request, node)
        if world is None:
            return _rendered(refusal)
        asked = await _body(request)
        url = asked.get("override_callback_uri") if asked is not None else None
        if asked is None or not isinstance(url, str | None):
            return _rendered(world.refuse("bad_parameter", what="The body must be JSON or a form"))
        if url is None:
            return _json({"success": True})
        if len(url) > facts.CALLBACK_CHARS_MAX:
            limit = facts.CALLBACK_CHARS_MAX
            what = f"override_callback_uri must be at most {limit} characters long"
            return _rendered(world.refuse("bad_parameter", what=what))
        why = await world.subscribe(url, str(asked.get("verify_token") or ""))
        if why is not None:
            return _rendered(world.refuse("callback_refused", why=why))
        return _json({"success": True})

    async def unsubscribe(self, request: Request, node: str) -> Response:
        """DELETE /{account}/subscribed_apps."""
        world, refusal = self._enter(request, node)
        if world is None:
            return _rendered(refusal)
        await world.subscribe(None, "")
        return _json({"success": True})

    async def unknown(self, request: Request, rest: str) -> Response:
        """Answer a path that this part does not have as Meta does."""
        node = next((part for part in rest.split("/") if part.isdecimal()), "")
        world, refusal = self._enter(request, node)
        if world is None:
            return _rendered(refusal)
        return _rendered(_stateless(2500, f"Unknown path components: /{rest[:100]}"))

    def _enter(self, request: Request, node: str) -> tuple[WorldView, None] | tuple[None, Answer]:
        token = bearer(dict(request.headers.raw), request.url.query.encode())
        world = self._find_world(node, token)
        if world is None:
            text = "Invalid OAuth access token - Cannot parse access token"
            return None, _stateless(104 if token is None else 190, text)
        refusal = world.authorise(token, node, MANAGEMENT)
        return (world, None) if refusal is None else (None, refusal)


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


def _fields(number: NumberView) -> dict[str, Any]:
    digits = number.spec.display
    level = "HIGH" if number.throughput_per_s > _HIGH_THROUGHPUT_PER_S else "STANDARD"
    return {
        "id": number.id,
        "display_phone_number": f"+{digits}",
        "verified_name": number.spec.name,
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED",
        "platform_type": "CLOUD_API",
        "account_mode": "LIVE",
        "is_official_business_account": False,
        "throughput": {"level": level},
    }


async def _body(request: Request) -> dict[str, Any] | None:
    """Return a JSON or form body as a dictionary, None where it is neither or too large."""
    if int(request.headers.get("content-length") or 0) > BODY_BYTES_MAX:
        return None
    raw = await request.body()
    if not raw:
        return dict(request.query_params)
    if "json" not in request.headers.get("content-type", "json"):
        form = await request.form()
        return {**request.query_params, **form}
    try:
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json; charset=UTF-8")


def _rendered(answer: Answer | None) -> Response:
    assert answer is not None, "without a world there is a refusal"
    reply = render_answer(answer)
    headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
    return Response(reply.body, status_code=reply.status, headers=headers)
