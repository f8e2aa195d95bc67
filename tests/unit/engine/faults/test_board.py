import pytest
from msgspec.structs import replace
from toy import PLAIN, ToyDialect
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import ClearFault, Heal, InjectFault, Settle
from windtunnel.domain.facts import AnswerFact, Fact, FaultOffFact, FaultOnFact, HealFact
from windtunnel.domain.submit import Submit
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope, TokenSpec, WorldSpec
from windtunnel.engine.faults import board
from windtunnel.engine.faults.target import target_of
from windtunnel.engine.platform import Platform

ANA = "5511999990001"
DOWN = {"code": 50}


def down(**fields):
    return FaultSpec(kind="answer-code", settings=DOWN, **fields)


def inject(world, spec):
    return world.platform.inject(spec, world.now, world.out)


def fault_facts(world):
    kinds = (FaultOnFact, FaultOffFact, HealFact)
    return [fact for fact in world.facts(Fact) if isinstance(fact, kinds)]


def test_a_fault_begins_at_its_time_and_ends_after_its_time_to_live():
    world = World(timeline=(down(at_us=5 * SECOND, for_us=2 * SECOND),))
    accepted = [world.send(ANA, template="plain", at=t * SECOND).accepted for t in (4, 5, 6, 7)]
    assert accepted == [True, False, False, True]
    on, off = fault_facts(world)
    assert (on.t, on.until_t, on.fault, on.target) == (
        5 * SECOND,
        7 * SECOND,
        "answer-code",
        "all",
    )
    assert (off.t, off.id, off.why) == (7 * SECOND, on.id, "ttl")


def test_a_fault_without_a_time_begins_now():
    world = World().run(3 * SECOND)
    world.step(InjectFault(spec=down()))
    assert fault_facts(world)[0].t == 3 * SECOND


def test_a_fault_whose_time_has_passed_ends_when_it_would_have():
    world = World().run(3 * SECOND)
    inject(world, down(at_us=SECOND, for_us=3 * SECOND))
    assert fault_facts(world)[0].until_t == 4 * SECOND


def test_faults_are_named_in_order_or_as_given():
    world = World()
    assert [inject(world, down()), inject(world, down(id="mine")), inject(world, down())] == [
        "f1",
        "mine",
        "f3",
    ]


def test_a_taken_id_is_refused():
    world = World(timeline=(down(id="x"),))
    with pytest.raises(ConfigError, match="id 'x' is taken"):
        inject(world, down(id="x"))


def test_a_cleared_fault_ends_at_once_and_once():
    world = World(timeline=(down(),))
    world.step(ClearFault(id="f1"), at=SECOND)
    assert world.send(ANA, template="plain").accepted
    assert [fact.why for fact in world.finish().facts(FaultOffFact)] == ["cleared"]


def test_a_fault_cleared_before_it_began_leaves_no_fact():
    world = World(timeline=(down(at_us=SECOND),))
    world.step(ClearFault(id="f1"))
    assert fault_facts(world.finish()) == []


def test_an_unknown_fault_cannot_be_cleared():
    with pytest.raises(UnknownThing, match="no fault 'x1'; must be one of f1"):
        World(timeline=(down(),)).step(ClearFault(id="x1"))


def test_healing_ends_all_faults_those_to_come_included():
    world = World(timeline=(down(), down(at_us=SECOND), FaultSpec(kind="answer-lost")))
    world.step(Heal())
    world.finish()
    kinds = [type(fact) for fact in fault_facts(world)]
    assert kinds == [FaultOnFact, FaultOnFact, FaultOffFact, FaultOffFact, HealFact]
    assert (world.platform.faults(), world.platform.next_due()) == ([], None)
    assert world.send(ANA, template="plain").accepted


def test_the_view_shows_what_is_on_and_what_is_to_come():
    world = World(timeline=(down(), down(at_us=SECOND)))
    assert [(f.id, f.kind, f.is_on, f.at_us) for f in world.platform.faults()] == [
        ("f1", "answer-code", True, None),
        ("f2", "answer-code", False, SECOND),
    ]


def test_the_first_fault_that_refuses_decides_and_wire_plans_are_joined():
    world = World(
        timeline=(
            FaultSpec(kind="wire", settings={"delay_ms": 9, "body": "a", "status": 500}),
            down(),
            FaultSpec(kind="answer-code", settings={"code": 51}),
            FaultSpec(kind="wire", settings={"after": "hold", "delay_ms": 7, "body": "b"}),
            FaultSpec(kind="fail-later", settings=DOWN),
            FaultSpec(kind="fail-later", settings={"code": 51}),
        )
    )
    answer, fact = world.send(ANA, template="plain"), world.facts(AnswerFact)[-1]
    assert (answer.code.code, answer.plan.delay_ms, answer.plan.after) == (50, 9, "hold")
    assert (answer.plan.body, answer.plan.status) == ("a", 500)
    assert (fact.fault_id, fact.plan) == ("f2", "delay+body+after-hold")


