"""Reading a template send: header, body and button parameters."""

import pytest
from metaworld import parameters, refusal, submit, template

from windtunnel.domain.content import template_sha
from windtunnel.domain.submit import ButtonParameter, Parameter


@pytest.mark.proves(
    "meta",
    "type template: language",
    "type template: header",
    "type template: body",
    "type template",
)
def test_header_and_body_parameters_are_read_in_order():
    parts = [parameters("header", "7"), parameters("body", "Ada", "soon")]
    taken = submit(template(components=parts))
    assert taken.refusal is None
    assert (taken.template, taken.lang, taken.form) == ("order", "en_US", "template")
    assert [one.text for one in taken.header] == ["7"]
    assert [one.text for one in taken.body] == ["Ada", "soon"]
    sha = template_sha("order", header=["7"], body=["Ada", "soon"])
    assert taken.content_sha == sha


@pytest.mark.proves("meta", "type template: button url", "type template: button copy_code")
def test_a_code_goes_into_the_body_and_the_otp_button():
    # Source: D:templates/authentication-templates, the example of a send, read 2026-11-22.
    button = parameters("button", "123456", sub_type="url", index="0")
    taken = submit(template("login", "en", [parameters("body", "123456"), button]))
    assert taken.refusal is None
    assert taken.buttons == (ButtonParameter(index=0, sub_type="url", text="123456"),)
    sha = template_sha("login", body=["123456"], buttons=["123456"])
    assert taken.content_sha == sha


@pytest.mark.proves("meta", "type template: named parameters")
def test_named_parameters_keep_their_names_and_their_order_does_not_matter():
    one = {"type": "text", "parameter_name": "name", "text": "Ada"}
    other = {"type": "text", "parameter_name": "town", "text": "Ulm"}
    taken = [
        submit(template(components=[{"type": "body", "parameters": given}]))
        for given in ([one, other], [other, one])
    ]
    assert taken[0].body == (
        Parameter(text="Ada", name="name"),
        Parameter(text="Ulm", name="town"),
    )
    assert taken[0].content_sha == taken[1].content_sha


@pytest.mark.parametrize("index", [1, "1"])
def test_a_button_index_is_a_number_or_its_digit(index):
    button = parameters("button", "x", sub_type="URL", index=index)
    assert submit(template(components=[button])).buttons[0].index == 1


def test_buttons_are_in_order_of_index():
    given = [parameters("button", t, sub_type="url", index=i) for t, i in (("b", 1), ("a", 0))]
    assert [one.text for one in submit(template(components=given)).buttons] == ["a", "b"]


def test_a_button_without_an_index_is_the_first():
    button = parameters("button", "x", sub_type="url")
    assert submit(template(components=[button])).buttons[0].index == 0


@pytest.mark.proves("meta", "type template: button quick_reply")
def test_a_quick_reply_takes_a_payload():
    button = {"type": "button", "sub_type": "quick_reply", "index": 0}
    button["parameters"] = [{"type": "payload", "payload": "STOP"}]
    assert submit(template(components=[button])).buttons[0].text == "STOP"


@pytest.mark.parametrize(
    ("given", "said"),
    [(9999, "9999"), (1.5, "1.5"), (True, "true"), (0, "0"), (2**64, str(2**64))],
)
def test_a_text_parameter_may_be_a_number_or_a_boolean(given, said):
    # Source: Meta's OpenAPI document v23.0, "Send Sample Issue Resolution Template".
    part = {"type": "body", "parameters": [{"type": "text", "text": given}]}
    assert submit(template(components=[part])).body[0].text == said


def test_components_may_be_absent():
    body = template()
    del body["template"]["components"]
    assert submit(body).refusal is None


BAD = [
    (template(template=None), "parameter_missing", "The parameter template['name'] is required."),
    (template(name=""), "parameter_missing", "The parameter template['name'] is required."),
    (
        template(name="a" * 513),
        "value_invalid",
        "Param template['name'] must be at most 512 characters long.",
    ),
    (
        template(lang=None),
        "parameter_missing",
        "The parameter template['language']['code'] is required.",
    ),
    (
        template(components=[parameters("body", "")]),
        "bad_parameter",
        "Parameter 'text' is mandatory for component parameter type 'text'",
    ),
    (
        template(components=[parameters("foot", "a")]),
        "value_invalid",
        "Param template['components']['type'] must be one of {BODY, BUTTON, HEADER}.",
    ),
    (
        template(components=[{"type": "carousel", "cards": []}]),
        "type_unsupported",
        "Component carousel is one that this simulator does not take yet",
    ),
    (
        template(components=[{"type": "header", "parameters": [{"type": "image", "image": {}}]}]),
        "type_unsupported",
        "header: parameter type image is one that this simulator does not take yet",
    ),
    (
        template(components=[{"type": "header", "parameters": [{"type": "smell"}]}]),
        "value_invalid",
        "header: 'smell' is not a parameter type",
    ),
    (
        template(components=[parameters("body", *["a"] * 101)]),
        "value_invalid",
        "body: 101 parameters; at most 100 are allowed",
    ),
    (
        template(components=[parameters("button", "a", sub_type="flow", index=0)]),
        "type_unsupported",
        "Button sub_type flow is one that this simulator does not take yet",
    ),
    (
        template(components=[parameters("button", "a", sub_type="push", index=0)]),
        "value_invalid",
        "buttons: 'push' is not a sub_type",
    ),
    *(
        (
            template(components=[parameters("button", "a", sub_type="url", index=index)]),
            "value_invalid",
            "buttons: index must be 0 to 9",
        )
        for index in (10, -1, "x", "10", "٣")
    ),
]


@pytest.mark.parametrize(("body", "reason", "words"), BAD)
def test_what_is_wrong_with_a_template_is_said(body, reason, words):
    assert refusal(body) == (reason, words)


@pytest.mark.parametrize("said", ["a\nb", "a\tb", "a\rb", "a     b"])
def test_a_parameter_with_a_line_break_or_five_spaces_is_refused(said):
    reason, words = refusal(template(components=[parameters("body", said)]))
    assert reason == "template_parameter_text"
    assert words.startswith("Param text cannot have new-line/tab characters")


@pytest.mark.parametrize(("count", "is_taken"), [(100, True), (101, False)])
def test_a_part_has_a_hundred_parameters_at_most(count, is_taken):
    taken = submit(template(components=[parameters("body", *"x" * count)]))
    assert (taken.refusal is None) is is_taken


def test_four_spaces_are_taken():
    assert submit(template(components=[parameters("body", "a    b")])).refusal is None


def test_a_misspelt_key_of_a_parameter_is_refused():
    body = template(components=[{"type": "body", "parameters": [{"type": "text", "txt": "a"}]}])
    assert refusal(body)[0] == "malformed"


def test_an_otp_button_without_a_parameter_has_none():
    body = template(components=[{"type": "button", "sub_type": "url", "index": 0}])
    assert submit(body).buttons == ()
