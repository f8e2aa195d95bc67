"""A search at other providers speaks of the codes and faults of their own catalogs."""

import msgspec
import pytest

from windtunnel.domain.worldspec import FaultSpec
from windtunnel.providers import load_dialects
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_verify.casting import cast_of
from windtunnel_verify.hunt.alphabet import REQUESTS, WEBHOOKS, known
from windtunnel_verify.hunt.ground import ground_of, standard_ground
from windtunnel_verify.hunt.spoken import spoken
from windtunnel_verify.schedule import PlannedFault, Schedule, order

CATALOGS = {name: dialect.catalog({}) for name, dialect in load_dialects().items()}


def symbols(alphabet):
    return [symbol for family in alphabet.values() for symbol in family]


def test_the_usual_provider_speaks_the_whole_alphabet():
    assert spoken(REQUESTS, [CATALOGS["meta"]]) == known(REQUESTS)
    assert spoken(WEBHOOKS, [CATALOGS["meta"]]) == known(WEBHOOKS)


def test_another_provider_is_struck_by_its_own_codes():
    catalog = CATALOGS["ultramsg"]
    found = spoken(REQUESTS, [catalog])
    codes = {symbol.settings.get("code") for symbol in symbols(found)} - {None}
    assert codes <= catalog.codes.keys()
    assert {symbol.settings["code"] for symbol in found["failed later"]} == {
        number for number, code in catalog.codes.items() if code.when == "async"
    }


def test_what_a_provider_does_not_sign_is_not_forged():
    assert "webhook forged" not in spoken(WEBHOOKS, [CATALOGS["ultramsg"]])


def test_of_two_providers_each_is_struck_in_its_own_way():
    both = spoken(REQUESTS, [CATALOGS["meta"], CATALOGS["ultramsg"]])
    for name, catalog in CATALOGS.items():
        alone = symbols(spoken(REQUESTS, [catalog]))
        assert all(symbol in symbols(both) for symbol in alone), name


def test_schedules_move_with_the_faults_that_are_like_theirs_and_without_the_others():
    fit = standard_ground(("ultramsg",)).fit
    refused = PlannedFault(intent=0, fault="answer-code", settings={"code": 131026})
    forged = PlannedFault(intent=0, fault="webhook-bad-signature", settings={})
    throttle = FaultSpec(kind="throttle", settings={"throughput_per_s": 1})
    moved = fit(Schedule(intents=(order(),), faults=(refused, forged), timeline=(throttle,)))
    assert (moved.providers, moved.profile, moved.timeline) == (("ultramsg",), "", ())
    (fault,) = moved.faults
    assert fault.settings["code"] in CATALOGS["ultramsg"].codes


def test_what_a_search_begins_with_is_possible_there_and_never_the_same_twice():
    ground = standard_ground(("ultramsg",))
    kinds = set(CATALOGS["ultramsg"].faults)
    assert {fault.fault for each in ground.firsts for fault in each.faults} <= kinds
    assert len(ground.firsts) == len({msgspec.json.encode(each) for each in ground.firsts})


@pytest.mark.parametrize("providers", [(), ("ultramsg",), ("meta", "ultramsg")])
def test_a_scenarios_ground_is_its_plans_providers(providers):
    scenario = load_scenario("checkout-rush")
    plan = make_plan(scenario, cast=cast_of(scenario, providers))
    ground = ground_of(plan)
    assert ground.base.providers == (providers or ("meta",))
    assert ground.fit(ground.whole) == ground.whole
    kinds = {kind for name in ground.base.providers for kind in CATALOGS[name].faults}
    assert {symbol.fault for symbol in symbols(ground.alphabet)} <= kinds
