"""Each shipped sender and both example services, in their processes, through lost answers."""

import os

import pytest

pytestmark = pytest.mark.slow

COUNT = 40


@pytest.fixture(autouse=True)
def _untraced(monkeypatch):
    """The senders' code is covered in virtual time; what counts here are their processes."""
    for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
        monkeypatch.delenv(name)


LOST = {"kind": "answer-lost", "scope": {"share": 0.2}}


@pytest.mark.parametrize("name", ["pywa", "tenacity-httpx", "requests-retry"])
def test_without_faults_each_message_arrives_once(stage, name):
    kept = stage.run(name, COUNT)
    assert kept.outcomes() == {"accepted": COUNT}
    assert set(kept.copies()) == {1}
    assert not kept.problems


@pytest.mark.parametrize("name", ["reference", "pywa", "right", "small_right"])
def test_a_lost_answer_does_not_double_a_message(stage, name):
    stage.world.inject(LOST)
    kept = stage.run(name, COUNT)
    assert any(fact.plan == "after-hold" for fact in kept.of("answer"))
    assert set(kept.copies()) == {1}
    assert not kept.problems


@pytest.mark.parametrize("name", ["blind-retry", "wrong", "small_wrong"])
def test_the_wrong_ones_double_it(stage, name):
    stage.world.inject(LOST)
    copies = stage.run(name, COUNT).copies()
    assert max(copies) > 1


@pytest.mark.parametrize("name", ["tenacity-httpx", "requests-retry"])
def test_who_sends_again_after_silence_doubles_a_message_and_loses_none(stage, name):
    stage.world.inject({"kind": "answer-lost", "scope": {"first": 3}})
    kept = stage.run(name, COUNT)
    assert kept.outcomes() == {"accepted": COUNT}
    assert max(kept.copies()) > 1
    assert not kept.problems


def test_a_list_of_statuses_does_not_see_that_the_number_is_throttled(stage):
    stage.world.inject(
        {"kind": "throttle", "settings": {"throughput_per_s": 10}, "for_us": 3_000_000}
    )
    kept = stage.run("requests-retry", COUNT)
    told = [fact for fact in kept.of("answer") if fact.code == 130429]
    assert {fact.http for fact in told} == {400}
    assert kept.outcomes()["failed"] == len(told) > 0


def test_an_answer_that_breaks_off_is_no_answer_to_requests_and_no_reason_to_urllib3(stage):
    stage.world.inject({"kind": "wire", "settings": {"cut_bytes": 9}, "scope": {"first": 1}})
    kept = stage.run("requests-retry", 10)
    assert kept.outcomes() == {"accepted": 9, "failed": 1}
    assert len(kept.of("attempt")) == len(kept.of("handset")) == 10


def test_the_reference_knows_in_the_end_what_it_had_to_park(stage):
    stage.world.inject(LOST)
    outcomes = stage.run("reference", COUNT).outcomes()
    assert set(outcomes) <= {"accepted", "failed"}
    assert outcomes.total() == COUNT


@pytest.mark.parametrize("name", ["reference", "pywa", "tenacity-httpx", "right", "small_right"])
def test_a_squeezed_throughput_loses_nothing(stage, name):
    stage.world.inject(
        {"kind": "throttle", "settings": {"throughput_per_s": 10}, "for_us": 3_000_000}
    )
    kept = stage.run(name, COUNT)
    answers = kept.of("answer")
    assert any(fact.code == 130429 for fact in answers)
    assert sum(fact.accepted for fact in answers) == COUNT
    assert max(kept.copies()) == 1


def test_the_reference_waits_as_a_pair_limit_demands(stage):
    limit = {"kind": "answer-code", "settings": {"code": 131056}, "scope": {"first": 5}}
    stage.world.inject(limit)
    kept = stage.run("reference", 10)
    answers = {fact.attempt: fact for fact in kept.of("answer")}
    waits = {}
    for fact in kept.of("attempt"):
        if fact.marker in waits:
            assert fact.t - waits.pop(fact.marker) >= 1_000_000
        if answers[fact.attempt].code == 131056:
            waits[fact.marker] = answers[fact.attempt].t
    assert not waits
