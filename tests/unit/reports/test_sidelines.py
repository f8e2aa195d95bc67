import math

from ledgers import Run

from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    BilledFact,
    FaultOffFact,
    FaultOnFact,
    PushDroppedFact,
    PushFact,
    RunFact,
)
from windtunnel.domain.marker import ARMING_INDEX, marker_of
from windtunnel_reports.sidelines import Sidelines


def watched(facts):
    side = Sidelines()
    list(side.watch(facts))
    return side


def push(event, *, http=200):
    return PushFact(t=9, push="p", events=(event,), subscriber="s", attempt_no=1, http=http, ms=5)


def billed(message):
    return BilledFact(t=9, message=message, price_micro=7, currency="EUR", table="t")


def test_nothing_of_the_arming_message_is_counted():
    arming = [
        AttemptFact(t=1, attempt="a", provider="meta", number="n", marker=marker_of(ARMING_INDEX)),
        AnswerFact(t=2, attempt="a", http=200, code=0, cls="ok", accepted=True, message="m0"),
    ]
    side = watched([*arming, push("m0:sent"), billed("m0"), push("m1:sent"), billed("m1")])
    assert [ack.s for ack in side.acks] == [0.005]
    assert (side.cost_micro, side.currency) == (7, "EUR")


def test_an_arming_message_that_was_refused_hides_no_customers_text():
    arming = [
        AttemptFact(t=1, attempt="a", provider="meta", number="n", marker=marker_of(ARMING_INDEX)),
        AnswerFact(t=2, attempt="a", http=404, code=132001, cls="permanent", accepted=False),
    ]
    assert len(watched([*arming, push("wamid.inbound")]).acks) == 1


def test_a_delivery_without_an_answer_is_endless():
    side = watched([push("m1:sent", http=None), push("m1:sent", http=500)])
    assert [ack.s for ack in side.acks] == [math.inf, 0.005]
    assert side.pushes_failed == 1


def test_dropped_events_are_counted():
    dropped = PushDroppedFact(t=1, events=("a", "b"), subscriber="s", why="ladder_ended")
    assert watched([dropped]).pushes_dropped == 2


def test_a_fault_that_nobody_ended_lasts_to_the_last_fact():
    on = [FaultOnFact(t=5, id="f2", fault="wire"), FaultOnFact(t=3, id="f1", fault="throttle")]
    off = FaultOffFact(t=8, id="f1", fault="throttle")
    side = watched([*on, off, push("m1:sent"), FaultOffFact(t=9, id="f9", fault="wire")])
    found = [(fault.id, fault.from_us, fault.to_us, fault.why) for fault in side.faults]
    assert found == [("f1", 3, 8, "ttl"), ("f2", 5, 9, "never cleared")]


def test_refusals_are_timed_and_swallowed_attempts_are_not():
    run = Run().wants().tries(at=1).answers(at=1.5, code=131016)
    swallowed = AnswerFact(t=9, attempt="a9", http=0, code=0, cls="ambiguous", accepted=False)
    side = watched([*run.facts, swallowed])
    assert side.refused_us == [1_500_000]
    assert side.titles[131016]


def test_the_arming_message_without_a_marker_is_known_by_its_recipient():
    run = RunFact(
        t=0, versions={}, seed=1, mode="rehearse", scale=1.0, sender="s", arming="15550100099"
    )
    attempt = AttemptFact(t=1, attempt="a", provider="meta", number="n", recipient="15550100099")
    answer = AnswerFact(t=2, attempt="a", http=400, code=100, cls="permanent", accepted=False)
    assert watched([run, attempt, answer]).refused_us == []
