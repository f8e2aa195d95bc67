"""A scenario is played at its own providers, or at others in their place."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios import Cast, Known, load_scenario, make_plan

KNOWN = Known(providers=("one", "two"), profiles=("one-ci", "two-ci"))
BOTH = """\
# Which way?
scenario: mine
starts: 2026-11-25T10:00-03:00
providers: [one, two]
profile: {one: one-ci, two: two-ci}
world:
  numbers:
    - {id: main, throughput_per_s: 7, settings: {pace: 1}}
    - {id: backup, provider: two, settings: {gap: 2}}
  switches: {loud: true}
traffic:
  - {flow: otp, arrivals: constant, number: backup, stages: [{hold: 1/s, for: 2s}]}
happenings:
  - {at: 1s, what: text, recipient: "5511999990002", number: backup, text: hello}
timeline:
  - {at: 1s, fault: answer-lost, provider: two}
  - {at: 1s, fault: throttle, number: main}
"""


def scenario(tmp_path, text=BOTH):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    return load_scenario(str(path), known=KNOWN)


def played(tmp_path, *providers, left_out=(), text=BOTH):
    cast = Cast(providers=providers, home="one", left_out=left_out)
    return make_plan(scenario(tmp_path, text), cast=cast)


def told(plan):
    return [(spec.name, spec.provider, dict(spec.settings)) for spec in plan.world.numbers]


def test_a_number_is_its_providers_or_the_first_ones(tmp_path):
    plan = make_plan(scenario(tmp_path))
    assert told(plan) == [("main", "one", {"pace": 1}), ("backup", "two", {"gap": 2})]
    assert plan.world.providers == ("one", "two")


def test_an_intent_names_the_provider_of_its_number(tmp_path):
    plan = make_plan(scenario(tmp_path))
    assert {(intent.number, intent.provider) for intent in plan.intents} == {("backup", "two")}
    assert plan.arming.provider == "two"


def test_each_provider_has_its_own_profile_and_token(tmp_path):
    world = make_plan(scenario(tmp_path)).world
    assert (world.profile, world.profiles) == ("one-ci", {"two": "two-ci"})
    assert [(token.name, token.provider) for token in world.tokens] == [
        ("main", "one"),
        ("two", "two"),
    ]


def test_a_provider_without_a_number_gets_one_that_is_called_like_it(tmp_path):
    text = BOTH.replace("    - {id: backup, provider: two, settings: {gap: 2}}\n", "")
    plan = make_plan(scenario(tmp_path, text.replace("backup", "two")))
    assert told(plan)[1:] == [("two", "two", {})]
    assert len({spec.display for spec in plan.world.numbers}) == 2


def test_a_name_that_is_taken_is_not_given_again(tmp_path):
    text = BOTH.replace("id: backup, provider: two", "id: two, provider: one")
    plan = make_plan(scenario(tmp_path, text.replace("backup", "two")))
    assert [spec.name for spec in plan.world.numbers] == ["main", "two", "two-2"]


def test_what_was_written_for_one_provider_is_left_behind_at_another(tmp_path):
    plan = played(tmp_path, "two")
    assert told(plan) == [("main", "two", {}), ("backup", "two", {"gap": 2})]
    assert plan.world.numbers[0].throughput_per_s is None
    assert (plan.world.profile, plan.world.profiles) == ("two-ci", {})
    assert plan.world.switches == {}
    assert [token.provider for token in plan.world.tokens] == [""]


def test_faults_that_a_cast_has_not_are_left_out(tmp_path):
    assert [fault.kind for fault in played(tmp_path, "two").world.timeline] == [
        "answer-lost",
        "throttle",
    ]
    assert [fault.kind for fault in played(tmp_path, "one").world.timeline] == ["throttle"]
    assert not played(tmp_path, "one", left_out=("throttle",)).world.timeline


def test_a_number_that_a_world_has_not_is_its_first(tmp_path):
    text = BOTH.replace("    - {id: backup, provider: two, settings: {gap: 2}}\n", "")
    plan = played(tmp_path, "one", text=text.replace("backup", "two"))
    assert [spec.name for spec in plan.world.numbers] == ["main"]
    assert {intent.number for intent in plan.intents} == {"main"}
    assert plan.happenings[0].fields["number"] == "main"


def test_a_profile_of_one_provider_is_the_first_ones(tmp_path):
    text = BOTH.replace("{one: one-ci, two: two-ci}", "one-ci")
    assert make_plan(scenario(tmp_path, text)).world.profile == "one-ci"
    assert played(tmp_path, "two", text=text).world.profile == ""


def test_a_cast_is_part_of_the_plan_and_of_its_digest(tmp_path):
    plans = [played(tmp_path, "one", "two"), played(tmp_path, "two", "one")]
    assert plans[0].digest != plans[1].digest
    assert plans[0].digest == make_plan(plans[0].scenario, cast=plans[0].cast).digest


def test_without_templates_the_recipient_alone_names_a_message(tmp_path):
    text = BOTH.replace("world:\n", "world:\n  audience: {size: 3}\n").replace("1/s", "2/s")
    with pytest.raises(ConfigError, match="one message of free-form text"):
        make_plan(
            scenario(tmp_path, text),
            apart_us=60_000_000,
            cast=Cast(providers=("two",), home="one", has_templates=False),
        )


@pytest.mark.parametrize(
    ("found", "put", "said"),
    [
        ("[one, two]", "[one, tow]", ":4: providers[1] is 'tow'; did you mean two?"),
        ("[one, two]", "[one, one]", "providers names one twice"),
        (", provider: two, s", ", provider: tow, s", "[1].provider is 'tow', which providers has"),
        ("providers: [one, two]\n", "", "provider is 'two', which providers has not"),
        ("two: two-ci", "six: two-ci", ":5: profile.six is 'six', which providers has not"),
        ("two: two-ci", "two: two-cj", ":5: profile.two is 'two-cj'; did you mean two-ci"),
        ("provider: two}", "provider: tow}", ":16: timeline[0].provider is 'tow', which"),
    ],
)
def test_an_error_says_which_provider_is_not_there(tmp_path, found, put, said):
    with pytest.raises(ConfigError) as raised:
        scenario(tmp_path, BOTH.replace(found, put, 1))
    assert said in str(raised.value)
