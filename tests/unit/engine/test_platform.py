import pytest
from msgspec.structs import replace
from toy import PLAIN, ToyDialect
from worlds import SECOND, URL, World, profile

from windtunnel.domain.effects import Push
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import CloseWindow, CustomerText, OpenWindow, Tick
from windtunnel.domain.facts import AnswerFact, AttemptFact, CatalogFact, HandsetFact, TokenFact
from windtunnel.domain.submit import Answer, Submit
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, TokenSpec, WebhookSpec, WorldSpec
from windtunnel.engine.platform import Platform

ANA = "5511999990001"


class Cousin(ToyDialect):
    """A second provider whose recipients have another name and who knows no session windows."""

    name = "cousin"

    def catalog(self, switches):
        return replace(super().catalog(switches), provider="cousin", window_s=None)

    def wa_id(self, digits):
        return f"c{digits}"


def two_providers(**spec):
    numbers = (NumberSpec(name="a", provider="toy"), NumberSpec(name="b", provider="cousin"))
    spec.setdefault("tokens", (TokenSpec(),))
    spec = WorldSpec(providers=("toy", "cousin"), numbers=numbers, **spec)
    return Platform(
        spec,
        dialects={"toy": ToyDialect(), "cousin": Cousin()},
        profiles={"toy": PLAIN, "cousin": PLAIN},
    )


def submit(platform, provider, number, **fields):
    values = {"token": next(iter(platform.tokens)), "recipient": ANA, "kind": "text"}
    values |= {"provider": provider, "number": platform.number(number).id}
    return Submit(**values | fields)


def test_the_catalog_is_the_first_fact_and_the_state_follows():
    facts = World().facts()
    assert isinstance(facts[0], CatalogFact)
    assert facts[1] == TokenFact(t=0, token="main", state="valid", provider="toy")


def test_each_provider_has_its_catalog():
    out = []
    two_providers().start(5, out)
    assert [(fact.catalog.provider, fact.t) for fact in out[:2]] == [("toy", 5), ("cousin", 5)]


def test_step_appends_the_answer_behind_its_facts():
    world = World(hook=False)
    event = Submit(provider="toy", number=world.number, token=world.token, attempt="a", t=3)
    world.step(event, at=9)
    attempt, answer_fact, answer = world.out[-3:]
    kinds = [type(effect) for effect in world.out[-3:]]
    assert kinds == [AttemptFact, AnswerFact, Answer]
    assert (attempt.t, answer_fact.t, answer.attempt) == (3, 9, "a")


def test_the_answer_time_is_the_profiles():
    slow = profile(answer=PLAIN.sent)
    assert World(profile=slow).send(ANA, text="x").delay_us == 100_000


def test_nothing_happens_without_a_tick():
    world = World(ack=False)
    world.send(ANA, template="plain")
    before = len(world.out)
    world.platform.next_due()
    assert len(world.out) == before
    world.step(Tick(), at=None)
    assert len(world.out) == before


def test_a_send_for_a_provider_of_another_world_is_a_mistake():
    world = World()
    with pytest.raises(ConfigError, match=r"no provider 'toi'.*did you mean 'toy'"):
        world.platform.submit(Submit(provider="toi", number="", token=None), 0, [])


def test_a_number_answers_to_its_own_provider_only():
    platform = two_providers()
    assert platform.submit(submit(platform, "cousin", "b"), 0, []).accepted
    answer = platform.submit(submit(platform, "toy", "b"), 0, [])
    assert answer.details == f"no number {platform.number('b').id}"


def test_one_person_has_one_inbox_over_all_providers():
    platform, out = two_providers(), []
    platform.start(0, out)
    platform.submit(submit(platform, "cousin", "b", marker="m1"), 0, out)
    platform.step(OpenWindow(recipient=ANA, number="a"), 0, out)
    platform.submit(submit(platform, "toy", "a", marker="m2"), 1, out)
    while (due := platform.next_due()) is not None:
        platform.step(Tick(), due, out)
    assert [message.marker for message in platform.inbox(ANA)] == ["m1", "m2"]
    assert len([fact for fact in out if isinstance(fact, HandsetFact)]) == 2


def test_a_provider_without_session_windows_has_none_to_open():
    platform = two_providers()
    with pytest.raises(ConfigError, match="cousin has no session windows"):
        platform.step(OpenWindow(recipient=ANA, number="b"), 0, [])
    platform.step(CustomerText(recipient=ANA, number="b", text="x"), 0, [])
    platform.step(CloseWindow(recipient=ANA, number="b"), 0, [])


