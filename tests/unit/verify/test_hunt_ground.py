import pytest

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Verdict
from windtunnel.engine.faults.registry import read_fault
from windtunnel_reports.judge import Judgement
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_verify import NIGHTLY, Crash, Inbound, Schedule
from windtunnel_verify.hunt.alphabet import REQUESTS, WEBHOOKS, Symbol, kinds_of, known, widened
from windtunnel_verify.hunt.drawing import FAMILIES, Drawer, families_on
from windtunnel_verify.hunt.ground import ground_of, standard_ground, with_switches
from windtunnel_verify.hunt.incidents import DAY, INCIDENTS, incident
from windtunnel_verify.hunt.soak import EPISODES, soak
from windtunnel_verify.hunt.striking import Faults
from windtunnel_verify.hunt.tally import Tally
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import order

CATALOG = shipped_door().dialects["meta"].catalog({})


def always(number):
    """A choice that is this one wherever there are so many."""
    return lambda count: min(number, count - 1)


def turns(*numbers):
    """A choice that takes these one after the other, then the plainest."""
    left = list(numbers)
    return lambda count: min(left.pop(0), count - 1) if left else 0


@pytest.mark.parametrize(
    "symbol",
    [each for alphabet in (REQUESTS, WEBHOOKS) for many in alphabet.values() for each in many],
    ids=str,
)
def test_each_symbol_is_a_fault_that_the_provider_knows(symbol):
    fault = read_fault(symbol.fault, symbol.settings)
    assert fault.effect(CATALOG)
    assert "exact" in fault.scope_fields


def test_kinds_that_nobody_has_are_left_out():
    assert known(REQUESTS) == REQUESTS
    assert known(REQUESTS, ("answer-lost",)) == {"answer lost": (Symbol(fault="answer-lost"),)}
    assert kinds_of(WEBHOOKS)[0] == "webhook-bad-signature"


def test_a_scenarios_own_faults_are_a_family_without_repetition():
    mine = Symbol(fault="wire", settings={"delay_ms": 7})
    assert widened(WEBHOOKS, [mine, mine])["scenario"] == (mine,)
    assert widened(WEBHOOKS, []) == WEBHOOKS


def test_the_plainest_choices_make_the_plainest_example():
    on = families_on(always(0), REQUESTS)
    assert on == (*REQUESTS, *FAMILIES)
    assert Drawer(always(0), on).schedule().intents[0] == order(lang="pt_BR")
    assert Drawer(always(0), on).schedule() == Schedule(intents=(order(lang="pt_BR"),))


def test_a_swarm_has_few_families_on():
    on = families_on(turns(1, 2, 0, 2, 1), REQUESTS)
    assert on == (*(list(REQUESTS)[place] for place in (0, 2)), FAMILIES[0])
    assert families_on(turns(1, 2, 0, 1, 0), REQUESTS) == tuple(list(REQUESTS)[:3])
    assert families_on(turns(1, 0), {}) == ()


def test_the_oddest_choices_make_an_example_with_everything():
    schedule = Drawer(always(99), FAMILIES).schedule()
    assert len(schedule.intents) == 4
    assert schedule.crash == Crash(step=80, restart_after_us=3_600_000_000)
    assert schedule.timeline
    assert schedule.inbound


@pytest.mark.parametrize("family", INCIDENTS)
@pytest.mark.parametrize("number", [0, 1, 99])
def test_each_incident_is_made_of_something_and_never_before_the_start(family, number):
    happens = incident(family, order(), always(number))
    assert happens
    assert all(each.at_us >= 0 for each in happens)


def test_a_free_text_has_no_template_to_turn():
    free = Schedule(intents=(order(template=None, text="{marker}"),)).intents[0]
    assert incident("template", free, always(0)) == []


def test_a_fault_is_drawn_once_for_an_attempt_and_may_come_in_a_row():
    families = {"a": (Symbol(fault="answer-lost"),)}
    faults = Faults(turns(1, 3), {"a"}, requests=families, webhooks={})
    given = [faults(0, attempt) for attempt in range(1, 5)]
    assert [len(each) for each in given] == [1, 1, 0, 0]
    assert sorted(faults.given) == [(0, 1), (0, 2)]
    assert Faults(always(1), set(), requests=families, webhooks={})(0, 1) == ()


def test_what_goes_wrong_while_drawing_is_kept_for_who_draws():
    def fails(_count):
        raise KeyboardInterrupt

    faults = Faults(fails, {"a"}, requests={"a": (Symbol(fault="wire"),)}, webhooks={})
    assert faults(0, 1) == faults(0, 2) == ()
    assert isinstance(faults.error, KeyboardInterrupt)


def ground():
    return ground_of(make_plan(load_scenario("checkout-rush")))


def test_a_scenario_gives_its_messages_its_world_and_its_faults():
    made = ground()
    assert made.whole is not None
    assert made.base.intents == ()
    assert made.base.epoch_s == made.whole.epoch_s
    assert made.swept[0].intents == made.whole.intents[:2]
    schedule = Drawer(always(0), FAMILIES, source=made.source, base=made.base).schedule()
    assert schedule.intents[0].recipient == made.whole.intents[0].recipient
    assert schedule.intents[0].at_us == 0
    assert schedule.epoch_s == made.whole.epoch_s
    assert next(iter(made.requests)) == "scenario"


def test_switches_are_turned_in_every_schedule():
    turned = with_switches(standard_ground(), {"push_batching": True})
    every = (turned.base, *turned.firsts, *turned.swept)
    assert all(schedule.switches == {"push_batching": True} for schedule in every)
    whole = with_switches(ground(), {"push_batching": True}).whole
    assert whole is not None
    assert whole.switches["push_batching"] is True


def test_the_soak_is_a_day_with_as_many_messages_as_asked_and_repeatable():
    day = soak(sends=NIGHTLY.soak_sends, seed=1)
    assert len(day.intents) == NIGHTLY.soak_sends >= 2_000
    assert max(wanted.at_us for wanted in day.intents) < DAY
    assert day == soak(sends=NIGHTLY.soak_sends, seed=1) != soak(sends=3_000, seed=2)
    assert all(fault.intent < len(day.intents) for fault in day.faults)
    assert len(EPISODES) == 5


def test_the_tally_adds_up_what_many_runs_say():
    tally = Tally()
    for place in range(105):
        verdict = Verdict(id="R02", name="", word="kept" if place else "untested", n=1)
        judgement = Judgement(
            verdicts=(verdict,),
            stories=(),
            root_causes={},
            matrix={"wire / 1": {"arrived once": 1}},
            counts={"intents": 2, "attempts": 3},
        )
        tally.add(judgement, Policy.undeclared())
    (merged,) = tally.verdicts()
    assert (merged.word, merged.n, merged.required) == ("kept", 105, False)
    counts = tally.counts()
    assert (counts.intents, counts.fired) == (210, 105)


def test_a_customers_text_is_an_incident_too():
    (asks,) = incident("asks", order(), always(0))
    assert isinstance(asks, Inbound)
