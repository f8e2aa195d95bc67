import math

import pytest
from ledgers import Run

from windtunnel.domain.errors import ConfigError
from windtunnel_reports.gates import evaluate, parse_gate
from windtunnel_reports.metrics import Ack, Metrics, Row


def rows(count, *, accepted=1.0, end="arrived", **more):
    return [
        Row(
            t=float(n),
            flow="otp",
            country="BR",
            number="n",
            template="t",
            end=end,
            accepted=accepted,
            **more,
        )
        for n in range(count)
    ]


def word(gate, found, counts=None):
    metrics = Metrics(rows=tuple(found), acks=(Ack(1, 0.1),), counts=counts or {"lost": 0})
    (result,) = evaluate([gate], metrics, Run().wants().quiet().judge())
    return result.word


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ("p95(time_to_acepted) < 2s", "did you mean time_to_accepted"),
        ("p95(time_to_accepted) < 2", "must be a time"),
        ("share(accepted) > 2s", "must be a share"),
        ("p95(time_to_accepted, flw=otp) < 2s", "did you mean flow"),
        ("losst == 0", "did you mean lost"),
        ("invariants are kept", "cannot be read"),
        ("p0(time_to_accepted) < 2s", "no percentile"),
        ("share(handed_over_wthin 5m) > 9%", "did you mean handed_over_within"),
    ],
)
def test_a_gate_that_cannot_be_meant_is_refused(gate, said):
    with pytest.raises(ConfigError, match=said):
        parse_gate(gate)


def test_a_typo_in_a_gate_never_passes():
    assert word("p95(time_to_acepted) < 2s", rows(1000)) == "failed"


def test_a_gate_that_selects_nothing_fails():
    assert word("p95(time_to_accepted, flow=none) < 2s", rows(1000)) == "failed"
    assert word("share(accepted, country=DE) > 1%", rows(1000)) == "failed"


@pytest.mark.parametrize(
    ("seconds", "expected"), [(1.0, "passed"), (3.0, "failed")], ids=["below", "above"]
)
def test_a_latency_gate_with_its_whole_interval_on_one_side(seconds, expected):
    assert word("p95(time_to_accepted) < 2s", rows(1000, accepted=seconds)) == expected


def test_a_latency_gate_that_straddles_its_bound_is_undecided():
    found = rows(950) + rows(50, accepted=3.0)
    assert word("p95(time_to_accepted) < 2s", found) == "undecided"


def test_too_few_samples_decide_nothing():
    assert word("p99(time_to_accepted) < 2s", rows(100)) == "undecided"


def test_a_message_without_the_event_counts_as_infinite():
    found = rows(500) + rows(500, accepted=math.inf)
    assert word("p95(time_to_accepted) < 2s", found) == "failed"


def test_shed_messages_lower_a_share():
    found = rows(900) + rows(100, accepted=math.inf, end="shed")
    assert word("share(accepted) > 97%", found) == "failed"
    assert word("share(shed) > 1%", found) == "passed"


def test_a_share_within_a_time():
    found = rows(1000, handed_over=400.0)
    assert word("share(handed_over_within 5m) >= 99.5%", found) == "failed"
    assert word("share(handed_over_within 7m) >= 99%", found) == "passed"


@pytest.mark.parametrize(("lost", "expected"), [(0, "passed"), (1, "failed")])
def test_counts_are_compared_exactly(lost, expected):
    assert word("lost == 0", rows(1), {"lost": lost}) == expected


def test_webhook_acknowledgements_have_a_gate():
    assert word("p50(webhook_ack) < 50ms", rows(1)) == "undecided"


def invariants_kept(run, required=()):
    metrics = Metrics(rows=(), acks=(), counts={})
    (result,) = evaluate(["invariants kept"], metrics, run.judge(required=required))
    return result.word


def test_invariants_kept_fails_where_one_is_broken():
    run = Run().wants().tries(at=1).answers(at=1.1).arrives(at=2, sha="other").quiet()
    assert invariants_kept(run) == "failed"


def test_invariants_kept_is_undecided_where_a_required_one_is_untested():
    run = Run().wants().tries(at=1).answers(at=1.1).arrives(at=2).says("accepted", at=2).quiet()
    assert invariants_kept(run, required=["R01"]) == "undecided"
    assert invariants_kept(run, required=["R07"]) == "passed"
