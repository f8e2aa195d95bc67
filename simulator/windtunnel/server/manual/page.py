"""The manual's page, put together and served."""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from windtunnel.server.manual.document import TOKEN_HEADER, routes_of, shapes_of
from windtunnel.server.manual.parts import block, shape

_GUARD = (
    '<div class="token"><label for="token">Control token</label>'
    '<input id="token" type="password" autocomplete="off" aria-describedby="token-note">'
    f'<span class="note" id="token-note">goes into the header {TOKEN_HEADER} of what is tried '
    "here; it is kept in this page alone, until it is closed</span></div>"
)


def install(app: FastAPI, path: str, *, base_url: str, is_guarded: bool) -> None:
    """Serve the manual of an app's own OpenAPI document.

    Args:
        app: whose routes are described.
        path: where the page lies; it is no part of the document.
        base_url: how clients reach the server, for the commands.
        is_guarded: whether requests need the control token.
    """
    headers = {"content-security-policy": _policy(), "cache-control": "no-cache"}

    async def manual() -> HTMLResponse:
        page = render(app.openapi(), base_url=base_url, is_guarded=is_guarded)
        return HTMLResponse(page, headers=headers)

    app.add_api_route(path, manual, include_in_schema=False)


def render(document: Mapping[str, Any], *, base_url: str, is_guarded: bool) -> str:
    """Return the whole page."""
    shapes = list(shapes_of(document))
    names = {found.name for found in shapes}
    places, sections = [], []
    for tag, routes in groupby(routes_of(document), key=lambda route: route.tag):
        anchor = tag.replace(", ", "-")
        places.append(f'<li><a href="#{escape(anchor)}">{escape(tag)}</a></li>')
        inside = "".join(block(route, base_url, names, is_guarded=is_guarded) for route in routes)
        sections.append(f'<section id="{escape(anchor)}"><h2>{escape(tag)}</h2>{inside}</section>')
    return Template(_part("manual.html")).substitute(
        title=escape(document["info"]["title"]),
        version=escape(document["info"]["version"]),
        base_url=escape(base_url),
        style=_part("manual.css"),
        script=_part("manual.js"),
        guard=_GUARD if is_guarded else "",
        places="".join(places),
        sections="".join(sections),
        shapes="".join(shape(found, names) for found in shapes),
    )


def _policy() -> str:
    """Return what a browser may do with the page: run its own script, and ask this server."""
    style, script = (_digest(_part(name)) for name in ("manual.css", "manual.js"))
    return (
        f"default-src 'none'; style-src {style}; script-src {script}; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _part(name: str) -> str:
    return (files("windtunnel.server.manual") / name).read_text(encoding="utf-8")
