import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_reports.gate_grammar import parse_gate


def test_a_percentile_with_filters():
    gate = parse_gate("p99.5( time_to_handed_over , flow=otp,country = BR )  <=  250ms")
    assert (gate.kind, gate.metric, gate.operator) == ("quantile", "time_to_handed_over", "<=")
    assert (gate.part, gate.bound) == (pytest.approx(0.995), pytest.approx(0.25))
    assert gate.chosen == {"flow": "otp", "country": "BR"}
    assert gate.is_latency


def test_a_share_within_a_time():
    gate = parse_gate("share(handed_over_within 5m) >= 99.5%")
    assert (gate.kind, gate.within_s, gate.bound) == ("share", 300.0, pytest.approx(0.995))
    assert gate.is_latency


def test_a_share_without_a_time_is_no_latency():
    assert not parse_gate("share(accepted) > 99%").is_latency


@pytest.mark.parametrize("text", ["lost == 0", "count(lost) == 0"])
def test_a_count_in_both_its_forms(text):
    gate = parse_gate(text)
    assert (gate.kind, gate.metric, gate.operator, gate.bound) == ("count", "lost", "==", 0.0)


def test_a_count_takes_a_filter():
    assert parse_gate("count(duplicated, flow=otp) <= 2").chosen == {"flow": "otp"}


@pytest.mark.parametrize(
    ("gate", "said"),
    [
        ("", "cannot be read"),
        ("p95(time_to_accepted < 2s", "cannot be read"),
        ("mean(time_to_accepted) < 2s", "no function"),
        ("p(time_to_accepted) < 2s", "no function|no percentile"),
        ("p100(time_to_accepted) < 2s", "no percentile"),
        ("p95(time_to_accepted) == 2s", "only counts are compared by =="),
        ("p95(time_to_accepted, flow) < 2s", "must be written flow=value"),
        ("p95(time_to_accepted, flow=a, flow=b) < 2s", "given twice"),
        ("p95(webhook_ack, flow=a) < 2s", "takes no filter"),
        ("share(handed_over_within) > 9%", "needs a time, such as handed_over_within 5m"),
        ("share(accepted 5m) > 9%", "did you mean accepted_within"),
        ("share(handed_over_within 5) > 9%", "must be a time"),
        ("share(accepted) > 101%", "more than 100%"),
        ("share(accepted) > 0.9", "must be a share"),
        ("lost == none", "must be a whole number"),
        ("lost == \N{SUPERSCRIPT TWO}", "must be a whole number"),
        ("count(lost, flow=otp) == 0", "takes no filter"),
        ("duplicatd == 0", "did you mean duplicated"),
        ("x" * 10_000, "cannot be read"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_is_allowed(gate, said):
    with pytest.raises(ConfigError, match=said) as raised:
        parse_gate(gate)
    assert len(str(raised.value)) < 1_500
