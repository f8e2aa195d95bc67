"""Scenarios of UltraMsg and of both, in virtual time: a good sender keeps every rule in them."""

import pytest

from windtunnel.domain.facts import AttemptFact, HandsetFact, NumberStateFact, StatusFact
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_verify import run_schedule
from windtunnel_verify.as_scenario import schedule_of
from windtunnel_verify.casting import cast_of

SENDERS = "windtunnel_load.senders"


def played(name, sender):
    scenario = load_scenario(name)
    plan = make_plan(scenario, cast=cast_of(scenario))
    ran = run_schedule(
        f"{SENDERS}.{sender}:create",
        schedule_of(plan),
        plan.seed,
        required=scenario.model.exercises,
    )
    words = {verdict.id: verdict.word for verdict in ran.judgement.verdicts}
    assert ran.broken == ()
    assert {words[each] for each in scenario.model.exercises} == {"kept"}
    return ran, plan


def waits_s(ran, plan, flow):
    """Return after how many seconds each message of a flow was on its handset."""
    wanted = {each.marker: each.intended_us for each in plan.intents if each.flow == flow}
    facts = (fact for fact in ran.ledger.facts() if isinstance(fact, HandsetFact))
    return [(fact.t - wanted[fact.marker]) / 1e6 for fact in facts if fact.marker in wanted]


def test_codes_leave_the_queue_before_what_waits_behind_the_cliff():
    ran, plan = played("queue-cliff", "reference")
    codes, orders = waits_s(ran, plan, "otp"), waits_s(ran, plan, "order-confirmation")
    assert max(codes) < 10
    assert max(orders) > 30
    assert len(codes) + len(orders) == len(plan.intents)


def test_an_instance_that_is_logged_out_goes_on_accepting():
    ran, _ = played("ultramsg-logout", "reference")
    facts = ran.ledger.facts()
    states = [(fact.state, fact.t) for fact in facts if isinstance(fact, NumberStateFact)]
    (out_t,) = [t for state, t in states if state == "logged_out"]
    back_t = max(t for state, t in states if state == "connected")
    during = [f for f in facts if isinstance(f, AttemptFact) and out_t < f.t < back_t]
    sent = [f for f in facts if isinstance(f, StatusFact) and f.status == "sent"]
    assert during
    assert not [f for f in sent if out_t + 5_000_000 < f.t < back_t]


def test_messages_take_the_other_way_and_come_back():
    ran, _ = played("vendor-failover", "failover")
    attempts = [fact for fact in ran.ledger.facts() if isinstance(fact, AttemptFact)]
    ways = [fact.provider for fact in attempts]
    assert set(ways) == {"meta", "ultramsg"}
    assert ways[-1] == "meta"


@pytest.mark.parametrize("provider", ["meta", "ultramsg"])
def test_a_scenario_that_names_no_provider_is_planned_for_either(provider):
    scenario = load_scenario("checkout-rush")
    plan = make_plan(scenario, cast=cast_of(scenario, (provider,)))
    assert {intent.provider for intent in plan.intents} == {provider}
    assert len(plan.intents) == 1409
