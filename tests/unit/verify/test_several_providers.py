"""Providers of a world in virtual time: each has its own numbers, token and webhooks."""

import msgspec

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome
from windtunnel.domain.worldspec import TokenSpec
from windtunnel_verify import Schedule, order, run_schedule
from windtunnel_verify.happenings import TokenRotates

BOTH = Schedule(
    intents=(order(), msgspec.structs.replace(order(2_000_000), number="ultramsg")),
    providers=("meta", "ultramsg"),
    numbers=(),
    profile="",
    tokens=(TokenSpec(provider="meta"), TokenSpec(name="ultramsg", provider="ultramsg")),
)


class Looking:
    """A sender that sends nothing and notes what it was given."""

    policy = Policy.undeclared()

    def __init__(self, world):
        self.world = world
        self.seen = []
        self.tokens = []

    async def send(self, intent):
        self.seen.append(intent)
        self.tokens.append({name: each.token for name, each in self.world.credentials.items()})
        return Outcome(state="failed")

    async def close(self):
        pass


def looked(schedule):
    made = []

    def create(world):
        made.append(Looking(world))
        return made[0]

    run_schedule(create, schedule)
    return made[0]


def test_an_intent_names_its_numbers_provider_and_says_its_text_beside_the_template():
    seen = looked(BOTH).seen
    assert [intent.provider for intent in seen] == ["meta", "ultramsg"]
    assert all(intent.marker in intent.text and intent.template for intent in seen)


def test_each_provider_has_its_own_number_and_token():
    given = looked(BOTH).world.credentials
    assert {name: list(each.numbers) for name, each in given.items()} == {
        "meta": ["main"],
        "ultramsg": ["ultramsg"],
    }
    assert given["meta"].token != given["ultramsg"].token


def test_a_rotation_gives_each_provider_a_new_token():
    rotated = msgspec.structs.replace(BOTH, happenings=(TokenRotates(at_us=1_000_000),))
    before, after = looked(rotated).tokens
    assert len({*before.values(), *after.values()}) == 4


def test_the_usual_provider_is_the_first_that_is_installed():
    plain = Schedule(intents=(order(),))
    assert looked(plain).seen[0].provider == "meta"
