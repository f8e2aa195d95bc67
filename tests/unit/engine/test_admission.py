import pytest
from toy import ToyDialect
from worlds import SECOND, World, params, profile

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import CloseWindow, CustomerText, OpenWindow, SetTemplate
from windtunnel.domain.facts import AnswerFact, AttemptFact, StatusFact
from windtunnel.domain.submit import ButtonParameter, Refusal
from windtunnel.domain.worldspec import NumberSpec

ANA = "5511999990001"
DAY = 86_400 * SECOND


def open_world(**spec):
    world = World(**spec)
    world.step(OpenWindow(recipient=ANA, number="main"))
    return world


def failures(world):
    return [fact.code for fact in world.finish().facts(StatusFact) if fact.status == "failed"]


def test_throughput_is_refused_above_the_burst_and_named():
    world = World(numbers=(NumberSpec(provider="toy", throughput_per_s=2),))
    answers = [world.send(f"551199999{n:04d}", text="x") for n in range(3)]
    assert [answer.accepted for answer in answers] == [True, True, False]
    fact = world.facts(AnswerFact)[-1]
    assert (fact.code, fact.limiter, fact.wait_s, fact.cls) == (20, "number", 1, "retryable")
    assert answers[-1].details == "2 a second"


def test_the_dialects_refusal_comes_after_throughput_and_before_the_recipient():
    world = World(numbers=(NumberSpec(provider="toy", allowed=(), throughput_per_s=1),))
    refusal = Refusal(reason="malformed", fields={"what": "it"})
    assert world.send("49", refusal=refusal).details == "cannot read it"
    assert world.send("49", refusal=refusal).code.code == 20


def test_a_doubt_counts_only_where_the_provider_has_its_reason():
    doubted = {"doubt": Refusal(reason="malformed", fields={"what": "it"}), "text": "x"}
    refusal = Refusal(reason="recipient_is_sender")
    assert World().send(refusal=refusal, **doubted).details == "cannot read it"
    doubted["doubt"] = Refusal(reason="content_unreachable")
    assert World().send(refusal=refusal, **doubted).http == 422
    assert World().send(**doubted).accepted


def test_an_attempt_that_nobody_could_read_is_still_written():
    world = World()
    world.send("", kind="", refusal=Refusal(reason="malformed"), content_sha="")
    fact = world.facts(AttemptFact)[0]
    assert (fact.attempt, fact.form, fact.scope, fact.recipient) == ("a1", None, None, None)


def test_a_test_number_sends_to_its_list_only():
    world = World(numbers=(NumberSpec(provider="toy", allowed=(ANA,)),))
    assert world.send(ANA, text="x").accepted
    assert world.send("4915", text="x").details == "4915 is not on the list"


@pytest.mark.parametrize("display", ["15550100001", "+1 (555) 010-0001"])
def test_a_number_does_not_write_to_itself_however_it_is_displayed(display):
    numbers = (NumberSpec(provider="toy", display=display),)
    answer = World(numbers=numbers).send("15550100001", text="x")
    assert (answer.code.code, answer.http) == (31, 422)


