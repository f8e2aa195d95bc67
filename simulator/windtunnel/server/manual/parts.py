"""Pieces of the manual as HTML; what comes from the document is escaped here."""

import json
import re
import shlex
from collections.abc import Collection, Iterable
from html import escape
from itertools import groupby

from windtunnel.server.manual.document import TOKEN_HEADER, Answer, Field, Route, Shape

GUARD = f'-H "{TOKEN_HEADER}: $WINDTUNNEL_CONTROL_TOKEN"'
"""The token itself is on no page: a shell puts it in."""


def curl(route: Route, base_url: str, *, is_guarded: bool) -> str:
    """Return a command that asks a route with its examples."""
    words = ["curl -s"] if route.method == "GET" else [f"curl -s -X {route.method}"]
    words.append(shlex.quote(base_url + route.example))
    if is_guarded:
        words.append(GUARD)
    if route.body:
        words += [
            "-H 'content-type: application/json'",
            f"-d {shlex.quote(json.dumps(json.loads(route.body)))}",
        ]
    return " ".join(words)


def block(route: Route, base_url: str, names: Collection[str], *, is_guarded: bool) -> str:
    """Return one route: closed it says what it is, open what it takes, gives and does."""
    command = curl(route, base_url, is_guarded=is_guarded)
    broken = escape(route.path).replace("/", "<wbr>/")
    shown = re.sub(r"(\{\w+\})", r"<i>\1</i>", broken)
    return (
        f'<details class="route" id="{route.id}" data-method="{route.method}" '
        f'data-path="{escape(route.path)}"><summary>'
        f'<span class="method {route.method.lower()}">{route.method}</span>'
        f'<code class="path">{shown}</code><span class="says">{prose(route.says)}</span></summary>'
        f'<div class="inside"><form>{_asked(route, names)}'
        '<div class="go"><button type="submit">Try it</button>'
        '<span class="note">asks this server, as it stands here</span></div></form>'
        f"<h4>In a shell</h4>{copied(command)}"
        '<div class="reply" aria-live="polite"></div>'
        f"<h4>Answers</h4>{_answers(route.answers, names)}</div></details>"
    )


def shape(found: Shape, names: Collection[str]) -> str:
    """Return a named kind of body."""
    first, *more = found.says.split("\n\n")
    rows = (
        (f"<code>{escape(field.name)}</code>", _kind(field, names), _default(field))
        for field in found.fields
    )
    return (
        f'<details class="shape" id="shape-{found.name}"><summary><code>{found.name}</code> '
        f'<span class="says">{prose(first)}</span></summary>'
        f'<div class="inside">{"".join(f"<p>{prose(part)}</p>" for part in more)}'
        f"{table(('field', 'kind', 'default'), rows)}</div></details>"
    )


def copied(command: str) -> str:
    """Return a command with the button that copies it."""
    return (
        f'<div class="command"><pre tabindex="0"><code>{escape(command)}</code></pre>'
        '<button type="button" class="copy">Copy</button></div>'
    )


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table of ready cells, each with its column's name for narrow screens."""
    top = "".join(f'<th scope="col">{name}</th>' for name in head)
    lines = "".join(
        "<tr>"
        + "".join(
            f'<td data-head="{name}">{cell}</td>' for name, cell in zip(head, row, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"


def linked(kind: str, names: Collection[str]) -> str:
    """Return a kind in words, with links to the named ones."""
    return re.sub(
        r"\w+",
        lambda word: f'<a href="#shape-{word[0]}">{word[0]}</a>' if word[0] in names else word[0],
        escape(kind),
    )


def prose(text: str) -> str:
    """Return text with what stands in backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _kind(field: Field, names: Collection[str]) -> str:
    note = f'<br><span class="note">{prose(field.says)}</span>' if field.says else ""
    return linked(field.kind, names) + note


def _default(field: Field) -> str:
    if field.is_required:
        return "required"
    absent = "null" if "null" in field.kind else "empty"
    return f"<code>{escape(field.default or absent)}</code>"


def _asked(route: Route, names: Collection[str]) -> str:
    parts = [_input(field, f"{route.id}-{field.name}") for field in route.fields]
    if route.body:
        area = f"{route.id}-body"
        parts.append(
            f'<label for="{area}">body <span class="note">JSON, '
            f"{linked(route.body_shape, names)}</span></label>"
            f'<textarea id="{area}" name="body" spellcheck="false" '
            f'rows="{route.body.count(chr(10)) + 1}">{escape(route.body)}</textarea>'
        )
    return f'<div class="asked">{"".join(parts)}</div>' if parts else ""


def _input(field: Field, place: str) -> str:
    notes = [field.says, "required" if field.is_required else f"default {field.default}"]
    note = "; ".join(filter(None, notes))
    required = " required" if field.is_required else ""
    return (
        f'<label for="{place}">{escape(field.name)} <span class="note">{escape(note)}</span>'
        f'</label><input id="{place}" name="{escape(field.name)}" data-where="{field.where}" '
        f'value="{escape(field.example)}" autocomplete="off" spellcheck="false"{required}>'
    )


def _answers(answers: Iterable[Answer], names: Collection[str]) -> str:
    def row(is_good: bool, statuses: list[str], kind: str) -> tuple[str, str]:
        look, sign = ("good", "✓") if is_good else ("bad", "✗")
        said = f'<span class="status {look}">{sign} {", ".join(statuses)}</span>'
        return said, linked(kind, names)

    alike = groupby(answers, key=lambda answer: (answer.is_good, answer.shape))
    rows = (row(good, [one.status for one in found], kind) for (good, kind), found in alike)
    return table(("status", "body"), rows)
