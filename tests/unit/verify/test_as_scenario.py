"""A schedule becomes a scenario file, and comes back from it."""

import pytest

from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_verify.as_scenario import scenario_text, schedule_of, time_text
from windtunnel_verify.happenings import ClockJumps, OptOut, TokenRotates
from windtunnel_verify.schedule import Crash, Inbound, PlannedFault, Schedule, Wanted, order

PERSON = "5511999990002"
WHOLE = Schedule(
    intents=(
        order(2_000_000),
        Wanted(
            at_us=1_500_000, recipient=PERSON, scope="service", text="Hi {marker}", number="two"
        ),
        Wanted(
            at_us=3_000_000,
            scope="authentication",
            template="login_code",
            lang="en",
            code="{marker}",
            deadline_us=603_000_000,
        ),
    ),
    faults=(
        PlannedFault(intent=0, fault="answer-lost"),
        PlannedFault(intent=0, attempt=2, fault="answer-code", settings={"code": 130429}),
    ),
    timeline=(
        FaultSpec(
            kind="throttle",
            at_us=4_000_000,
            for_us=60_000_000,
            scope=Scope(number="two"),
            settings={"throughput_per_s": 2},
        ),
    ),
    inbound=(Inbound(at_us=1_000_000, recipient=PERSON, text="hello"),),
    happenings=(
        OptOut(at_us=2_500_000, recipient=PERSON),
        TokenRotates(at_us=2_600_000, overlap_us=90_000_000),
        ClockJumps(at_us=2_700_000, by_us=-60_000_000),
    ),
    numbers=(NumberSpec(), NumberSpec(name="two", display="15550100001")),
    not_on_whatsapp=0.25,
)


def through_a_file(tmp_path, schedule):
    path = tmp_path / "found.yaml"
    path.write_text(scenario_text(schedule, name="found", question="Why?\nReally.", seed=9))
    return load_scenario(str(path))


def told(schedule):
    """What a scenario can say of a schedule; displays of numbers are its own."""
    return (
        schedule.intents,
        sorted(schedule.faults, key=str),
        [(f.kind, f.at_us, f.for_us, f.scope, f.settings) for f in schedule.timeline],
        schedule.inbound,
        schedule.happenings,
        schedule.crash,
        [number.name for number in schedule.numbers],
        schedule.not_on_whatsapp,
        schedule.epoch_s,
    )


def test_a_schedule_comes_back_from_its_scenario(tmp_path):
    scenario = through_a_file(tmp_path, WHOLE)
    assert told(schedule_of(make_plan(scenario))) == told(WHOLE)
    assert (scenario.question, scenario.model.seed) == ("Why? Really.", 9)


@pytest.mark.parametrize(
    "crash",
    [Crash(step=7), Crash(at_us=5_000_000, restart_after_us=2_000_000)],
    ids=["step", "at"],
)
def test_a_crash_comes_back_too(tmp_path, crash):
    schedule = Schedule(intents=(order(),), crash=crash)
    assert schedule_of(make_plan(through_a_file(tmp_path, schedule))).crash == crash


def test_a_plain_schedule_makes_a_plain_file():
    text = scenario_text(
        Schedule(intents=(order(),), faults=(PlannedFault(intent=0, fault="answer-lost"),)),
        name="found",
        question="Why?",
        seed=0,
        exercises=("R02",),
    )
    assert text.startswith("# Why?\nscenario: found\nseed: 0\n")
    assert "- {intent: 0, attempt: 1, fault: answer-lost}" in text
    assert "exercises: [R02]" in text
    assert "world" not in text
    assert "happenings" not in text


@pytest.mark.parametrize(
    ("us", "text"),
    [
        (0, "0s"),
        (7, "7us"),
        (1_500_000, "1500ms"),
        (90_000_000, "90s"),
        (120_000_000, "2m"),
        (90_000_000_000, "25h"),
        (2 * 86_400_000_000, "2d"),
    ],
)
def test_times_are_written_as_people_write_them(us, text):
    assert time_text(us) == text


def test_some_intents_of_a_plan_make_a_schedule_of_their_own():
    plan = make_plan(load_scenario("checkout-rush"))
    schedule = schedule_of(plan, intents=plan.intents[3:5])
    assert len(schedule.intents) == 2
    assert all("{marker}" in str(wanted) for wanted in schedule.intents)
    assert [fault.kind for fault in schedule.timeline] == ["throttle", "answer-lost"]
