"""Templates as the management endpoints list them.

Source: D:templates and Meta's OpenAPI document v23.0, read 2026-11-22; that each variable has its
example and each list a summary, from what PYWA 4.5.0 reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from windtunnel.domain.dialect import WorldView
from windtunnel.domain.worldspec import TEMPLATES_MAX, ButtonSpec, TemplateSpec
from windtunnel.providers.meta.ids import template_id

TEMPLATE_FIELDS: tuple[str, ...] = (
    "name",
    "parameter_format",
    "components",
    "language",
    "status",
    "category",
)
"""What the list shows without `fields`, beside the id."""

TEMPLATE_FILTERS = ("name", "status", "category", "language")
RATED_AT_UNIX_S = 1_764_000_000
"""When every template was last rated: the simulator has no notion of it."""

_PLACE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_OTP_URL = "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}"


def matching(found: Sequence[dict[str, Any]], query: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what a query's filters let through: a part of the name, one of several values."""
    kept = list(found)
    for field in TEMPLATE_FILTERS:
        wanted = query.get(field)
        if wanted is None:
            continue
        if field == "name":
            kept = [fields for fields in kept if wanted in fields["name"]]
        else:
            several = wanted.split(",")
            kept = [fields for fields in kept if fields[field] in several]
    return kept


def template_summary(query: Mapping[str, str], *, total: int, count: int) -> dict[str, Any] | None:
    """Return the totals that a query asks for by `summary`, None where it asks for none."""
    known = {
        "total_count": total,
        "message_template_count": count,
        "message_template_limit": TEMPLATES_MAX,
        "are_translations_complete": True,
    }
    asked = query.get("summary")
    if asked is None:
        return None
    return {name: known[name] for name in asked.split(",") if name in known}


def template_fields(template: TemplateSpec, world: WorldView) -> dict[str, Any]:
    """Return every field of a template."""
    drawn = world.drawn("template", template.name, template.lang)[0]
    names = _PLACE.findall(template.header + template.body)
    is_named = any(not name.isdecimal() for name in names)
    return {
        "id": template_id(drawn),
        "name": template.name,
        "language": template.lang,
        "status": template.state,
        "category": template.category.upper(),
        "parameter_format": "NAMED" if is_named else "POSITIONAL",
        "components": list(_components(template)),
        "quality_score": {"score": "UNKNOWN", "date": RATED_AT_UNIX_S},
        "rejected_reason": "NONE",
    }


def _components(template: TemplateSpec) -> Iterator[dict[str, Any]]:
    if template.header:
        header: dict[str, Any] = {"type": "HEADER", "format": "TEXT", "text": template.header}
        yield header | _example("header_text", template.header)
    yield {"type": "BODY", "text": template.body} | _example("body_text", template.body)
    if template.footer:
        yield {"type": "FOOTER", "text": template.footer}
    if template.buttons:
        yield {"type": "BUTTONS", "buttons": [_button(button) for button in template.buttons]}


def _example(part: str, text: str) -> dict[str, Any]:
    """Return the examples that Meta asks for with each variable, nothing where there is none."""
    names = list(dict.fromkeys(_PLACE.findall(text)))
    if not names:
        return {}
    if any(not name.isdecimal() for name in names):
        named = [{"param_name": name, "example": f"a {name}"} for name in names]
        return {"example": {f"{part}_named_params": named}}
    values: list[Any] = [f"value {name}" for name in names]
    return {"example": {part: values if part == "header_text" else [values]}}


def _button(button: ButtonSpec) -> dict[str, Any]:
    """Return a button; an OTP one is listed back as a URL (D:authentication-templates)."""
    if button.kind == "quick_reply":
        return {"type": "QUICK_REPLY", "text": button.text}
    url = button.url or (_OTP_URL if button.kind == "otp" else "")
    shown: dict[str, Any] = {"type": "URL", "text": button.text, "url": url}
    if _PLACE.search(url):
        shown["example"] = [_PLACE.sub("value", url)]
    return shown
