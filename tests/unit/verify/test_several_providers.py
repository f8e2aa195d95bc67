"""Providers of a world in virtual time: each has its own numbers, token and webhooks."""

import msgspec
import pytest

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome
from windtunnel.domain.worldspec import TokenSpec
from windtunnel_verify import Schedule, order, run_schedule
from windtunnel_verify.happenings import TokenRotates
from windtunnel_verify.schedule import spec_of
from windtunnel_verify.sender_world import webhook_url_of

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


def test_a_rotation_is_the_first_providers_alone():
    rotated = msgspec.structs.replace(BOTH, happenings=(TokenRotates(at_us=1_000_000),))
    before, after = looked(rotated).tokens
    assert before["meta"] != after["meta"]
    assert before["ultramsg"] == after["ultramsg"]


def test_the_usual_provider_is_the_first_that_is_installed():
    plain = Schedule(intents=(order(),))
    assert spec_of(plain, 1, ("toy", "meta")).webhook.url.endswith("/webhook/toy")
    assert looked(plain).seen[0].provider == "meta"


@pytest.mark.parametrize(
    ("providers", "end"), [(("ultramsg",), "/webhook/ultramsg"), (("a", "b"), "/webhook")]
)
def test_webhooks_of_several_providers_come_below_one_url(providers, end):
    assert webhook_url_of(providers).endswith(end)
    hooks = spec_of(msgspec.structs.replace(BOTH, providers=providers), 1)
    urls = {hooks.webhook.url} if len(providers) == 1 else {h.url for h in hooks.webhooks.values()}
    assert all(url.startswith(webhook_url_of(providers)) for url in urls)
    assert len(urls) == len(providers)
