"""What a template says with its parameters in it: what is sent where a provider has none."""

import re
from collections.abc import Iterable, Mapping, Sequence

from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import TemplateSpec
from windtunnel_scenarios.templates import LIBRARY

_PLACE = re.compile(r"\{\{(\w+)\}\}")
Shelf = Mapping[tuple[str, str], TemplateSpec]
"""Templates by name and language."""


def shelf_of(templates: Iterable[TemplateSpec]) -> Shelf:
    """Return templates as they are looked up."""
    return {(spec.name, spec.lang): spec for spec in templates}


LIBRARY_SHELF = shelf_of(LIBRARY)


def said(intent: Intent, shelf: Shelf = LIBRARY_SHELF) -> str:
    """Return what an intent's template says in its language, "" where it has no template.

    Its parts stand below one another, without buttons. What a template leaves out of the
    parameters, or all of them where it is not known, comes behind, so that the marker is in it.
    """
    if intent.template is None:
        return ""
    code = () if intent.code is None else (intent.code,)
    body = {**_numbered(intent.body or code), **intent.named}
    spec = shelf.get((intent.template, intent.lang or "en"))
    parts = [*intent.header, *body.values()]
    if spec is not None:
        filled = (_filled(spec.header, _numbered(intent.header)), _filled(spec.body, body))
        parts = [part for part in (*filled, spec.footer) if part]
    text = "\n".join(parts)
    return text if intent.marker in text else f"{text}\n{intent.marker}".lstrip("\n")


def _numbered(texts: Sequence[str]) -> dict[str, str]:
    return {str(place): text for place, text in enumerate(texts, 1)}


def _filled(text: str, parameters: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: parameters.get(found[1], found[0]), text)
