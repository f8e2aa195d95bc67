"""The senders that ship, unmodified, in virtual time."""

import msgspec
import pytest

from windtunnel_verify.long_runs import LONG_RUNS, trouble
from windtunnel_verify.run import run_schedule
from windtunnel_verify.schedule import Inbound, PlannedFault, Schedule, Wanted, order

SENDERS = "windtunnel_load.senders"
THREE = tuple(order(n * 1_000_000, recipient=f"551199999000{n}") for n in range(3))
LOST = Schedule(intents=THREE, faults=(PlannedFault(intent=1, fault="answer-lost"),))
# A sender whose webhooks are slow cannot know in time that the first attempt was accepted.
BLIND = Schedule(
    intents=THREE, faults=(PlannedFault(intent=1, fault="wire", settings={"after": "reset"}),)
)


def outage(kind, **settings):
    """Half a minute of this, on a number that takes ten a second and is nearly busy."""
    timeline = (trouble(kind, 30, 30, **settings),)
    return msgspec.structs.replace(LONG_RUNS["oldest-first"], timeline=timeline)


def run(name, schedule=LOST, seed=7):
    return run_schedule(f"{SENDERS}.{name}:create", schedule, seed)


def words(ran):
    return {verdict.id: verdict.word for verdict in ran.judgement.verdicts}


def test_the_reference_keeps_everything_when_an_answer_is_lost():
    ran = run("reference")
    assert ran.broken == ()
    assert [words(ran)[which] for which in ("R02", "R03", "R04", "R07")] == ["kept"] * 4
    assert ran.judgement.counts["arrived"] == 3
    assert (ran.findings, ran.pending, ran.stopped) == ((), (), "")


@pytest.mark.parametrize("schedule", [LOST, BLIND], ids=["held", "reset"])
def test_the_blind_retrier_is_caught_with_a_story(schedule):
    ran = run("blind_retry", schedule)
    assert "R02" in ran.broken
    (story,) = ran.judgement.stories
    assert story.intent == 1
    assert ran.judgement.counts["duplicated"] == 1


def test_the_pywa_sender_calls_a_lost_answer_a_failure():
    ran = run("pywa_sender")
    assert ran.judgement.counts["attempts"] == 3
    assert ran.judgement.counts["duplicated"] == 0
    assert words(ran)["R03"] == "kept"


def test_a_free_text_in_an_open_window_arrives():
    schedule = Schedule(
        intents=(Wanted(at_us=9_000_000, text="As you asked: {marker}"),), inbound=(Inbound(),)
    )
    ran = run("reference", schedule)
    assert ran.broken == ()
    assert ran.judgement.counts["arrived"] == 1


@pytest.mark.parametrize(
    "name",
    ["reference", "blind_retry", "pywa_sender", "tenacity_sender", "requests_sender"],
)
def test_the_same_seed_leaves_the_same_ledger_and_another_another(name):
    first = run(name)
    assert first.digest == run(name).digest != run(name, seed=8).digest


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("throttle", {"throughput_per_s": 1.0}),
        ("answer-code", {"code": 131000}),
        ("answer-lost", {}),
    ],
    ids=["throttled", "failing", "silent"],
)
def test_a_careful_sender_is_back_soon_after_an_outage_of_a_slow_number(kind, settings):
    ran = run("reconciling", outage(kind, **settings))
    assert (words(ran)["R17"], ran.broken) == ("kept", ())
