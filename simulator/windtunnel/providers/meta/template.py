"""A template send: name, language, text parameters of header and body, button parameters."""

from collections.abc import Sequence

from windtunnel.domain.content import template_sha
from windtunnel.domain.reasons import Reason
from windtunnel.domain.submit import ButtonParameter, Parameter, Refusal, Submit
from windtunnel.providers.meta import facts
from windtunnel.providers.meta.body import Component, ParameterBody, TemplateBody

BUTTON_INDEX_MAX = 9


def fill_template(submit: Submit, template: TemplateBody | None) -> None:
    """Take the template of a send; the first thing that is wrong becomes the refusal."""
    submit.form = "template"
    if template is None or not template.name:
        submit.template = ""
        _refuse(submit, "parameter_missing", "The parameter template['name'] is required.")
        return
    submit.template = template.name
    submit.lang = template.language.code if template.language is not None else None
    if len(template.name) > facts.TEMPLATE_NAME_CHARS_MAX:
        _refuse(submit, "value_invalid", "Param template['name'] is too long")
    if not submit.lang:
        submit.lang = ""
        what = "The parameter template['language']['code'] is required."
        _refuse(submit, "parameter_missing", what)
    buttons: list[ButtonParameter] = []
    for component in template.components:
        _take_component(submit, component, buttons)
    submit.buttons = tuple(sorted(buttons, key=lambda button: button.index))
    submit.content_sha = template_sha(
        template.name,
        submit.lang,
        header=_texts(submit.header),
        body=_texts(submit.body),
        buttons=[button.text for button in submit.buttons],
    )


def _take_component(submit: Submit, component: Component, buttons: list[ButtonParameter]) -> None:
    kind = component.type.lower()
    if kind == "header":
        submit.header = _parameters(submit, "header", component.parameters)
    elif kind == "body":
        submit.body = _parameters(submit, "body", component.parameters)
    elif kind == "button":
        _take_button(submit, component, buttons)
    else:
        _refuse(
            submit,
            "value_invalid",
            f"template components: type {component.type[:30]!r} is not header, body or button",
        )


def _parameters(
    submit: Submit, part: str, given: Sequence[ParameterBody]
) -> tuple[Parameter, ...]:
    taken = []
    for index, parameter in enumerate(given):
        if parameter.type.lower() != "text":
            kind = parameter.type[:20]
            what = f"{part}: parameter type {kind!r} is not supported by this simulator yet"
            _refuse(submit, "type_unsupported", what)
        elif not parameter.text:
            what = f"{part}: parameter at index {index} of type text requires text"
            _refuse(submit, "parameter_missing", what)
        taken.append(Parameter(text=parameter.text or "", name=parameter.parameter_name))
    return tuple(taken)


def _take_button(submit: Submit, component: Component, buttons: list[ButtonParameter]) -> None:
    try:
        index = int(component.index)
    except ValueError:
        index = -1
    if not 0 <= index <= BUTTON_INDEX_MAX:
        _refuse(submit, "value_invalid", "buttons: index must be 0 to 9")
        return
    for parameter in component.parameters[:1]:
        text = parameter.text or parameter.payload or parameter.coupon_code or ""
        buttons.append(
            ButtonParameter(index=index, sub_type=component.sub_type.lower(), text=text)
        )


def _texts(parameters: Sequence[Parameter]) -> list[str]:
    if any(parameter.name for parameter in parameters):
        return sorted(f"{parameter.name}={parameter.text}" for parameter in parameters)
    return [parameter.text for parameter in parameters]


def _refuse(submit: Submit, reason: Reason, what: str) -> None:
    if submit.refusal is None:
        submit.refusal = Refusal(reason=reason, fields={"what": what})