def test_wire_plans_join_the_other_way_round_too():
    world = World(
        timeline=(
            FaultSpec(kind="wire", settings={"after": "reset"}),
            FaultSpec(kind="wire", settings={"cut_bytes": 3, "body": "b", "status": 501}),
        )
    )
    plan = world.send(ANA, template="plain").plan
    assert (plan.after, plan.cut_bytes, plan.body, plan.status) == ("reset", 3, "b", 501)


def test_a_wire_fault_before_the_platform_joins_one_after_it():
    world = World(
        timeline=(
            FaultSpec(kind="answer-lost"),
            FaultSpec(kind="wire", settings={"before": "reset"}),
        )
    )
    assert world.send(ANA, template="plain").http == 0
    assert world.facts(AnswerFact)[-1].plan == "before-reset"


def test_a_used_up_fault_does_not_hide_the_next():
    world = World(timeline=(down(scope=Scope(first=1)), FaultSpec(kind="answer-lost")))
    plans = [world.send(ANA, template="plain").plan.after for _ in range(2)]
    assert plans == ["hold", "hold"]


def test_faults_are_bounded(monkeypatch):
    monkeypatch.setattr(board, "FAULTS_MAX", 1)
    with pytest.raises(LimitError, match="1 faults, the most"):
        World(timeline=(down(), down()))


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"for_us": 0}, "for_us is 0; must be 1 to"),
        ({"at_us": -1}, "at_us is -1; must be 0 to"),
        ({"for_us": 10**400}, "for_us is 1000"),
        ({"at_us": 4 * 10**15}, "at_us is 4000000000000000; must be 0 to 3155760000000000"),
        ({"id": "x" * 513}, "id has 513 characters; at most 512 are allowed"),
    ],
    ids=["for", "at", "for ever", "never", "name"],
)
def test_times_and_names_that_cannot_be_are_refused(fields, text):
    with pytest.raises(ConfigError, match=text):
        World(timeline=(down(**fields),))


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (Scope(), "all"),
        (Scope(number="main", share=0.02), "number=main share=0.02"),
        (Scope(recipients=("a", "b")), "recipients=2 given"),
    ],
    ids=["all", "values", "lists"],
)
def test_a_target_is_said_in_words(scope, text):
    assert target_of(scope) == text


class Steady(ToyDialect):
    """A provider that knows one code and no wire faults."""

    name = "steady"

    def catalog(self, switches):
        catalog = super().catalog(switches)
        codes = {code: catalog.codes[code] for code in catalog.codes if code != 51}
        return replace(catalog, provider="steady", codes=codes, faults=("answer-code",))


def with_steady():
    numbers = (NumberSpec(name="a", provider="toy"), NumberSpec(name="s", provider="steady"))
    return Platform(
        WorldSpec(providers=("toy", "steady"), numbers=numbers, tokens=(TokenSpec(),)),
        dialects={"toy": ToyDialect(), "steady": Steady()},
        profiles={"toy": PLAIN, "steady": PLAIN},
    )


def accepts(platform, provider, number):
    token = next(iter(platform.tokens))
    number_id = platform.number(number).id
    submit = Submit(provider=provider, number=number_id, token=token, recipient=ANA, kind="text")
    return platform.submit(submit, 0, []).accepted


def test_a_fault_strikes_the_providers_that_know_its_code():
    platform = with_steady()
    platform.inject(FaultSpec(kind="answer-code", settings={"code": 51}), 0, [])
    assert (accepts(platform, "toy", "a"), accepts(platform, "steady", "s")) == (False, True)


def test_a_throttle_leaves_providers_alone_that_do_not_know_it():
    platform = with_steady()
    platform.inject(FaultSpec(kind="throttle", settings={"throughput_per_s": 1}), 0, [])
    rates = [platform.number(name).throughput_per_s for name in ("a", "s")]
    assert rates == [1, 50]


def test_a_kind_that_the_provider_does_not_know_is_refused():
    with pytest.raises(
        ConfigError, match="'wire' does not exist at steady; must be one of answer"
    ):
        with_steady().inject(
            FaultSpec(kind="wire", scope=Scope(provider="steady"), settings={"after": "hold"}),
            0,
            [],
        )


@pytest.mark.parametrize("end", [Heal(), ClearFault(id="f")], ids=["healed", "cleared"])
def test_a_fault_that_ends_after_settling_does_not_end_again(end):
    world = World(timeline=(down(id="f", for_us=SECOND),))
    world.step(Settle())
    world.step(end)
    world.run(2 * SECOND)
    assert len([fact for fact in fault_facts(world) if isinstance(fact, FaultOffFact)]) == 1