def test_the_pair_limit_is_per_recipient():
    world = World()
    answers = [world.send(ANA, text="x", at=n * SECOND // 10) for n in range(46)]
    assert [answer.accepted for answer in answers] == [True] * 45 + [False]
    assert world.facts(AnswerFact)[-1].limiter == "pair"
    assert world.send("4915", text="x", at=5 * SECOND).accepted


@pytest.mark.parametrize(
    ("fields", "details"),
    [
        ({"template": "nothing"}, "no nothing in en"),
        ({"template": "plain", "lang": "de"}, "no plain in de"),
        ({"template": "plain", "lang": None}, "no plain in "),
        ({"template": "pending"}, "no pending in en"),
        ({"template": "paused"}, ""),
        ({"template": "disabled"}, "disabled"),
        ({"template": "plain", "body": params("x")}, "body: 1 of 0"),
        ({"template": "greet", "body": params("x", "y")}, "header: 0 of 1"),
        ({"template": "greet", "header": params("h"), "body": params("x")}, "body: 1 of 2"),
        ({"template": "named", "body": params("x", "y")}, "body: 2 of 2"),
        ({"template": "named", "body": params(name="x", town="y", more="z")}, "body: 3 of 2"),
        ({"template": "code", "body": params("1")}, "button 0 of Url"),
        (
            {"template": "greet", "header": params("h"), "body": params("x" * 1024, "")},
            "body over 1024",
        ),
        (
            {"template": "greet", "header": params("h" * 60), "body": params("x", "")},
            "header over 60",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_template_chain_says_what_is_wrong(fields, details):
    answer = World().send(ANA, **fields)
    assert (answer.accepted, answer.details) == (False, details)


@pytest.mark.parametrize(
    ("indexes", "details"),
    [
        ((1,), None),
        ((0, 1), None),
        ((), "button 1 of Url"),
        ((1, 2), "buttons: 1 of 0"),
        ((1, 7), "buttons: 2 of 1"),
    ],
    ids=["its own", "a quick reply's too", "none", "a static link", "no such button"],
)
def test_buttons_take_the_parameters_they_need(indexes, details):
    buttons = tuple(ButtonParameter(index=at, sub_type="url", text="p") for at in indexes)
    answer = World().send(ANA, template="links", buttons=buttons)
    assert (None if answer.accepted else answer.details) == details


def test_a_template_is_refused_as_soon_as_it_is_paused():
    world = World()
    assert world.send(ANA, template="plain").accepted
    world.step(SetTemplate(name="plain", lang="en", state="PAUSED"))
    fact_of = world.send(ANA, template="plain").code
    assert (fact_of.code, fact_of.limiter) == (42, "template")


def test_free_text_outside_the_window_is_accepted_and_fails_later():
    world = World()
    assert world.send(ANA, text="hi").accepted
    assert failures(world) == [33]


def test_a_switch_makes_the_closed_window_a_refusal():
    answer = World(switches={"closed_window": "sync"}).send(ANA, text="hi")
    assert (answer.code.code, answer.details) == (33, f"closed for {ANA}")


@pytest.mark.parametrize(
    ("at", "expected"), [(DAY - 1, []), (DAY, [33])], ids=["inside", "a moment too late"]
)
def test_a_customers_text_opens_the_window_for_a_day(at, expected):
    world = World()
    world.step(CustomerText(recipient=ANA, number="main", text="hello?"))
    world.send(ANA, text="hi", at=at)
    assert failures(world) == expected


def test_a_window_is_of_one_number_and_one_recipient():
    world = open_world(numbers=(NumberSpec(provider="toy"), NumberSpec(name="b", provider="toy")))
    world.send("4915", text="hi")
    world.send(ANA, text="hi", number=world.platform.number("b").id)
    world.send(ANA, text="hi")
    assert failures(world) == [33, 33]


def test_a_window_can_be_closed_at_once():
    world = open_world()
    world.step(CloseWindow(recipient=ANA, number="main"))
    world.step(CloseWindow(recipient=ANA, number="main"))
    world.send(ANA, text="hi")
    assert failures(world) == [33]


def test_templates_need_no_window():
    world = World()
    world.send(ANA, template="plain")
    assert failures(world) == []


def test_who_is_not_on_whatsapp_is_the_same_share_of_recipients_each_time():
    world = World(profile=profile(not_on_whatsapp=0.3))
    recipients = [f"551199999{n:04d}" for n in range(50)]
    for recipient in recipients * 2:
        world.send(recipient, template="plain", at=world.now + SECOND)
    world.finish()
    failed = [fact.message for fact in world.facts(StatusFact) if fact.code == 32]
    absent = [message.split("-")[1] for message in failed]
    assert 5 < len(set(absent)) < 25
    assert sorted(absent) == sorted([*set(absent), *set(absent)])


def test_a_check_that_the_provider_does_not_know_is_not_made():
    class Lenient(ToyDialect):
        def catalog(self, switches):
            catalog = super().catalog(switches)
            rules = {name: catalog.rules[name] for name in ("object_unknown", "malformed")}
            return type(catalog)(**{**as_fields(catalog), "rules": rules})

    world = World(
        dialect=Lenient(), numbers=(NumberSpec(provider="toy", allowed=(), throughput_per_s=1),)
    )
    for _ in range(60):
        assert world.send("15550100001", template="gone", token=None).accepted
    assert world.send(ANA, text="hi").accepted
    assert world.send(number="42", token=None).code.code == 12


def as_fields(struct):
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def test_a_provider_that_cannot_say_unknown_object_is_refused():
    class Mute(ToyDialect):
        def catalog(self, switches):
            catalog = super().catalog(switches)
            return type(catalog)(**{**as_fields(catalog), "rules": {}})

    with pytest.raises(ConfigError, match="object_unknown"):
        World(dialect=Mute())
