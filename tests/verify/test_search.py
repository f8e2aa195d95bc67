"""The search finds what was planted, tells it small, and says nothing of who is right."""

import msgspec
import pytest
from crashing import SendThenMark

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel_load.senders import at_most_once, provider_idempotent, reconciling, reference
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_verify import (
    CI,
    PROFILES,
    QUICK,
    PlannedFault,
    Profile,
    Replay,
    Schedule,
    encode,
    order,
    profile_named,
    replay,
    replay_of,
    run_schedule,
    search,
)
from windtunnel_verify.hunt.firsts import CROSSED
from windtunnel_verify.said import replayed_lines, say_searched

SWEEPING = Profile(name="sweeping", examples=100, findings=1, minimise_runs=0, sweeps=1)
SINGLE = Profile(name="single", examples=100, findings=1, minimise_runs=100)
CHAIN = Profile(name="chain", examples=500, findings=1, minimise_runs=100)


def found_in(name, profile):
    mutant = MUTANTS[name]
    searched = search(mutant.factory, profile=profile)
    assert searched.problems == ()
    (finding,) = searched.findings
    assert finding.invariant == mutant.invariant
    return finding


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("drops-limited", 1),
        ("ok-is-success", 1),
        ("retries-undeliverable", 1),
        ("holds-one-message", 1),
        ("resends-batch", 1),
        ("unsigned", 1),
        ("shared-buffer", 0),
        ("one-cause-for-all", 1),
        ("blind-retry", 2),
    ],
)
def test_a_bug_that_one_fault_shows_is_found_within_100_examples(name, faults):
    finding = found_in(name, SINGLE)
    assert finding.examples <= 100
    assert len(finding.schedule.faults) <= faults
    assert len(finding.schedule.intents) <= 2
    assert len(finding.story.lines) <= 8


@pytest.mark.parametrize("name", ["guard-skipped", "pair-limit-one-second"])
def test_a_bug_that_takes_a_chain_of_faults_is_found_within_500_examples(name):
    finding = found_in(name, CHAIN)
    assert finding.examples <= 500
    assert len(finding.schedule.intents) == 1
    assert 2 <= len(finding.schedule.faults) <= 3


def test_a_bug_that_takes_a_crash_is_found_by_the_sweep():
    sweep = Profile(name="sweep", examples=0, findings=1, sweeps=1)
    (finding,) = search(SendThenMark, profile=sweep).findings
    assert finding.invariant in {"R01", "R02"}
    assert finding.schedule.crash is not None
    assert len(finding.schedule.intents) == 1


@pytest.mark.no_cover
def test_a_sender_that_is_right_is_left_in_peace():
    searched = search(at_most_once.create, profile=CI)
    assert searched.is_clean, [finding.story for finding in searched.findings]
    assert searched.counts.schedules >= 300
    assert searched.counts.fired > 150
    assert {verdict.word for verdict in searched.verdicts if verdict.required} == {"kept"}
    assert {verdict.word for verdict in searched.verdicts} <= {"kept", "untested"}


@pytest.mark.no_cover
def test_the_same_search_finds_the_same_byte_for_byte():
    create = MUTANTS["blind-retry"].factory
    drawn = Profile(name="drawn", examples=230, findings=99, minimise_runs=60)
    first, again = (
        msgspec.json.encode(msgspec.structs.replace(search(create, profile=drawn), wall_s=0))
        for _ in range(2)
    )
    assert first == again
    assert b'"examples":' in first


@pytest.mark.no_cover
def test_a_provider_may_differ_by_its_switches():
    keyed = search(
        provider_idempotent.create,
        profile=Profile(name="keys", examples=40, sweeps=1, soak_sends=1),
        switches={"idempotency": "key"},
    )
    assert keyed.is_clean
    assert keyed.policy.delivery == "provider-idempotent"
    with pytest.raises(PolicyError):
        search(provider_idempotent.create, profile=SINGLE)


def test_a_scenario_is_flown_whole_and_then_sampled():
    plan = make_plan(load_scenario("steady"))
    few = msgspec.structs.replace(CI, examples=10, sweeps=0)
    searched = search(reconciling.create, profile=few, scenario=plan)
    assert searched.is_clean
    assert searched.counts.schedules == 11
    assert searched.counts.intents > len(plan.intents)


@pytest.mark.no_cover
def test_what_a_whole_scenario_breaks_is_told_by_one_message():
    plan = make_plan(load_scenario("checkout-rush"))
    alone = Profile(name="whole", examples=0, findings=9, minimise_runs=100)
    (finding,) = search(MUTANTS["drops-limited"].factory, profile=alone, scenario=plan).findings
    assert finding.invariant == "R03"
    (fault,) = finding.schedule.faults
    assert fault == PlannedFault(intent=0, fault="answer-code", settings={"code": 130429})
    assert (len(finding.schedule.intents), finding.schedule.timeline) == (1, ())


@pytest.mark.no_cover
def test_the_soak_tests_what_only_many_messages_can():
    day = Profile(name="day", examples=0, findings=9, soak_sends=2_100, minimise_runs=10)
    searched = search(reconciling.create, profile=day)
    assert searched.is_clean
    words = {verdict.id: verdict.word for verdict in searched.verdicts if verdict.required}
    assert {words[which] for which in ("R12", "R13", "R15", "R16", "R18")} == {"kept"}


def test_the_matrix_has_a_row_for_each_kind_of_fault_its_zeros_visible():
    searched = search(reference.create, profile=Profile(name="none", examples=1))
    assert searched.matrix["webhook-lost / 1"] == {
        "arrived once": 0,
        "arrived twice or more": 0,
        "did not arrive": 0,
    }
    assert searched.counts.schedules == 1


