"""What a gate says beside its word: the figure, the interval, the reason."""

import math

import pytest

from windtunnel_reports.gates import blur, evaluate
from windtunnel_reports.metrics import Ack, Metrics, Row


class Judged:
    verdicts = ()


def row(n=0, **more):
    fields = {"flow": "otp", "country": "BR", "number": "main", "template": "t"}
    return Row(t=float(n), **{**fields, "end": "delivered", **more})


def result(gate, rows, *, acks=(), counts=None):
    metrics = Metrics(rows=tuple(rows), acks=tuple(acks), counts=counts or {})
    return evaluate([gate], metrics, Judged())[0]


def test_the_figure_is_also_given_as_numbers():
    found = result("p50(time_to_accepted) < 9s", [row(n, accepted=n / 100) for n in range(1000)])
    assert (found.value, found.low, found.high, found.n) == (4.99, 4.68, 5.31, 1000)
    assert found.figure == "4.99 s [4.68 s, 5.31 s] of 1,000"


def test_never_is_said_in_words_and_is_no_number():
    found = result("p95(time_to_accepted) < 2s", [row(n) for n in range(1000)])
    assert (found.word, found.value, found.figure[:5]) == ("failed", None, "never")


def test_too_few_samples_are_named_with_the_number_needed():
    found = result("p99(time_to_accepted) < 2s", [row(accepted=0.1)] * 458)
    assert found.word == "undecided"
    assert "p99 needs at least 459 samples" in found.why


def test_too_few_samples_can_still_fail():
    assert result("p95(time_to_accepted) < 2s", [row(accepted=9.0)] * 20).word == "failed"


def test_a_filter_that_selects_nothing_names_what_there_is():
    found = result("p50(time_to_accepted, flow=opt) < 2s", [row(accepted=0.1)])
    assert found.word == "failed"
    assert found.why == "no message has flow=opt; did you mean otp?; in this run: otp"


def test_filters_that_exclude_each_other():
    rows = [row(country="BR", flow="a"), row(country="DE", flow="b")]
    found = result("share(accepted, flow=a, country=DE) > 1%", rows)
    assert (found.word, found.why) == ("failed", "no message matches all of its filters")


@pytest.mark.parametrize(("refused", "word"), [(0, "passed"), (1, "failed")])
def test_a_share_of_all_is_exact(refused, word):
    rows = [row(accepted=1.0)] * 10 + [row()] * refused
    assert result("share(accepted) >= 100%", rows).word == word


def test_a_share_that_straddles_says_what_it_takes():
    found = result("share(accepted) > 99%", [row(accepted=1.0)] * 100)
    assert (found.word, found.n) == ("undecided", 100)
    assert "more messages" in found.why


def test_delivered_within_covers_handsets_that_were_online():
    rows = [row(online=True, delivered=1.0)] * 500 + [row(online=False)] * 500
    assert result("share(delivered_within 2s) > 99%", rows).figure.startswith("100.00% of 500")


def test_hand_over_is_not_asked_for_recipients_without_whatsapp():
    rows = [row(handed_over=1.0)] * 900 + [row(reachable=False, end="failed")] * 100
    assert result("p95(time_to_handed_over) < 2s", rows).word == "passed"
    assert result("share(handed_over_within 2s) > 95%", rows).word == "failed"


def test_a_count_can_be_narrowed():
    rows = [row(flow="a", copies=3), row(flow="b", copies=1)]
    assert (
        result("count(duplicated, flow=a) == 2", rows, counts={"duplicated": 9}).word == "passed"
    )
    assert (
        result("count(duplicated, flow=b) == 0", rows, counts={"duplicated": 9}).word == "passed"
    )
    assert result("duplicated == 9", rows, counts={"duplicated": 9}).word == "passed"


def test_lost_is_counted_for_the_whole_run_only():
    assert "whole run" in result("lost == 0", [row()]).why


def test_a_delivery_without_an_answer_counts_as_endless():
    acks = [Ack(0, 0.01)] * 10 + [Ack(0, math.inf)] * 90
    assert result("p50(webhook_ack) < 50ms", [row()], acks=acks).word == "failed"


def test_no_sample_at_all_fails():
    assert result("p50(webhook_ack) < 50ms", [row()]).word == "failed"


def test_blurred_latencies_are_undecided_whichever_way_they_went():
    rows = [row(accepted=1.0)] * 1000
    metrics = Metrics(rows=tuple(rows), acks=(), counts={})
    gates = ["p50(time_to_accepted) < 2s", "p50(time_to_accepted) < 1ms", "share(accepted) > 9%"]
    words = [gate.word for gate in blur(evaluate([*gates, "p5(x) < 1s"], metrics, Judged()), "y")]
    assert words == ["undecided", "undecided", "passed", "failed"]


def test_what_never_came_is_not_late_and_stays_failed():
    metrics = Metrics(rows=(row(),) * 1000, acks=(), counts={})
    (gate,) = blur(evaluate(["p50(time_to_accepted) < 2s"], metrics, Judged()), "late")
    assert (gate.word, gate.figure[:5]) == ("failed", "never")


def test_what_lies_below_its_bound_stands_where_latencies_are_longer_at_most():
    metrics = Metrics(rows=(row(accepted=1.0),) * 1000, acks=(), counts={})
    gates = ["p50(time_to_accepted) < 2s", "p50(time_to_accepted) < 1ms"]
    gates += ["p50(time_to_accepted) <= 2s", "p50(time_to_accepted) > 1ms"]
    found = blur(evaluate(gates, metrics, Judged()), "late", only_longer=True)
    assert [gate.word for gate in found] == ["passed", "undecided", "passed", "undecided"]


def test_a_run_without_messages_blames_no_gate():
    assert result("share(accepted) > 99%", []).word == "undecided"
    assert result("p50(time_to_accepted, flow=a) < 2s", []).word == "undecided"


def test_delivered_within_without_a_handset_online_fails():
    assert result("share(delivered_within 2s) > 9%", [row()]).word == "failed"
