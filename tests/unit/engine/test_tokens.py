"""Tokens of several providers: each knows its own."""

from toy import PLAIN, ToyDialect
from toyqueue import QueueDialect

from windtunnel.domain.submit import Submit
from windtunnel.domain.worldspec import NumberSpec, TokenSpec, WorldSpec
from windtunnel.engine.platform import Platform

MANAGE = "whatsapp_business_management"


def both(**spec):
    dialects = {"toy": ToyDialect(), "queue": QueueDialect()}
    return Platform(
        WorldSpec(providers=("toy", "queue"), **spec),
        dialects=dialects,
        profiles=dict.fromkeys(dialects, PLAIN),
    )


def code(platform, provider, number, token):
    """Return the code of a send's refusal, None where it was accepted."""
    number_id = platform.number(number).id
    submit = Submit(
        provider=provider, number=number_id, token=token, kind="text", recipient="5511999990001"
    )
    answer = platform.submit(submit, 0, [])
    return None if answer.accepted else answer.code.code


def test_each_provider_of_a_world_has_a_number_and_a_token_of_its_own():
    platform = both()
    numbers = [(number.spec.name, number.lane.name) for number in platform.numbers.values()]
    assert numbers == [("main", "toy"), ("queue", "queue")]
    tokens = [(token.name, token.provider) for token in platform.tokens.values()]
    assert tokens == [("main", "toy"), ("queue", "queue")]


def test_a_token_of_another_provider_is_one_that_nobody_knows():
    platform = both()
    toy, queue = platform.tokens
    assert (platform.token_of("toy"), platform.token_of("queue")) == (toy, queue)
    assert code(platform, "queue", "queue", queue) is None
    assert code(platform, "queue", "queue", toy) == code(platform, "toy", "main", queue) == 11


def test_a_token_of_no_provider_is_known_by_all():
    platform = both(tokens=(TokenSpec(value="t"),))
    assert code(platform, "queue", "queue", "t") is code(platform, "toy", "main", "t") is None
    assert platform.token_of("queue") == "t"


def test_a_world_may_have_no_token_for_a_provider():
    assert both(tokens=(TokenSpec(provider="toy"),)).token_of("queue") == ""


def test_management_is_refused_for_what_is_another_providers():
    platform = both(tokens=(TokenSpec(value="t"),))
    number, account = platform.number("queue").id, platform.account_of("queue")
    for thing in (number, account):
        assert platform.authorise("t", thing, MANAGE, provider="queue") is None
        assert platform.authorise("t", thing, MANAGE) is None
        assert platform.authorise("t", thing, MANAGE, provider="toy").code.code == 12
    assert platform.authorise("t", platform.app, MANAGE, provider="queue") is None
    assert platform.authorise("t", "9" * 15, MANAGE).code.code == 12


def test_a_number_without_a_provider_is_the_first_ones():
    platform = both(numbers=(NumberSpec(),))
    assert platform.number("main").lane.name == "toy"