def test_progress_is_told_with_its_phase():
    told = []
    search(MUTANTS["drops-limited"].factory, profile=SINGLE, progress=told.append)
    assert {each.phase for each in told} == {"search", "minimise"}
    assert told[-1].findings == 1


def test_a_finding_can_be_replayed_from_its_token():
    create = MUTANTS["drops-limited"].factory
    (finding,) = search(create, profile=SINGLE).findings
    kept = replay_of(create, finding.schedule, seed=finding.seed, invariant=finding.invariant)
    again = replay(create, encode(kept))
    assert (again.fails, again.differs) == (True, ())
    assert again.trial.digest == finding.digest
    assert not replay(reference.create, kept).fails


def test_a_replay_names_what_has_changed_since(tmp_path):
    old = Replay(
        schedule=Schedule(intents=(order(),)),
        sender_digest="0",
        profile_digest="0",
        versions={"python": "2.7"},
    )
    path = tmp_path / "old.json"
    path.write_bytes(msgspec.json.encode(old))
    again = replay(reference.create, path)
    assert not again.fails
    assert [said.split(" ")[0] for said in again.differs] == ["python", "the", "the"]


def test_new_counterexamples_go_into_the_corpus_and_are_run_first(tmp_path):
    create = MUTANTS["drops-limited"].factory
    folder = tmp_path / "corpus"
    search(create, profile=SINGLE, corpus=folder)
    (path,) = folder.iterdir()
    assert path.name.startswith("R03-")
    again = search(create, profile=SINGLE, corpus=folder)
    assert (again.findings[0].examples, again.counts.schedules) == (0, 1)
    assert "found before, made small" in say_searched(again)
    assert len(list(folder.iterdir())) == 1


def test_a_corpus_that_cannot_be_run_is_a_problem_and_no_finding(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    unmarked = msgspec.structs.replace(order(), body=("Ada",), template=None)
    impossible = Replay(schedule=Schedule(intents=(unmarked,)))
    (tmp_path / "b.json").write_bytes(msgspec.json.encode(impossible))
    searched = search(reference.create, profile=Profile(name="x", examples=0), corpus=tmp_path)
    assert [problem.kind for problem in searched.problems] == ["corpus", "corpus"]
    assert searched.findings == ()


def test_quick_ends_with_its_time():
    hurried = msgspec.structs.replace(QUICK, cpu_s=0.0)
    searched = search(reference.create, profile=hurried)
    assert searched.counts.schedules < 60
    assert "time" in searched.stopped


def test_profiles_are_known_by_name():
    assert profile_named("ci") is PROFILES["ci"] is CI
    with pytest.raises(ConfigError, match="quick, ci, nightly"):
        profile_named("weekly")


def test_a_search_whose_time_is_over_ends_without_a_finding():
    short = msgspec.structs.replace(QUICK, cpu_s=0.5)
    searched = search("windtunnel_load.senders.reference:create", profile=short)
    assert "was over" in searched.stopped
    assert searched.runs_per_s > 0
    assert searched.findings == ()


def test_one_status_twice_and_another_too_late_put_r24_to_the_test():
    crossed = tuple(symbol.on(0, 1) for symbol in CROSSED)
    ran = run_schedule(reference.create, Schedule(intents=(order(),), faults=crossed))
    (verdict,) = [found for found in ran.judgement.verdicts if found.id == "R24"]
    assert (verdict.word, verdict.required) == ("kept", True)


def test_what_the_corpus_does_not_take_is_said_beside_what_was_found(tmp_path):
    (tmp_path / "corpus").touch()
    searched = search(
        MUTANTS["drops-limited"].factory, profile=SINGLE, corpus=tmp_path / "corpus" / "mine"
    )
    assert [problem.kind for problem in searched.problems] == ["unkept"]
    assert say_searched(searched).startswith("BROKEN")


def again_by(invariant, schedule, create):
    return replay(create, Replay(schedule=schedule, invariant=invariant))


def test_what_another_cause_tells_of_has_still_failed():
    create = MUTANTS["retries-undeliverable"].factory
    faults = tuple(
        PlannedFault(intent=0, attempt=n, fault="answer-code", settings={"code": 131026})
        for n in range(1, 20)
    )
    schedule = Schedule(intents=(order(),), faults=faults)
    again = again_by("R14", schedule, create)
    assert "R14" not in again.trial.roots
    assert (again.fails, again.is_kept) == (True, False)


def test_a_replay_that_fails_by_another_cause_is_not_kept():
    schedule = Schedule(intents=(order(),), faults=(PlannedFault(intent=0, fault="answer-lost"),))
    again = again_by("R07", schedule, "blind-retry")
    assert (again.fails, again.is_kept) == (False, False)
    assert replayed_lines(again)[0].startswith("BROKEN  it no longer fails by R07, but by R0")


def test_a_replay_says_where_it_put_nothing_to_the_test():
    again = again_by("R10", Schedule(intents=(order(),)), reference.create)
    assert replayed_lines(again)[0] == "KEPT  it no longer fails: R10 is untested in this run"


def test_a_search_whose_time_is_over_while_it_goes_through_its_list_says_so():
    listed = msgspec.structs.replace(QUICK, cpu_s=0.0, examples=5, sweeps=1)
    searched = search(reference.create, profile=listed)
    assert searched.stopped == "the time of 0 s was over"
    assert searched.counts.runs == 0


def test_a_search_that_has_found_enough_crashes_nobody():
    told = []
    search(MUTANTS["drops-limited"].factory, profile=SWEEPING, progress=told.append)
    assert "crash sweep" not in {each.phase for each in told}
