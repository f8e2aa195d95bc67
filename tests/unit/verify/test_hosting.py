"""A search at another provider: what is left out there, and what stands for what."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel.engine.faults.registry import KINDS, read_fault
from windtunnel_verify.happenings import NumberChanges, OptOut, TemplateTurns
from windtunnel_verify.hunt.alphabet import REQUESTS, WEBHOOKS, kinds_of
from windtunnel_verify.hunt.drawing import FAMILIES, Drawer, families_on
from windtunnel_verify.hunt.edits import plainer
from windtunnel_verify.hunt.ground import standard_ground
from windtunnel_verify.hunt.hosting import hosting_of
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import PlannedFault, Schedule, order

THERE = hosting_of(("ultramsg",))
BOTH = hosting_of(("meta", "ultramsg"))
CATALOG = shipped_door().dialects["ultramsg"].catalog({})


def states_of(hosting):
    return [family for family in hosting.beside if family.startswith("number-")]


def code(number, kind="answer-code", **more):
    return PlannedFault(intent=0, fault=kind, settings={"code": number, **more})


def hosted(*faults, hosting=THERE, **more):
    return hosting.hosted(Schedule(intents=(order(),), faults=faults, **more))


@pytest.mark.parametrize("providers", [(), ("meta",)])
def test_at_the_first_provider_a_search_is_as_it_was(providers):
    here = hosting_of(providers)
    schedule = Schedule(intents=(order(),), faults=(code(130429),))
    assert here.hosted(schedule) is schedule
    assert here.every((schedule, schedule)) == (schedule, schedule)
    assert (here.requests, here.webhooks, here.beside) == (REQUESTS, WEBHOOKS, FAMILIES)
    assert here.firsts == ()


def test_a_provider_that_is_not_installed_is_refused():
    with pytest.raises(ConfigError, match="no provider 'telepathy'"):
        hosting_of(("telepathy",))


@pytest.mark.parametrize(
    "symbol", [s for many in {**THERE.requests, **THERE.webhooks}.values() for s in many], ids=str
)
def test_each_fault_is_one_that_the_provider_knows(symbol):
    assert symbol.fault in CATALOG.faults
    assert read_fault(symbol.fault, symbol.settings).effect(CATALOG)


def test_forged_webhooks_are_left_out_where_nothing_is_signed():
    assert "webhook-bad-signature" not in kinds_of(THERE.webhooks)


@pytest.mark.parametrize(
    ("given", "found"), [(130429, 3), (131026, 1), (131000, 50), (368, 1)], ids=str
)
def test_a_code_of_the_first_provider_becomes_one_that_means_the_like(given, found):
    (fault,) = hosted(code(given)).faults
    assert fault == code(found)


def test_a_late_failure_becomes_one_of_its_own():
    (fault,) = hosted(code(131026, "fail-later")).faults
    assert fault == code(20, "fail-later")


def test_what_nobody_knows_there_is_left_out():
    strange = PlannedFault(intent=0, fault="webhook-bad-signature")
    assert hosted(strange, code(999_999)).faults == ()


def test_a_fault_over_time_is_taken_along_or_left_out():
    known = FaultSpec(kind="answer-code", at_us=5, settings={"code": 131000, "http": 500})
    gone = FaultSpec(kind="throttle", settings={"throughput_per_s": 1.0})
    (kept,) = hosted(timeline=(known, gone)).timeline
    assert (kept.settings, kept.at_us, kept.scope) == ({"code": 50}, 5, Scope())


def test_what_only_templates_and_preferences_bring_does_not_happen():
    happenings = (
        TemplateTurns(template="news"),
        NumberChanges(recipient="1", new="2"),
        OptOut(recipient="1", by="preferences"),
    )
    assert hosted(happenings=happenings).happenings == (OptOut(recipient="1"),)
    assert hosted(happenings=happenings, hosting=BOTH).happenings == happenings


def test_a_world_there_has_its_own_numbers_and_profile_and_forgets_sooner():
    found = hosted(switches={"list_sort": "desc"})
    assert (found.providers, found.numbers, found.profile) == (("ultramsg",), (), "")
    assert found.switches == {"queue_ttl_s": 600, "list_sort": "desc"}


def test_a_schedule_that_is_the_same_there_is_tried_once():
    twice = (Schedule(intents=(order(),)), Schedule(intents=(order(),), faults=(code(999_999),)))
    assert len(THERE.every(twice)) == 1


def test_with_several_providers_a_code_strikes_at_its_own():
    (mine,) = hosted(code(130429), hosting=BOTH).faults
    assert mine.provider == "meta"
    assert {s.provider for s in BOTH.requests["refused"]} == {"meta", "ultramsg"}
    assert {s.provider for s in BOTH.requests["answer lost"]} == {""}
    assert [token.provider for token in hosted(hosting=BOTH).tokens] == ["meta", "ultramsg"]


def test_each_state_of_a_number_is_a_family_and_a_first_schedule():
    states = [kind for kind in CATALOG.faults if kind.startswith("number-") and kind in KINDS]
    assert sorted(states_of(THERE)) == sorted(states)
    assert [spec.kind for each in THERE.firsts for spec in each.timeline] == states_of(THERE)


def test_a_person_under_two_forms_of_a_number_is_met_where_no_change_is_told():
    assert len({text.recipient for text in THERE.firsts[-1].inbound}) == 2
    assert not any(each.inbound for each in BOTH.firsts)


def test_no_session_window_or_template_is_drawn_there():
    assert {"window", "template", "number", "opt-out", "throttle"}.isdisjoint(THERE.beside)
    assert "stop" in THERE.beside


def test_a_search_there_draws_what_can_happen_there():
    ground = standard_ground(("ultramsg",))
    on = families_on(lambda _: 0, ground.alphabet, ground.hosting.beside)
    schedule = Drawer(lambda count: count - 1, on, base=ground.base).schedule()
    assert schedule.providers == ("ultramsg",)
    assert all(first.providers == ("ultramsg",) for first in (*ground.firsts, *ground.swept))


def test_a_smaller_schedule_stays_where_it_is():
    small = list(plainer(hosted()))
    assert all(each.providers == ("ultramsg",) for each in small)
    assert all((each.numbers, each.profile) == ((), "") for each in small)
