import pytest
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import InjectFault
from windtunnel.domain.facts import AnswerFact, FaultOffFact
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope

BRAZIL, GERMANY = "5511999990001", "4915112345678"


def faulty(numbers=("main",), **scope):
    spec = FaultSpec(kind="answer-code", scope=Scope(**scope), settings={"code": 50})
    return World(
        numbers=tuple(NumberSpec(name=name, provider="toy") for name in numbers), timeline=(spec,)
    )


def struck(world, to=BRAZIL, **fields):
    fields.setdefault("template", "plain")
    world.send(to, **fields)
    return world.facts(AnswerFact)[-1].fault == "answer-code"


@pytest.mark.parametrize(
    ("scope", "hit", "miss"),
    [
        ({"country": "DE"}, {"to": GERMANY}, {"to": BRAZIL}),
        ({"recipients": (GERMANY,)}, {"to": GERMANY}, {"to": BRAZIL}),
        ({"template": "plain"}, {"to": BRAZIL}, {"to": BRAZIL, "template": "gone"}),
    ],
    ids=["country", "recipients", "template"],
)
def test_a_fault_strikes_inside_its_scope_only(scope, hit, miss):
    world = faulty(**scope)
    assert (struck(world, **hit), struck(world, **miss)) == (True, False)


@pytest.mark.parametrize("by_name", [True, False], ids=["name", "id"])
def test_a_scope_names_a_number_by_name_or_id(by_name):
    plain = faulty(numbers=("main", "b"), country="ZZ")
    b = plain.platform.number("b").id
    world = faulty(numbers=("main", "b"), number="b" if by_name else b)
    assert (struck(world, number=b), struck(world)) == (True, False)


def test_a_scope_names_a_provider():
    assert struck(faulty(provider="toy"))


def test_every_field_that_is_given_must_hold():
    world = faulty(country="DE", template="plain")
    assert not struck(world, GERMANY, template="gone")
    assert not struck(world, BRAZIL)
    assert struck(world, GERMANY)


def test_a_share_is_the_same_recipients_each_time():
    world = faulty(share=0.3)
    recipients = [f"5511{n:08d}" for n in range(200)]
    one = [struck(world, to, at=n * SECOND // 10) for n, to in enumerate(recipients)]
    two = [struck(world, to, at=(200 + n) * SECOND // 10) for n, to in enumerate(recipients)]
    assert one == two
    assert 40 < sum(one) < 80


def test_a_chance_is_drawn_anew_for_each_attempt():
    world = faulty(chance=0.5)
    hits = [struck(world, marker=1, at=n * 6 * SECOND) for n in range(9)]
    assert 0 < sum(hits) < 9
    again = faulty(chance=0.5)
    assert [struck(again, marker=1, at=n * 6 * SECOND) for n in range(9)] == hits


def test_two_kinds_do_not_strike_the_same_attempts():
    world = faulty(chance=0.5)
    world.step(InjectFault(spec=FaultSpec(kind="answer-lost", scope=Scope(chance=0.5))))
    pairs = set()
    for n in range(40):
        code = struck(world, f"5511{n:08d}", marker=n)
        pairs.add((code, world.facts(AnswerFact)[-1].plan))
    assert len(pairs) == 4


def test_first_strikes_the_next_few_and_is_used_up():
    world = faulty(first=2, country="BR")
    hits = [struck(world, to) for to in (BRAZIL, GERMANY, BRAZIL, BRAZIL)]
    assert hits == [True, False, True, False]
    assert [(fact.id, fact.why) for fact in world.facts(FaultOffFact)] == [("f1", "used_up")]
    assert world.platform.faults() == []


def test_every_strikes_each_nth_of_what_the_rest_matches():
    world = faulty(every=3, country="BR")
    hits = [struck(world, to) for to in (BRAZIL, GERMANY, BRAZIL, BRAZIL, BRAZIL, BRAZIL, BRAZIL)]
    assert hits == [False, False, False, True, False, False, True]


def test_first_counts_strikes_where_both_are_given():
    world = faulty(first=2, every=2)
    assert [struck(world) for _ in range(6)] == [False, True, False, True, False, False]


def test_exact_strikes_pairs_of_intent_and_attempt_and_is_used_up():
    world = faulty(exact=((7, 1), (7, 3), (8, 2)))
    hits = [struck(world, marker=7) for _ in range(4)]
    hits += [struck(world, marker=8), struck(world), struck(world, marker=8)]
    assert hits == [True, False, True, False, False, False, True]
    assert world.facts(FaultOffFact)[-1].why == "used_up"


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        ({"share": 1.1}, "scope.share is 1.1; must be 0 to 1"),
        ({"chance": -0.1}, "scope.chance is -0.1"),
        ({"first": 0}, "scope.first is 0; must be 1 or more"),
        ({"every": 0}, "scope.every is 0"),
        ({"recipients": ()}, "scope.recipients has 0 entries"),
        ({"exact": ()}, "scope.exact has 0 entries"),
        ({"exact": ((-1, 1),)}, r"scope.exact has \(-1, 1\)"),
        ({"exact": ((0, 0),)}, r"scope.exact has \(0, 0\)"),
        ({"number": "other"}, "scope.number: no number 'other'"),
        ({"provider": "toi"}, "scope.provider is 'toi'; did you mean 'toy'"),
        ({"country": "Brazil"}, "scope.country is 'Brazil'; must be one of AE, AR"),
        ({"template": "x" * 513}, "scope.template has 513 characters; at most 512"),
    ],
)
def test_a_scope_that_cannot_be_is_refused(scope, text):
    with pytest.raises(ConfigError, match=text):
        faulty(**scope)


def test_a_throttle_is_limited_by_number_and_provider_alone():
    spec = FaultSpec(kind="throttle", scope=Scope(share=0.1), settings={"throughput_per_s": 1})
    with pytest.raises(
        ConfigError, match=r"scope.share cannot limit this kind; allowed are number"
    ):
        World().step(InjectFault(spec=spec))
