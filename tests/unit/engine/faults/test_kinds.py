"""Each kind fires, and it clears."""

import pytest
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import AddNumber, ClearFault, Heal, InjectFault
from windtunnel.domain.facts import AnswerFact, HandsetFact, StatusFact
from windtunnel.domain.wire import WirePlan
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope

ANA = "5511999990001"


def faulty(kind, scope=None, **settings):
    spec = FaultSpec(kind=kind, for_us=10 * SECOND, scope=scope or Scope(), settings=settings)
    return World(timeline=(spec,))


def send(world, at=None, **fields):
    return world.send(ANA, template="plain", at=at, **fields)


def last(world):
    return world.facts(AnswerFact)[-1]


def test_answer_code_refuses_and_clears():
    world = faulty("answer-code", code=50, retry_after_s=7)
    answer, fact = send(world), last(world)
    assert (answer.code.code, answer.http, answer.retry_after_s) == (50, 503, 7)
    assert (fact.code, fact.cls, fact.wait_s, fact.retry_after_s) == (50, "retryable", 2, 7)
    assert (fact.fault, fact.fault_id, fact.plan) == ("answer-code", "f1", "clean")
    assert send(world, at=10 * SECOND).accepted
    assert last(world).fault is None


def test_answer_code_may_come_with_another_http_status():
    answer = send(faulty("answer-code", code=50, http=200))
    assert (answer.accepted, answer.http, answer.code.code) == (False, 200, 50)


def test_answer_code_strikes_before_the_platforms_own_checks():
    world = faulty("answer-code", code=50)
    assert send(world, token=None).code.code == 50


def test_fail_later_accepts_and_fails_and_clears():
    world = faulty("fail-later", code=51)
    assert send(world).accepted
    assert (last(world).fault, last(world).accepted) == ("fail-later", True)
    send(world, at=10 * SECOND)
    world.finish()
    failed = [fact for fact in world.facts(StatusFact) if fact.status == "failed"]
    assert [(fact.code, fact.cls) for fact in failed] == [(51, "ambiguous")]
    assert len(world.facts(HandsetFact)) == 1


def test_fail_later_goes_before_what_would_have_failed_anyway():
    world = faulty("fail-later", code=51)
    world.send("4915", text="outside the window")
    assert [fact.code for fact in world.finish().facts(StatusFact)] == [51]
    assert [push.events[0].details for push in world.pushes()] == [""]


def test_fail_later_is_no_culprit_where_the_send_was_refused():
    world = faulty("fail-later", code=51)
    world.send(ANA, template="gone")
    assert (last(world).fault, last(world).code) == (None, 40)


def test_answer_lost_acts_and_never_answers_and_clears():
    world = faulty("answer-lost")
    answer = send(world)
    assert (answer.accepted, answer.plan) == (True, WirePlan(after="hold"))
    assert (last(world).plan, last(world).fault) == ("after-hold", "answer-lost")
    assert send(world, at=10 * SECOND).plan.is_clean
    assert len(world.finish().facts(HandsetFact)) == 2


