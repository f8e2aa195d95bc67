import pytest
from worlds import World, params

from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import AddTemplate, SetTemplate
from windtunnel.domain.facts import AttemptFact, HandsetFact, TemplateStateFact
from windtunnel.domain.submit import ButtonParameter
from windtunnel.domain.worldspec import ButtonSpec, TemplateSpec
from windtunnel.engine import templates
from windtunnel.engine.templates import Pattern

ANA = "5511999990001"


def on_handset(**fields):
    world = World()
    assert world.send(ANA, **fields).accepted
    return world.finish().platform.inbox(ANA)[0]


def button(index, text):
    return ButtonParameter(index=index, sub_type="url", text=text)


def test_a_template_arrives_as_the_text_that_the_customer_reads():
    message = on_handset(template="greet", header=params("you"), body=params("Ana", "welcome"))
    assert message.text == "For you\nHello Ana, welcome!\nBye"


def test_named_parameters_go_where_their_names_stand():
    message = on_handset(template="named", body=params(town="Recife", name="Ana"))
    assert message.text == "Dear Ana of Recife"


def test_an_authentication_template_carries_its_code():
    message = on_handset(template="code", body=params("123"), buttons=(button(0, "123"),))
    assert (message.form, message.otp, message.buttons) == ("auth", "123", ("Copy code",))


def test_buttons_show_where_they_lead():
    message = on_handset(template="links", buttons=(button(1, "77"),))
    assert message.buttons == ("No", "Track https://t.example/77", "Home https://t.example/")


def test_a_url_button_without_a_url_shows_its_parameter():
    world = World()
    buttons = (ButtonSpec(kind="url", text="Go"),)
    world.step(AddTemplate(spec=TemplateSpec(name="bare", body="x", buttons=buttons)))
    assert not world.send(ANA, template="bare").accepted
    assert world.send(ANA, template="bare", buttons=(button(0, "there"),)).accepted
    assert world.finish().platform.inbox(ANA)[0].buttons == ("Go there",)


def test_facts_name_the_form_and_the_category_of_a_template():
    world = World()
    world.send(ANA, template="code", body=params("1"), buttons=(button(0, "1"),))
    world.finish()
    attempt, handset = world.facts(AttemptFact)[0], world.facts(HandsetFact)[0]
    assert (attempt.form, attempt.scope) == ("auth", "authentication")
    assert (handset.form, handset.scope, handset.template) == ("auth", "authentication", "code")


def test_an_unknown_template_has_no_category():
    world = World()
    world.send(ANA, template="gone")
    assert (world.facts(AttemptFact)[0].form, world.facts(AttemptFact)[0].scope) == (
        "template",
        None,
    )


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("{{2}} before {{1}}", params("a", "b"), "b before a"),
        ("{{1}} and {{ 1 }}", params("a"), "a and a"),
        ("{{1}} {{3}}", params("a", "b"), "a b"),
        ("{{x}} {{x}}", params(x="a"), "a a"),
        ("{{x}}", params("a"), None),
        ("{1} {{}}", (), "{1} {{}}"),
        ("", (), ""),
    ],
)
def test_places_are_counted_once_each(text, given, expected):
    assert Pattern(text).fill(given) == expected


def test_a_parameter_is_never_read_as_a_place():
    assert Pattern("{{1}} {{2}}").fill(params("{{2}}", "b")) == "{{2}} b"


def test_a_state_change_is_a_fact():
    world = World()
    world.step(SetTemplate(name="plain", lang="en", state="DISABLED"), at=5)
    event = "template:plain:en:DISABLED:1764000000"
    assert world.facts(TemplateStateFact)[-1] == TemplateStateFact(
        t=5, template="plain", lang="en", state="DISABLED", event=event
    )


@pytest.mark.parametrize(("part", "most"), [("body", 1024), ("header", 60)])
def test_a_filled_part_may_be_as_long_as_its_bound(part, most):
    world = World()
    world.step(AddTemplate(spec=TemplateSpec(name="long", **{part: "{{1}}"})))
    sends = [{part: params("x" * length)} for length in (most, most + 1)]
    assert [world.send(ANA, template="long", **each).accepted for each in sends] == [True, False]


def test_a_state_change_is_told_with_where_it_came_from():
    world = World()
    for state in ("PAUSED", "PAUSED", "APPROVED", "PAUSED"):
        world.step(SetTemplate(name="plain", lang="en", state=state))
    news = [push.events[0] for push in world.pushes()]
    assert [(e.state, e.before, e.pauses) for e in news] == [
        ("PAUSED", "APPROVED", 1),
        ("APPROVED", "PAUSED", 1),
        ("PAUSED", "APPROVED", 2),
    ]
    told = [fact.event for fact in world.facts(TemplateStateFact)[-4:]]
    assert [event for event in told if event is not None] == [e.event for e in news]
    assert len({e.event for e in news}) == 3


def test_nobody_hears_of_a_state_that_stays_or_where_nobody_subscribed():
    world = World()
    world.step(SetTemplate(name="paused", lang="en", state="PAUSED"))
    assert (world.facts(TemplateStateFact)[-1].event, world.pushes()) == (None, [])
    world = World(hook=False)
    world.step(SetTemplate(name="plain", lang="en", state="PAUSED"))
    assert world.facts(TemplateStateFact)[-1].event.startswith("template:plain:en:PAUSED:")
    assert world.pushes() == []


def test_a_template_is_replaced_where_name_and_language_exist():
    world = World()
    count = len(world.platform.templates)
    world.step(AddTemplate(spec=TemplateSpec(name="plain", body="New")))
    assert len(world.platform.templates) == count
    assert world.platform.templates["plain", "en"].body == "New"
    assert world.facts(TemplateStateFact)[-1].state == "APPROVED"


@pytest.mark.parametrize(
    ("event", "error", "text"),
    [
        (AddTemplate(spec=TemplateSpec(name="")), ConfigError, "0 characters; must be 1 to 512"),
        (
            AddTemplate(spec=TemplateSpec(name="x", lang="y" * 513)),
            ConfigError,
            "a template's language has 513 characters",
        ),
        (
            AddTemplate(spec=TemplateSpec(name="b", buttons=(ButtonSpec(kind="url"),) * 11)),
            ConfigError,
            "11 buttons; at most 10",
        ),
        (SetTemplate(name="plain", lang="de", state="PAUSED"), UnknownThing, "exists in en"),
        (SetTemplate(name="none", lang="de", state="PAUSED"), UnknownThing, "exists in none"),
    ],
    ids=["name", "tongue", "buttons", "language", "unknown"],
)
def test_what_cannot_be_a_template_is_refused(event, error, text):
    with pytest.raises(error, match=text):
        World().step(event)


def test_templates_are_bounded(monkeypatch):
    world = World()
    monkeypatch.setattr(templates, "TEMPLATES_MAX", len(world.platform.templates))
    world.step(AddTemplate(spec=TemplateSpec(name="plain", body="replaced")))
    with pytest.raises(LimitError, match="templates, the most"):
        world.step(AddTemplate(spec=TemplateSpec(name="one more")))
