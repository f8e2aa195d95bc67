"""A callback that comes before the answer to its send."""

from worlds import SECOND, World

from windtunnel.domain.facts import AnswerFact, FaultOffFact, PushFact
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel.engine.launch import EARLY_LEAD_US

ANA = "5511999990001"
EARLY = FaultSpec(kind="webhook-early", scope=Scope(exact=((0, 1),)))


def pushed(world):
    return [(fact.t, fact.events[0].rpartition(":")[2]) for fact in world.facts(PushFact)]


def test_a_callback_may_come_before_the_answer():
    world = World(timeline=(EARLY,))
    answer = world.send(ANA, template="plain", marker=0)
    assert answer.delay_us >= EARLY_LEAD_US
    world.run(0)
    assert pushed(world) == [(0, "sent")]
    assert world.facts(AnswerFact)[0].fault == "webhook-early"
    assert [fact.why for fact in world.facts(FaultOffFact)] == ["used_up"]
    assert [status for _, status in pushed(world.finish())] == ["sent", "delivered", "read"]


def test_a_message_that_fails_has_no_early_callback():
    later = FaultSpec(kind="fail-later", settings={"code": 50})
    world = World(timeline=(EARLY, later))
    assert world.send(ANA, template="plain", marker=0).delay_us < EARLY_LEAD_US
    assert [status for _, status in pushed(world.finish())] == ["failed"]


def test_an_early_callback_ends_like_any_other_fault():
    spec = FaultSpec(kind="webhook-early", for_us=SECOND)
    world = World(timeline=(spec, FaultSpec(kind="webhook-early", for_us=SECOND)))
    assert world.send(ANA, template="plain").delay_us == EARLY_LEAD_US
    assert world.send(ANA, template="plain", at=SECOND).delay_us == 0