@pytest.mark.parametrize("before", ["reset", "hold"])
def test_wire_before_hides_the_attempt_from_the_platform_and_clears(before):
    world = faulty("wire", before=before)
    answer, fact = send(world), last(world)
    assert (answer.accepted, answer.http, answer.plan.before) == (False, 0, before)
    assert (fact.http, fact.code, fact.cls, fact.accepted) == (0, 0, "ambiguous", False)
    assert (fact.plan, fact.fault) == (f"before-{before}", "wire")
    assert world.finish().facts(HandsetFact) == []
    assert send(world, at=20 * SECOND).accepted


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"after": "reset"}, "after-reset"),
        ({"after": "close"}, "clean"),
        ({"delay_ms": 1500}, "clean"),
        ({"cut_bytes": 10}, "cut"),
        ({"body": "<html>", "status": 502}, "body"),
        (
            {"delay_ms": 5, "body": "", "cut_bytes": 1, "after": "hold"},
            "delay+body+cut+after-hold",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wire_after_acts_on_the_answer(settings, text):
    world = faulty("wire", **settings)
    answer = send(world)
    assert (answer.accepted, answer.plan) == (True, WirePlan(**settings))
    assert (last(world).plan, last(world).fault) == (text, "wire")


def test_a_refusal_travels_over_the_same_wire():
    world = faulty("wire", after="reset")
    world.send(ANA, template="gone")
    assert (last(world).code, last(world).plan, last(world).fault) == (40, "after-reset", "wire")


def test_throttle_cuts_and_restores():
    world = faulty("throttle", throughput_per_s=1)
    number = world.platform.numbers[world.number]
    assert number.throughput_per_s == 1
    assert [send(world).accepted for _ in range(3)] == [True, False, False]
    assert send(world, at=10 * SECOND).accepted
    assert number.throughput_per_s == 50
    assert all(send(world).accepted for _ in range(30))


def test_a_throttle_is_never_a_present():
    world = faulty("throttle", throughput_per_s=1000)
    assert world.platform.numbers[world.number].throughput_per_s == 50


def test_of_two_throttles_the_lower_one_counts_and_each_restores():
    world = World(timeline=())
    number = world.platform.numbers[world.number]
    for rate, seconds in ((5, 10), (2, 5)):
        settings = {"throughput_per_s": rate}
        spec = FaultSpec(kind="throttle", for_us=seconds * SECOND, settings=settings)
        world.step(InjectFault(spec=spec))
    assert number.throughput_per_s == 2
    world.run(5 * SECOND)
    assert number.throughput_per_s == 5
    world.run(10 * SECOND)
    assert number.throughput_per_s == 50


@pytest.mark.parametrize("end", [ClearFault(id="f1"), Heal()], ids=["clear", "heal"])
def test_a_throttle_that_is_ended_early_restores_too(end):
    world = faulty("throttle", throughput_per_s=1)
    world.step(end)
    assert world.platform.numbers[world.number].throughput_per_s == 50


def test_a_throttle_reaches_the_number_in_scope_only():
    world = World(
        numbers=(NumberSpec(provider="toy"), NumberSpec(name="b", provider="toy")),
        timeline=(
            FaultSpec(kind="throttle", scope=Scope(number="b"), settings={"throughput_per_s": 3}),
        ),
    )
    rates = {n.spec.name: n.throughput_per_s for n in world.platform.numbers.values()}
    assert rates == {"main": 50, "b": 3}


def test_a_throttle_cuts_a_number_that_joins_later():
    world = faulty("throttle", throughput_per_s=4)
    world.step(AddNumber(spec=NumberSpec(name="new", provider="toy")))
    assert world.platform.number("new").throughput_per_s == 4


@pytest.mark.parametrize(
    ("kind", "settings", "text"),
    [
        ("answer-cod", {}, "did you mean 'answer-code'"),
        ("gremlin", {}, "must be one of answer-code, answer-lost"),
        ("answer-code", {}, "missing required field `code`"),
        ("answer-code", {"cod": 50}, "no setting 'cod'; did you mean 'code'"),
        ("answer-code", {"code": "50"}, "Expected `int`, got `str`"),
        ("answer-code", {"code": 49}, "which toy does not have; the nearest are 50, 51, 42"),
        ("answer-code", {"code": 50, "retry_after_s": -1}, "retry_after_s is -1"),
        ("answer-code", {"code": 50, "http": 99}, "http is 99; must be 200 to 599"),
        ("fail-later", {"code": 1}, "the nearest are 10"),
        ("answer-lost", {"after": "hold"}, "must be one of none"),
        ("throttle", {"throughput_per_s": 0}, "must be greater than 0"),
        ("throttle", {"throughput_per_s": float("nan")}, "throughput_per_s is nan"),
        ("wire", {}, "nothing to do"),
        ("wire", {"before": "rest"}, "Invalid enum value 'rest'"),
        ("wire", {"delay_ms": 120_001}, "delay_ms is 120001; must be 0 to 120000"),
        ("wire", {"cut_bytes": -1}, "cut_bytes is -1"),
        ("wire", {"body": "x" * 70_000}, "body is 70000"),
        (
            "wire",
            {"after": "hold", "status": 502},
            "status is 502; must be 200 to 599, with a body",
        ),
        ("wire", {"body": "", "status": 99}, "status is 99"),
    ],
)
def test_bad_settings_are_refused_with_what_is_allowed(kind, settings, text):
    with pytest.raises(ConfigError, match=text):
        faulty(kind, **settings)
