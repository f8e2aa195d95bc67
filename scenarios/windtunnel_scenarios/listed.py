"""A message that is listed with all its content, and the intent that it becomes."""

from typing import Protocol

import msgspec

from windtunnel.domain.countries import country_of
from windtunnel.domain.facts import MessageScope
from windtunnel.domain.marker import marker_of
from windtunnel.domain.sender import Intent
from windtunnel_scenarios.texts import LIBRARY_SHELF, Shelf, said

MARK = "{marker}"
"""Stands in a text, a parameter or a code for the message's marker."""


class Listed(Protocol):
    """What a listed message says, beside its times; `MARK` in its parts stands for its marker."""

    @property
    def recipient(self) -> str:
        """Whom it is for, digits."""

    @property
    def number(self) -> str:
        """The sending number's name."""

    @property
    def scope(self) -> MessageScope:
        """What kind of message it is."""

    @property
    def text(self) -> str:
        """The body of a free-form message."""

    @property
    def template(self) -> str | None:
        """A template's name."""

    @property
    def lang(self) -> str | None:
        """Its language."""

    @property
    def header(self) -> tuple[str, ...]:
        """Its header parameters."""

    @property
    def body(self) -> tuple[str, ...]:
        """Its body parameters."""

    @property
    def named(self) -> dict[str, str]:
        """Its named parameters."""

    @property
    def code(self) -> str | None:
        """A one-time code."""

    @property
    def order_key(self) -> str | None:
        """Messages of one key are to arrive in order."""


def intent_of(
    listed: Listed,
    *,
    index: int,
    flow: str,
    at_us: int,
    deadline_us: int | None,
    shelf: Shelf = LIBRARY_SHELF,
) -> Intent:
    """Return the intent of a listed message; `shelf` holds the templates that there are."""
    marker = marker_of(index)
    form = "free" if listed.template is None else "template"
    found = Intent(
        intent=index,
        marker=marker,
        recipient=listed.recipient,
        country=country_of(listed.recipient),
        number=listed.number,
        flow=flow,
        form="auth" if listed.code is not None else form,  # type: ignore[arg-type]
        scope="service" if listed.template is None else listed.scope,
        intended_us=at_us,
        text=listed.text.replace(MARK, marker),
        template=listed.template,
        lang=listed.lang,
        header=tuple(text.replace(MARK, marker) for text in listed.header),
        body=tuple(text.replace(MARK, marker) for text in listed.body),
        named={name: text.replace(MARK, marker) for name, text in listed.named.items()},
        code=None if listed.code is None else listed.code.replace(MARK, marker),
        deadline_us=deadline_us,
        order_key=listed.order_key,
    )
    if listed.template is None or listed.text:
        return found
    return msgspec.structs.replace(found, text=said(found, shelf))


def has_marker(listed: Listed) -> bool:
    """Say whether some part of a listed message holds MARK."""
    parts = (listed.text, listed.code or "", *listed.header, *listed.body)
    return MARK in "".join((*parts, *listed.named.values()))
