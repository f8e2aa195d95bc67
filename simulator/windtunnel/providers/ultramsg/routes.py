"""Everything that is not a send: which endpoint a request is for, and who may call it.

A request is let in where its instance exists (404 otherwise, whatever the token), the token opens
it, and it is not stopped. Paths and methods that do not exist get a 404 of our own making, since
no source shows what the real service says, and are told as strays in health.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.types import Receive, Send

from windtunnel.domain.dialect import AsgiApp, FindWorld, NumberView, WorldView
from windtunnel.domain.submit import Reply
from windtunnel.providers.ultramsg import (
    chat_routes,
    contact_routes,
    group_routes,
    instance_routes,
    instance_settings,
    media_routes,
    queue_routes,
)
from windtunnel.providers.ultramsg.asks import Call, read_ask
from windtunnel.providers.ultramsg.paths import instance_of
from windtunnel.providers.ultramsg.replies import Refused, json_reply, refused

Endpoint = Callable[[Call], Awaitable[Reply]]

SCOPE = "whatsapp_business_messaging"
"""An instance's token may do everything, so whoever may send may manage."""

ENDPOINTS: dict[tuple[str, str], Endpoint] = {
    ("GET", "messages"): queue_routes.messages,
    ("GET", "messages/statistics"): queue_routes.statistics,
    ("POST", "messages/resendByStatus"): queue_routes.resend_by_status,
    ("POST", "messages/resendById"): queue_routes.resend_by_id,
    ("POST", "messages/clear"): queue_routes.clear,
    ("POST", "messages/reaction"): queue_routes.react,
    ("POST", "messages/delete"): queue_routes.delete,
    ("GET", "instance/status"): instance_routes.status,
    ("GET", "instance/me"): instance_routes.me,
    ("GET", "instance/qr"): instance_routes.qr,
    ("GET", "instance/qrCode"): instance_routes.qr_code,
    ("GET", "instance/screenshot"): instance_routes.screenshot,
    ("GET", "instance/settings"): instance_settings.show,
    ("POST", "instance/settings"): instance_settings.change,
    ("POST", "instance/logout"): instance_routes.logout,
    ("POST", "instance/restart"): instance_routes.restart,
    ("POST", "instance/takeover"): instance_routes.takeover,
    ("POST", "instance/clear"): instance_routes.clear,
    ("GET", "chats"): chat_routes.chats,
    ("GET", "chats/ids"): chat_routes.ids,
    ("GET", "chats/messages"): chat_routes.messages,
    ("POST", "chats/archive"): chat_routes.archive,
    ("POST", "chats/unarchive"): chat_routes.unarchive,
    ("POST", "chats/clearMessages"): chat_routes.clear_messages,
    ("POST", "chats/delete"): chat_routes.delete,
    ("POST", "chats/read"): chat_routes.read,
    ("GET", "contacts"): contact_routes.contacts,
    ("GET", "contacts/ids"): contact_routes.ids,
    ("GET", "contacts/contact"): contact_routes.contact,
    ("GET", "contacts/blocked"): contact_routes.blocked,
    ("GET", "contacts/invalid"): contact_routes.invalid,
    ("GET", "contacts/check"): contact_routes.check,
    ("GET", "contacts/image"): contact_routes.image,
    ("POST", "contacts/block"): contact_routes.block,
    ("POST", "contacts/unblock"): contact_routes.unblock,
    ("GET", "groups"): group_routes.groups,
    ("GET", "groups/ids"): group_routes.ids,
    ("GET", "groups/group"): group_routes.group,
    ("POST", "media/upload"): media_routes.upload,
    ("POST", "media/delete"): media_routes.delete,
    ("POST", "media/deleteByDate"): media_routes.delete_by_date,
}
"""By method and what follows the instance in the path."""

NOT_MULTIPART = "messages"
"""Where a multipart form is not read. Source: N8N."""

NOT_FOUND = {"error": "Instance not found"}
UNKNOWN = {"error": "Path not found"}
"""Ours: what the real service answers is not known."""

_HTTP_NOT_FOUND = 404


def make_router(find_world: FindWorld) -> AsgiApp:
    """Return the ASGI app for everything that is not a send."""

    async def router(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        try:
            reply = await _answer(find_world, Request(scope, receive))
        except Refused as end:
            reply = end.reply
        headers = {name.decode(): value.decode("latin-1") for name, value in reply.headers}
        response = Response(reply.body, status_code=reply.status, headers=headers)
        await response(scope, receive, send)

    return router


async def _answer(find_world: FindWorld, request: Request) -> Reply:
    path = request.url.path
    node = instance_of(path) or ""
    resource = path[len(f"/instance{node}") :].strip("/")
    ask = await read_ask(request)
    if resource.startswith(NOT_MULTIPART) and ask.is_multipart:
        ask.body = {}
    world = find_world(node, ask.token)
    if world is None:
        return json_reply(NOT_FOUND, _HTTP_NOT_FOUND)
    if request.method == "GET" and ask.is_json and not world.catalog.switches["get_json_body"]:
        ask.body = {}
    number = _enter(world, node, ask.token)
    endpoint = ENDPOINTS.get((request.method, resource))
    if endpoint is None:
        _tell_stray(find_world, f"{request.method} {resource}")
        return json_reply(UNKNOWN, _HTTP_NOT_FOUND)
    given = ask.body | ask.query
    return await endpoint(Call(world=world, number=number, given=given, file=ask.file))


def _tell_stray(find_world: FindWorld, what: str) -> None:
    """Let health show a request that nobody answers: it does for what belongs to no world."""
    find_world(what, None)


def _enter(world: WorldView, node: str, token: str | None) -> NumberView:
    """Return the instance of a request, once it is let in.

    Raises:
        Refused: it is not, and why.
    """
    number = next((each for each in world.numbers() if each.id == node), None)
    if number is None:
        raise refused(world.refuse("object_unknown", id=node))
    refusal = world.authorise(token, node, SCOPE)
    if refusal is not None:
        raise refused(refusal)
    return number
