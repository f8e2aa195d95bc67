"""What a template says: the content where a provider has no templates."""

import msgspec
import pytest

from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import TemplateSpec
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_scenarios.texts import said, shelf_of

MARKER = "wtAAAAAAAA"


def intent(**more):
    given = {"template": "order_confirmed", "lang": "de", "body": ("Ada", MARKER, "€ 5.00")}
    return Intent(
        intent=0,
        marker=MARKER,
        recipient="5511999990001",
        country="BR",
        number="main",
        flow="order",
        form="template",
        scope="utility",
        intended_us=0,
        **(given | more),
    )


def test_a_template_says_its_text_in_the_customers_language():
    expected = f"Hallo Ada, Ihre Bestellung {MARKER} ist bestätigt. Die Summe ist € 5.00. Danke."
    assert said(intent()) == expected


def test_a_code_stands_where_the_template_has_it():
    found = said(intent(template="login_code", lang="en", body=(), code=MARKER))
    assert found == f"{MARKER} is your verification code."


def test_header_and_footer_stand_on_lines_of_their_own():
    spec = TemplateSpec(name="t", header="For {{1}}", body="{{who}}: {{1}}", footer="Bye")
    found = said(
        intent(template="t", lang="en", header=("Ada",), body=(MARKER,), named={"who": "We"}),
        shelf_of((spec,)),
    )
    assert found == f"For Ada\nWe: {MARKER}\nBye"


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"lang": "xx"}, f"Ada\n{MARKER}\n€ 5.00"),
        ({"lang": None, "template": "none", "body": ()}, MARKER),
        ({"lang": "en", "body": ("Ada", "1", "2")}, "is confirmed. The total is 2. Thank you.\n"),
    ],
    ids=["no such language", "no such template", "no marker in it"],
)
def test_the_marker_is_always_in_it(more, expected):
    found = said(intent(**more))
    assert expected in found
    assert MARKER in found


def test_a_free_form_message_has_no_template_to_speak():
    assert said(intent(template=None)) == ""


def test_every_message_of_a_plan_says_its_marker_and_keeps_its_template():
    plan = make_plan(load_scenario("checkout-rush"))
    for each in (*plan.intents, plan.arming):
        assert each.template is not None
        assert each.marker in each.text
        assert said(msgspec.structs.replace(each, text="")) == each.text
