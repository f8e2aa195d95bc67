"""A template send: name, language, text parameters of header and body, button parameters."""

import re
from collections.abc import Sequence

import msgspec

from windtunnel.domain.content import other_sha, template_sha
from windtunnel.domain.submit import ButtonParameter, Parameter, Submit
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.body import Component, ParameterBody, TemplateBody
from windtunnel.providers.meta.refusals import refused

BUTTON_INDEX_MAX = 9
PARAMETERS_MAX = 100
"""Ours: no text of 1,024 characters has more variables."""

_SPACED = re.compile(rf"[\n\r\t]| {{{facts.SPACES_MAX + 1}}}")
_is_spaced = _SPACED.search


def fill_template(submit: Submit, template: TemplateBody | None, raw: bytes) -> None:
    """Take the template of a send; the first thing that is wrong becomes the refusal."""
    submit.form = "template"
    if template is None or not template.name:
        submit.template = ""
        submit.content_sha = other_sha(raw)
        refused(submit, "parameter_missing", "The parameter template['name'] is required.")
        return
    submit.template = name = template.name
    lang = (template.language.code if template.language is not None else None) or ""
    submit.lang = lang[: facts.NAME_CHARS_MAX]
    if len(name) > facts.TEMPLATE_NAME_CHARS_MAX:
        limit = facts.TEMPLATE_NAME_CHARS_MAX
        what = f"Param template['name'] must be at most {limit} characters long."
        refused(submit, "value_invalid", what)
        submit.template = name[:limit]
    if not lang:
        what = "The parameter template['language']['code'] is required."
        refused(submit, "parameter_missing", what)
    buttons: list[ButtonParameter] = []
    for component in template.components or ():
        _take_component(submit, component, buttons)
    if len(buttons) > 1:
        buttons.sort(key=lambda button: button.index)
    submit.buttons = tuple(buttons)
    submit.content_sha = template_sha(
        name,
        header=_texts(submit.header),
        body=_texts(submit.body),
        buttons=[button.text for button in buttons],
    )


def _take_component(submit: Submit, component: Component, buttons: list[ButtonParameter]) -> None:
    kind = component.type.lower()
    given = component.parameters or ()
    if len(given) > PARAMETERS_MAX:
        what = f"{kind[:20]}: {len(given)} parameters; at most {PARAMETERS_MAX} are allowed"
        refused(submit, "value_invalid", what)
    elif kind == "body":
        submit.body = _parameters(submit, "body", given)
    elif kind == "button":
        _take_button(submit, component, buttons)
    elif kind == "header":
        submit.header = _parameters(submit, "header", given)
    elif kind in facts.COMPONENTS_ELSEWHERE:
        what = f"Component {kind} is one that this simulator does not take yet"
        refused(submit, "type_unsupported", what)
    else:
        what = "Param template['components']['type'] must be one of {BODY, BUTTON, HEADER}."
        refused(submit, "value_invalid", what)


def _parameters(
    submit: Submit, part: str, given: Sequence[ParameterBody]
) -> tuple[Parameter, ...]:
    taken = []
    for parameter in given:
        text = _plain(parameter.text)
        if parameter.type != "text" and parameter.type.lower() != "text":
            _refuse_kind(submit, part, parameter.type.lower())
        else:
            _check_text(submit, text)
        taken.append(Parameter(text=text, name=parameter.parameter_name))
    return tuple(taken)


def _plain(given: str | float | bool | None) -> str:
    """Return a parameter's text; one that is no string is written as JSON writes it."""
    if isinstance(given, str):
        return given
    return "" if given is None else msgspec.json.encode(given).decode()


def _refuse_kind(submit: Submit, part: str, kind: str) -> None:
    if kind in facts.PARAMETERS_ELSEWHERE:
        what = f"{part}: parameter type {kind} is one that this simulator does not take yet"
        refused(submit, "type_unsupported", what)
    else:
        refused(submit, "value_invalid", f"{part}: {kind[:20]!r} is not a parameter type")


def _check_text(submit: Submit, text: str) -> None:
    if not text:
        # Source of the words: GH:shridarpatil/frappe_whatsapp#43, read 2026-11-24.
        what = "Parameter 'text' is mandatory for component parameter type 'text'"
        refused(submit, "bad_parameter", what)
    elif _is_spaced(text):
        what = (
            "Param text cannot have new-line/tab characters or more than "
            f"{facts.SPACES_MAX} consecutive spaces"
        )
        refused(submit, "template_parameter_text", what)


def _take_button(submit: Submit, component: Component, buttons: list[ButtonParameter]) -> None:
    index = _index(component.index)
    if not 0 <= index <= BUTTON_INDEX_MAX:
        refused(submit, "value_invalid", f"buttons: index must be 0 to {BUTTON_INDEX_MAX}")
        return
    kind = (component.sub_type or "").lower()
    if kind not in facts.BUTTONS_HERE:
        if kind in facts.BUTTONS_ELSEWHERE:
            what = f"Button sub_type {kind} is one that this simulator does not take yet"
            refused(submit, "type_unsupported", what)
        else:
            refused(submit, "value_invalid", f"buttons: {kind[:20]!r} is not a sub_type")
        return
    for parameter in (component.parameters or ())[:1]:
        text = _plain(parameter.text) or parameter.payload or parameter.coupon_code or ""
        if text:
            buttons.append(ButtonParameter(index=index, sub_type=kind, text=text))


def _index(given: int | str | None) -> int:
    """Return a button's index, 0 where none is given, -1 where it is no number."""
    if given is None:
        return 0
    if isinstance(given, int):
        return given
    return int(given) if given.isascii() and given.isdigit() and len(given) == 1 else -1


def _texts(parameters: Sequence[Parameter]) -> list[str]:
    if any(parameter.name for parameter in parameters):
        return sorted(f"{parameter.name}={parameter.text}" for parameter in parameters)
    return [parameter.text for parameter in parameters]
