import pytest

from windtunnel.domain.facts import CrashFact, GeneratorFact, IntentFact
from windtunnel.domain.marker import marker_of
from windtunnel.runtime.ledger import Ledger
from windtunnel_reports.cases import Cases
from windtunnel_reports.gate_grammar import parse_gate
from windtunnel_reports.instruments import inspect, lateness_limit_ms
from windtunnel_reports.manifest import Manifest


def generator(**changed):
    fields = {
        "t": 1, "share": 0, "of": 1, "plan_digest": "d", "planned": 10_000, "started": 10_000,
        "shed": 0, "missed": 0, "lateness_p99_ms": 1.0, "cpu_share": 0.1, **changed,
    }  # fmt: skip
    return GeneratorFact(**fields)


def intent():
    return IntentFact(
        t=1, intent=0, marker=marker_of(0), recipient="1", country="BR", number="n", flow="f",
        intended_t=1, form="free", scope="service",
    )  # fmt: skip


def manifest(**changed):
    fields = {
        "run": "r", "scenario": "s", "question": "", "scenario_text": "", "seed": 1,
        "plan_digest": "d", "sender": "x", "adapter": "python", "command": "c", "profile": "p",
    }  # fmt: skip
    return Manifest(**{**fields, **changed})


def found(*generators, facts=(), gates=(), problems=(), writers=(), **changed):
    names = ("harness", "sim-w0", "load-0", *writers)
    ledger = Ledger(None, {name: [] for name in names}, problems=list(problems))
    return inspect(
        manifest(planned=10_000, **changed),
        ledger,
        Cases().read([intent(), *facts]),
        generators=generators,
        gates=[parse_gate(gate) for gate in gates],
    )


@pytest.mark.parametrize(("shed", "is_valid"), [(0, True), (9_000, False)])
def test_what_was_missed_is_a_share_of_what_was_not_shed(shed, is_valid):
    assert found(generator(shed=shed, missed=5)).is_valid is is_valid


def test_a_healthy_run_has_only_good_readings():
    healthy = found(generator())
    assert healthy.is_valid
    assert healthy.blurred == ()
    assert all(reading.ok for reading in healthy.readings)


@pytest.mark.parametrize(
    ("gates", "limit"),
    [
        ([], 100.0),
        (["share(accepted) > 9%", "share(handed_over_within 1s) > 9%"], 100.0),
        (["p50(webhook_ack) < 1ms"], 100.0),
        (["p95(time_to_accepted) < 2s"], 100.0),
        (["p95(time_to_accepted) < 2s", "p99(response) < 400ms"], 20.0),
        (["p95(time_to_accepted) < 10ms"], 5.0),
    ],
)
def test_the_generator_may_be_late_by_five_percent_of_the_smallest_gate(gates, limit):
    assert lateness_limit_ms([parse_gate(gate) for gate in gates]) == pytest.approx(limit)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"lateness_p99_ms": 21.0}, "lateness at p99 was 21.0 ms, at most 20 ms"),
        ({"cpu_share": 0.86}, "share of a core was 86%, at most 85%"),
    ],
)
def test_a_strained_generator_blurs_latencies_only(changed, said):
    strained = found(generator(**changed), gates=["p99(response) < 400ms"])
    assert strained.is_valid
    assert said in strained.blurred[0]


@pytest.mark.parametrize(
    ("changed", "only_longer"),
    [
        ({}, False),
        ({"lateness_p99_ms": 999.0}, True),
        ({"lateness_p99_ms": 1_001.0}, False),
        ({"lateness_p99_ms": 999.0, "cpu_share": 0.9}, False),
    ],
)
def test_a_late_generator_alone_makes_latencies_longer_at_most(changed, only_longer):
    assert found(generator(**changed)).only_longer is only_longer


def test_late_timers_of_the_simulator_blur_latencies_only():
    late = found(generator(), simulator_timer_p99_ms=101.0)
    assert late.is_valid
    assert "simulator" in late.blurred[0]


@pytest.mark.parametrize(("missed", "is_valid"), [(10, True), (11, False)])
def test_one_arrival_in_a_thousand_may_be_missed(missed, is_valid):
    assert found(generator(missed=missed, started=10_000 - missed)).is_valid is is_valid


def test_what_the_cap_shed_is_the_senders_doing():
    assert found(generator(shed=9_000, started=1_000)).is_valid


def test_a_share_that_did_not_report_makes_the_run_invalid():
    assert found(generator(), shares=2).invalid[0] == "load share 1 did not report"


def test_another_plan_makes_the_run_invalid():
    assert "plan digests differ" in found(generator(plan_digest="e")).invalid[0]


def test_a_sender_that_ended_by_itself_is_no_fault_of_the_instruments():
    crash = CrashFact(t=2, of="host", status=1)
    open_segment = "host.0001.seg: no end; host stopped without closing it"
    assert found(facts=[crash], problems=[open_segment], sender_crashed="status 1").is_valid


def test_an_open_segment_without_a_crash_makes_the_ledger_incomplete():
    open_segment = "host.0001.seg: no end; host stopped without closing it"
    assert found(generator(), problems=[open_segment]).ledger == (open_segment,)


def test_a_writer_that_never_wrote_makes_the_ledger_incomplete():
    silent = found(generator(), expected_writers=["host"])
    assert silent.ledger == ("nothing of host is in the ledger",)
    assert found(generator(), expected_writers=["host"], writers=["host"]).is_valid
