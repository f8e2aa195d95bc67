"""Answers that mislead: each kind fires, and it clears; the ledger tells what went out."""

import pytest
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import AnswerFact, FaultOffFact, HandsetFact
from windtunnel.domain.worldspec import FaultSpec, Scope

ANA = "5511999990001"
ONCE = Scope(exact=((0, 1),))


def struck(kind, template="plain", **settings):
    """Return the answer and its fact of the first of two sends, and the world at its end."""
    world = World(timeline=(FaultSpec(kind=kind, scope=ONCE, settings=settings),))
    answer = world.send(ANA, template=template, marker=0)
    assert [fact.why for fact in world.facts(FaultOffFact)] == ["used_up"]
    assert world.send(ANA, template="plain", marker=0, at=SECOND).plan.is_clean
    first, second = world.finish().facts(AnswerFact)
    assert (first.fault, second.fault, second.http) == (kind, None, 200)
    return answer, first, world


def test_a_gateways_page_before_the_provider_saw_anything():
    answer, fact, world = struck("html-502")
    assert (answer.accepted, answer.plan.before, answer.plan.http) == (False, "answer", 502)
    assert "<h1>502 Bad Gateway" in answer.plan.body
    assert (fact.http, fact.code, fact.cls, fact.accepted) == (502, 0, "ambiguous", False)
    assert fact.plan == "before-answer"
    assert len(world.facts(HandsetFact)) == 1


def test_a_gateways_page_after_the_provider_acted():
    answer, fact, world = struck("html-502", when="after")
    assert (answer.accepted, answer.plan.before, fact.accepted) == (True, "none", True)
    assert (fact.http, fact.cls, fact.plan) == (502, "ok", "body")
    assert len(world.facts(HandsetFact)) == 2


def test_an_error_without_a_code_after_the_provider_acted():
    answer, fact, world = struck("error-500-after")
    assert (answer.plan.http, answer.plan.body) == (
        500,
        '{"error":{"message":"Internal Server Error"}}',
    )
    assert (fact.http, fact.code, fact.accepted, fact.plan) == (500, 0, True, "body")
    assert len(world.facts(HandsetFact)) == 2


def test_a_refusal_behind_an_error_without_a_code_is_none_of_acceptance():
    _, fact, _ = struck("error-500-after", template="gone")
    assert (fact.http, fact.code, fact.accepted) == (500, 40, False)


def test_an_error_under_200_is_no_acceptance():
    answer, fact, world = struck("ok-with-error", code=50)
    assert (answer.http, answer.code.code, answer.accepted) == (200, 50, False)
    assert (fact.http, fact.code, fact.cls, fact.accepted) == (200, 50, "retryable", False)
    assert fact.plan == "clean"
    assert len(world.facts(HandsetFact)) == 1


def test_a_page_that_is_held_back_never_goes_out():
    timeline = (FaultSpec(kind="html-502"), FaultSpec(kind="answer-lost"))
    world = World(timeline=timeline)
    assert world.send(ANA, template="plain").plan.act == "hold"
    (fact,) = world.facts(AnswerFact)
    assert (fact.http, fact.plan) == (0, "before-answer+after-hold")


@pytest.mark.parametrize(
    ("kind", "settings", "text"),
    [
        ("html-502", {"when": "never"}, "Invalid enum value 'never'"),
        ("ok-with-error", {"code": 49}, "which toy does not have; the nearest are 50"),
        ("ok-with-error", {}, "missing required field `code`"),
        ("wire", {"before": "answer"}, "before is 'answer', which needs a body"),
    ],
)
def test_bad_settings_are_refused_with_what_is_allowed(kind, settings, text):
    with pytest.raises(ConfigError, match=text):
        World(timeline=(FaultSpec(kind=kind, settings=settings),))