def test_a_push_names_the_provider_whose_event_it_is():
    platform, out = two_providers(webhook=WebhookSpec(url=URL)), []
    platform.start(0, out)
    platform.step(CustomerText(recipient=ANA, number="b", text="x"), 0, out)
    assert [push.provider for push in out if isinstance(push, Push)] == ["cousin"]


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        ({"providers": ("toi",)}, "'toi' has no dialect; did you mean 'toy'"),
        ({"numbers": (NumberSpec(provider="meta"),)}, "no provider 'meta'"),
        ({"switches": {"windows": 1}}, "toy has no switch windows"),
        ({"switches": {"idempotency_key_ttl_s": "soon"}}, "must be seconds, 0 for no keys"),
        ({"switches": {"idempotency_key_ttl_s": -1}}, "is -1"),
        ({"timeline": (FaultSpec(kind="gremlin"),)}, "no fault of kind 'gremlin'"),
    ],
    ids=["dialect", "number", "switch", "key", "negative", "timeline"],
)
def test_a_world_that_cannot_be_is_refused_before_it_begins(spec, text):
    with pytest.raises(ConfigError, match=text):
        World(**spec)


def test_a_provider_needs_a_profile():
    spec = WorldSpec(providers=("toy",), numbers=())
    with pytest.raises(ConfigError, match="'toy' has no profile; must be one of none"):
        Platform(spec, dialects={"toy": ToyDialect()}, profiles={})


def test_a_profile_may_set_switches_and_the_world_has_the_last_word():
    sync = profile(switches={"closed_window": "sync"})
    assert not World(profile=sync).send(ANA, text="x").accepted
    assert World(profile=sync, switches={"closed_window": "async"}).send(ANA, text="x").accepted


@pytest.mark.parametrize(
    ("presence", "shown"),
    [("always", ["accepted"] * 2), ("template-only", [None, "accepted"]), ("never", [None] * 2)],
)
def test_a_switch_decides_where_an_acceptance_says_so(presence, shown):
    world = World(switches={"message_status_presence": presence})
    answers = [world.send(ANA, text="x"), world.send(ANA, template="plain")]
    assert [answer.message_status for answer in answers] == shown


def test_a_repeated_key_is_the_same_message():
    world = World(switches={"idempotency_key_ttl_s": 60})
    one = world.send(ANA, template="plain", idem_key="k")
    two = world.send(ANA, template="plain", idem_key="k", at=59 * SECOND)
    three = world.send(ANA, template="plain", idem_key="k", at=61 * SECOND)
    assert (two.accepted, one.message == two.message, one.message == three.message) == (
        True,
        True,
        False,
    )
    assert len(world.finish().platform.inbox(ANA)) == 2


def test_a_key_with_another_content_or_recipient_is_refused():
    world = World(switches={"idempotency_key_ttl_s": 60})
    world.send(ANA, template="plain", idem_key="k")
    other = world.send(ANA, template="plain", idem_key="k", content_sha="other")
    elsewhere = world.send("447700900123", template="plain", idem_key="k")
    translated = world.send(ANA, template="plain", idem_key="k", lang="it")
    assert [(a.accepted, a.details) for a in (other, elsewhere, translated)] == [
        (False, "the key said something else")
    ] * 3
    assert world.send("447700900123", template="plain", idem_key="k", at=61 * SECOND).accepted


def test_a_key_with_another_content_is_the_first_message_where_the_provider_says_nothing():
    class Silent(ToyDialect):
        def catalog(self, switches):
            found = super().catalog(switches)
            rules = {name: rule for name, rule in found.rules.items() if name != "key_reused"}
            return replace(found, rules=rules)

    world = World(dialect=Silent(), switches={"idempotency_key_ttl_s": 60})
    bodies = ({"content_sha": "a"}, {"content_sha": "b"})
    answers = {world.send(ANA, template="plain", idem_key="k", **b).message for b in bodies}
    assert len(answers) == 1


def test_a_key_belongs_to_an_accepted_send_alone():
    world = World(switches={"idempotency_key_ttl_s": 60})
    assert not world.send(ANA, template="gone", idem_key="k").accepted
    assert world.send(ANA, template="plain", idem_key="k").accepted


def test_a_world_has_keys_where_its_provider_has():
    switches = {"idempotency_key_ttl_s": 60}
    assert [World(switches=s).platform.has_keys for s in ({}, switches)] == [False, True]


def test_keys_mean_nothing_where_the_provider_has_none():
    world = World()
    answers = {world.send(ANA, template="plain", idem_key="k").message for _ in range(2)}
    assert len(answers) == 2
    assert world.facts(AttemptFact)[0].idem_key == "k"


def test_counters_count_what_happened():
    world = World()
    world.send(ANA, template="plain")
    world.send(ANA, template="gone")
    counters = world.finish().platform.counters
    expected = {"attempts": 2, "accepted": 1, "refused": 1, "sent": 1, "delivered": 1, "read": 1}
    assert {name: counters[name] for name in expected} == expected
    assert (counters["pushes"], counters["owed"], counters["failed"]) == (3, 0, 0)


def test_what_customers_write_uses_up_throughput():
    world = World(numbers=(NumberSpec(provider="toy", throughput_per_s=1),))
    world.step(CustomerText(recipient=ANA, number="main", text="x"))
    assert world.send(ANA, text="x").code.code == 20


def test_what_belongs_to_a_provider_is_found_by_its_name():
    platform = two_providers()
    assert [lane.name for lane in platform.lanes.values()] == list(platform.lanes)
