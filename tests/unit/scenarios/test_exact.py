"""Scenarios that list their messages one by one."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.marker import marker_of
from windtunnel_scenarios import load_scenario, make_plan

GOOD = """\
# Why?
scenario: mine
starts: 2026-11-25T10:00-03:00
messages:
  - {at: 2s, recipient: "5511999990001", template: order_confirmed, lang: en, body: [Ada, "{marker}", x]}
  - {at: 1s, recipient: "5511999990002", text: "Hello {marker}", deadline: 5s}
  - {at: 3s, recipient: "5511999990002", template: login_code, lang: en, code: "{marker}"}
happenings:
  - {at: 1s, what: text, recipient: "5511999990002", text: hello}
  - {at: 0s, what: template, template: order_confirmed, state: PAUSED}
timeline:
  - {intent: 0, attempt: 1, fault: answer-lost}
"""  # noqa: E501


def load(tmp_path, text):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    return load_scenario(str(path))


def test_messages_stand_in_order_of_time_and_keep_their_place_as_index(tmp_path):
    plan = make_plan(load(tmp_path, GOOD))
    assert [(i.intent, i.intended_us) for i in plan.intents] == [
        (1, 1_000_000),
        (0, 2_000_000),
        (2, 3_000_000),
    ]
    assert plan.intents[1].body == ("Ada", marker_of(0), "x")
    assert plan.intents[0].deadline_us == 5_000_000
    assert [i.form for i in plan.intents] == ["free", "template", "auth"]


def test_what_happens_stands_in_order_of_time(tmp_path):
    plan = make_plan(load(tmp_path, GOOD))
    assert [(each.what, each.at_us) for each in plan.happenings] == [
        ("template", 0),
        ("text", 1_000_000),
    ]


def test_the_arming_message_goes_to_somebody_else(tmp_path):
    plan = make_plan(load(tmp_path, GOOD))
    assert plan.arming.template == "order_confirmed"
    assert plan.arming.recipient not in {intent.recipient for intent in plan.intents}


def test_another_happening_is_another_plan(tmp_path):
    one = make_plan(load(tmp_path, GOOD)).digest
    assert make_plan(load(tmp_path, GOOD.replace("text: hello", "text: moin"))).digest != one


def test_the_traffic_lasts_a_second_longer_than_its_last_message(tmp_path):
    assert load(tmp_path, GOOD).model.duration_us == 4_000_000


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ("{marker}", "marker", "mine.yaml:5: messages[0] no part of the content holds {marker}"),
        ("what: text", "what: sing", "happenings[0] what is 'sing'; known: text, opt-out"),
        ("text: hello", "words: hello", "words is not a key of text; allowed: recipient"),
        ("happenings:", "traffic: []\nhappenings:", None),
        ("what: text, recipient", "what: text, number: b, recipient", "happenings name number"),
        (
            "happenings:",
            "happenings:\n  - {what: rotation, overlap: soon}",
            "mine.yaml:9: happenings[0] is 'soon'; must be a duration",
        ),
        (
            "text: hello",
            "text: [hello]",
            "happenings[0] text is ['hello']; must be a single value",
        ),
        ("happenings:", "happenings:\n  - {what: clock}", "happenings[0] is None; must be a"),
        ('"5511999990001"', '"anna"', "messages[0].recipient is 'anna'"),
        ("template: order_confirmed, lang", "number: two, template: order_confirmed, lang", "two"),
        (
            GOOD[GOOD.index("messages") : GOOD.index("happenings")],
            "",
            "either traffic or messages",
        ),
    ],
)
def test_an_error_names_what_is_wrong(tmp_path, found, put, said):
    text = GOOD.replace(found, put, 1)
    if said is None:
        assert load(tmp_path, text).model.messages
        return
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, text)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ("  - {at: 2s, what: clock, by: -3m}\n", "clock"),
        ("  - {at: 2s, what: crash, step: 4}\n", "crash"),
        ("  - {at: 2s, what: rotation, overlap: 1m}\n", "rotation"),
        ('  - {at: 25h, what: text, recipient: "5511999990002"}\n', "jumps over 89997 s"),
        ('  - {at: 63s, what: text, recipient: "5511999990002"}\n', ""),
        ("", ""),
    ],
)
def test_what_needs_virtual_time_is_said(tmp_path, more, why):
    text = GOOD.replace("timeline:", more + "timeline:")
    found = load(tmp_path, text).model.virtual_only
    assert why in found if why else found == ""


def test_times_of_happenings_are_read_as_durations(tmp_path):
    more = "  - {at: 2s, what: clock, by: -3m}\n  - {at: 2s, what: rotation, overlap: 1m}\n"
    plan = make_plan(load(tmp_path, GOOD.replace("timeline:", more + "timeline:")))
    assert [each.fields for each in plan.happenings[2:]] == [
        {"by_us": -180_000_000},
        {"overlap_us": 60_000_000},
    ]


SALE = """\
# Why?
scenario: mine
starts: 2026-11-25T10:00-03:00
messages:
  - {at: 1s, recipient: "5511999990001", scope: SCOPE, template: spring_sale, body: ["{marker}"]}
happenings:
  - {at: 0s, what: consent, recipient: "5511999990001"}
  - {at: 1s, what: consent, recipient: "5511999990001", evidence: at the till}
  - {at: 2s, what: consent, recipient: "5511999990001", evidence: too late}
  - {at: 1s, what: consent, recipient: "5511999990002", evidence: somebody else}
"""


@pytest.mark.parametrize(
    ("scope", "evidence"), [("marketing", "at the till"), ("utility", "")], ids=str
)
def test_a_message_holds_the_newest_evidence_of_consent_to_its_scope(tmp_path, scope, evidence):
    (intent,) = make_plan(load(tmp_path, SALE.replace("SCOPE", scope))).intents
    assert intent.consent == evidence


def test_what_a_consent_leaves_out_is_said_in_the_plan(tmp_path):
    plan = make_plan(load(tmp_path, SALE.replace("SCOPE", "marketing")))
    assert plan.happenings[0].fields == {
        "recipient": "5511999990001",
        "scope": "marketing",
        "evidence": "web form",
    }


def test_the_arming_message_goes_to_somebody_who_agreed(tmp_path):
    assert make_plan(load(tmp_path, SALE.replace("SCOPE", "marketing"))).arming.consent
