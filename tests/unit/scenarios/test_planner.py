from dataclasses import replace
from itertools import pairwise

import pytest

from windtunnel.domain.countries import CALLING_CODES, country_of
from windtunnel.domain.errors import LimitError
from windtunnel.domain.marker import ARMING_INDEX, index_of
from windtunnel_scenarios import content_sha_of, load_scenario, make_plan, planner, shifted
from windtunnel_scenarios.arrivals import arrivals
from windtunnel_scenarios.model import StageModel
from windtunnel_scenarios.recipients import is_reserved, recipients


@pytest.fixture(scope="module")
def plan():
    return make_plan(load_scenario("checkout-rush"))


def test_the_same_seed_plans_the_same(plan):
    again = make_plan(load_scenario("checkout-rush"))
    assert (again.digest, again.intents) == (plan.digest, plan.intents)


def test_another_seed_plans_another(plan):
    assert make_plan(plan.scenario, seed=8).digest != plan.digest


def test_intents_stand_in_order_of_time_and_are_numbered(plan):
    times = [intent.intended_us for intent in plan.intents]
    assert times == sorted(times)
    assert [intent.intent for intent in plan.intents] == list(range(len(times)))
    assert times[-1] < plan.duration_us


def test_each_intent_carries_its_marker_in_its_content(plan):
    for intent in plan.intents:
        assert index_of(intent.marker) == intent.intent
        assert intent.marker in (*intent.body, intent.code)


def test_a_plan_is_bounded_over_all_its_flows(monkeypatch):
    monkeypatch.setattr(planner, "INTENTS_MAX", 100)
    with pytest.raises(LimitError, match="plans more than 100 messages"):
        make_plan(load_scenario("checkout-rush"))


def test_nobody_real_is_written_to(plan):
    assert all(is_reserved(intent.recipient) for intent in plan.intents)
    assert all(country_of(intent.recipient) == intent.country for intent in plan.intents)


def test_the_arming_message_stands_outside(plan):
    assert plan.arming.intent == ARMING_INDEX
    assert plan.arming.recipient not in {intent.recipient for intent in plan.intents}


def test_one_time_codes_have_a_deadline_and_fit_their_button(plan):
    codes = [intent for intent in plan.intents if intent.code is not None]
    assert all(intent.deadline_us - intent.intended_us == 600_000_000 for intent in codes)
    assert all(len(intent.code) <= 15 for intent in codes)


def test_every_template_that_is_sent_exists_in_its_language(plan):
    known = {(template.name, template.lang) for template in plan.world.templates}
    assert {(intent.template, intent.lang) for intent in plan.intents} <= known


def test_the_timeline_is_shifted_to_the_start_of_the_traffic(plan):
    moved = shifted(plan.world, 5_000_000)
    assert [fault.at_us for fault in moved.timeline] == [25_000_000, 37_000_000]
    assert replace(moved, timeline=()) == replace(plan.world, timeline=())


def test_contents_differ_where_what_is_said_differs(plan):
    assert len({content_sha_of(intent) for intent in plan.intents}) == len(plan.intents)


def stage(**given):
    return StageModel.model_validate(given)


@pytest.mark.parametrize(
    ("stages", "times"),
    [
        ([stage(hold="2/s", **{"for": "2s"})], [250_000, 750_000, 1_250_000, 1_750_000]),
        ([stage(ramp="0/s..4/s", **{"for": "2s"})], [707_107, 1_224_745, 1_581_139, 1_870_829]),
        ([stage(hold="0/s", **{"for": "1s"}), stage(hold="1/s", **{"for": "1s"})], [1_500_000]),
    ],
    ids=["hold", "ramp", "silence first"],
)
def test_constant_arrivals_invert_the_integrated_rate(stages, times):
    assert list(arrivals(stages, "constant", seed=1, flow="f")) == times


def test_poisson_arrivals_come_at_the_rate():
    found = list(arrivals([stage(hold="100/s", **{"for": "100s"})], "poisson", seed=1, flow="f"))
    assert 9_700 < len(found) < 10_300
    gaps = [b - a for a, b in pairwise(found)]
    mean = sum(gaps) / len(gaps)
    spread = sum((gap - mean) ** 2 for gap in gaps) / len(gaps)
    assert spread**0.5 == pytest.approx(mean, rel=0.05)


@pytest.mark.parametrize("country", sorted(set(CALLING_CODES.values())))
def test_recipients_are_unique_and_reserved_in_every_country(country):
    found = list(recipients(country, 1500, seed=3))
    assert len(set(found)) == 1500
    assert all(is_reserved(each) and country_of(each) == country for each in found)


@pytest.mark.parametrize("real", ["5511987654321", "4915112345678", "14155552671", "447911123456"])
def test_a_number_that_somebody_may_have_is_not_reserved(real):
    assert not is_reserved(real)
