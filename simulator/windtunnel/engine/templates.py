"""Templates as the platform fills them: parameters counted from the {{..}} of the text."""

import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.submit import Parameter, Submit
from windtunnel.domain.worldspec import NAME_MAX, TEMPLATES_MAX, TemplateSpec, TemplateState

BODY_CHARS_MAX = 1_024
HEADER_CHARS_MAX = 60
BUTTONS_MAX = 10

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_STATE_REASONS: dict[str, str] = {
    "PENDING": "template_missing",
    "REJECTED": "template_missing",
    "PAUSED": "template_paused",
    "DISABLED": "template_disabled",
}
_BUTTON_TYPES = {"otp": "Url", "url": "Url", "quick_reply": "QuickReply"}


class Flaw(msgspec.Struct, kw_only=True, gc=False):
    """Why a template cannot be filled: the reason and the fields of its details."""

    reason: str
    fields: dict[str, str] = {}


class Filled(msgspec.Struct, kw_only=True, gc=False):
    """A template with its parameters in place."""

    text: str
    buttons: tuple[str, ...]
    otp: str | None


class Pattern:
    """A text with places, cut once: literal, place, literal, place, ..., literal."""

    __slots__ = ("_pieces", "is_named", "names")

    def __init__(self, text: str) -> None:
        self._pieces = _PLACE.split(text)
        self.names = tuple(dict.fromkeys(self._pieces[1::2]))
        self.is_named = any(not name.isdecimal() for name in self.names)

    def fill(self, given: tuple[Parameter, ...]) -> str | None:
        """Return the text with its parameters, or None where they do not fit."""
        names = self.names
        if len(given) != len(names):
            return None
        if not names:
            return self._pieces[0]
        values = self._named(given) if self.is_named else _positional(names, given)
        if values is None:
            return None
        pieces = self._pieces.copy()
        for at in range(1, len(pieces), 2):
            pieces[at] = values[pieces[at]]
        return "".join(pieces)

    def _named(self, given: tuple[Parameter, ...]) -> Mapping[str, str] | None:
        values = {parameter.name or "": parameter.text for parameter in given}
        return values if values.keys() == set(self.names) else None


def _positional(names: tuple[str, ...], given: tuple[Parameter, ...]) -> Mapping[str, str]:
    ordered = sorted(names, key=int)
    return {name: parameter.text for name, parameter in zip(ordered, given, strict=True)}


class Button:
    """A button; `takes` says whether it wants a parameter."""

    __slots__ = ("kind", "takes", "text", "url")

    def __init__(self, *, kind: str, text: str, url: str) -> None:
        self.kind = kind
        self.text = text
        self.url = Pattern(url)
        self.takes = kind == "otp" or (kind == "url" and (not url or bool(self.url.names)))

    def face(self, parameter: str | None) -> str:
        """Return what the customer sees: the text, and where a link leads."""
        if self.kind != "url":
            return self.text
        given = () if parameter is None else (Parameter(text=parameter),)
        link = self.url.fill(given) or parameter or ""
        return f"{self.text} {link}".strip()


class Template:
    """One template in one language."""

    __slots__ = ("body", "buttons", "footer", "header", "is_auth", "spec", "state_reason")

    def __init__(self, spec: TemplateSpec) -> None:
        self.spec = spec
        self.header = Pattern(spec.header)
        self.body = Pattern(spec.body)
        self.footer = spec.footer
        self.buttons = tuple(Button(kind=b.kind, text=b.text, url=b.url) for b in spec.buttons)
        self.is_auth = spec.category == "authentication"
        self.state_reason = _STATE_REASONS.get(spec.state)

    def fill(self, submit: Submit) -> Filled | Flaw:
        """Put a submit's parameters in place."""
        header = self.header.fill(submit.header)
        if header is None:
            return _wrong_count("header", len(submit.header), len(self.header.names))
        body = self.body.fill(submit.body)
        if body is None:
            return _wrong_count("body", len(submit.body), len(self.body.names))
        if len(body) > BODY_CHARS_MAX or len(header) > HEADER_CHARS_MAX:
            return _too_long("body" if len(body) > BODY_CHARS_MAX else "header")
        buttons: tuple[str, ...] = ()
        otp = submit.body[0].text if self.is_auth and submit.body else None
        if self.buttons or submit.buttons:
            given = {button.index: button.text for button in submit.buttons}
            flaw = self._button_flaw(given)
            if flaw is not None:
                return flaw
            buttons = tuple(b.face(given.get(at)) for at, b in enumerate(self.buttons))
        text = "\n".join(part for part in (header, body, self.footer) if part)
        return Filled(text=text, buttons=buttons, otp=otp)

    def _button_flaw(self, given: dict[int, str]) -> Flaw | None:
        for at, button in enumerate(self.buttons):
            if button.takes and at not in given:
                return Flaw(
                    reason="template_button_parameter",
                    fields={"index": str(at), "kind": _BUTTON_TYPES[button.kind]},
                )
            if at in given and button.kind == "url" and not button.takes:
                return _wrong_count("buttons", 1, 0)
        extra = sum(at >= len(self.buttons) for at in given)
        return _wrong_count("buttons", len(given), len(given) - extra) if extra else None


def _wrong_count(part: str, given: int, expected: int) -> Flaw:
    return Flaw(
        reason="template_parameters",
        fields={"part": part, "given": str(given), "expected": str(expected)},
    )


def _too_long(part: str) -> Flaw:
    limit = BODY_CHARS_MAX if part == "body" else HEADER_CHARS_MAX
    return Flaw(reason="template_too_long", fields={"part": part, "limit": str(limit)})


class TemplateBook:
    """An account's templates by (name, language)."""

    def __init__(self) -> None:
        self.templates: dict[tuple[str, str], Template] = {}
        self.pauses: dict[tuple[str, str], int] = {}

    def add(self, spec: TemplateSpec) -> None:
        """Create a template, or replace the one of this name and language.

        Raises:
            ConfigError: a name, a language or a number of buttons outside its bound.
            LimitError: too many templates.
        """
        for what, text in (("name", spec.name), ("language", spec.lang)):
            if not 0 < len(text) <= NAME_MAX:
                raise ConfigError(
                    f"a template's {what} has {len(text)} characters; must be 1 to {NAME_MAX}"
                )
        if len(spec.buttons) > BUTTONS_MAX:
            raise ConfigError(
                f"template {spec.name} has {len(spec.buttons)} buttons; at most {BUTTONS_MAX}"
            )
        key = (spec.name, spec.lang)
        if key not in self.templates and len(self.templates) >= TEMPLATES_MAX:
            raise LimitError(f"this world has {TEMPLATES_MAX} templates, the most it may have")
        self.templates[key] = Template(spec)

    def set_state(self, name: str, lang: str, state: TemplateState) -> TemplateState:
        """Change a template's state; return the one that it left.

        Raises:
            UnknownThing: there is no such template in this language.
        """
        template = self.templates.get((name, lang))
        if template is None:
            langs = [known for title, known in self.templates if title == name]
            raise UnknownThing(
                f"no template {name!r} in {lang!r}; it exists in {', '.join(langs) or 'none'}"
            )
        before = template.spec.state
        self.add(replace(template.spec, state=state))
        if state == "PAUSED" != before:
            self.pauses[name, lang] = self.pauses.get((name, lang), 0) + 1
        return before

    def specs(self) -> dict[tuple[str, str], TemplateSpec]:
        """Return every template's spec by (name, language)."""
        return {key: template.spec for key, template in self.templates.items()}
