import pytest
from toyqueue import QueueDialect
from worlds import World

from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import AddNumber, AddToken, SetToken
from windtunnel.domain.facts import TokenFact
from windtunnel.domain.worldspec import NumberSpec, TokenSpec
from windtunnel.engine import access

SEND = "whatsapp_business_messaging"
MANAGE = "whatsapp_business_management"


def two_numbers():
    return World(
        numbers=(NumberSpec(name="a", provider="toy"), NumberSpec(name="b", provider="toy")),
        tokens=(
            TokenSpec(name="all", value="T-all"),
            TokenSpec(name="only b", value="T-b", numbers=("b",)),
            TokenSpec(name="reader", value="T-read", scopes=(MANAGE,)),
        ),
    )


@pytest.mark.parametrize(
    ("state", "code", "subcode"),
    [("expired", 11, 1), ("revoked", 11, 2), ("invalid", 11, None)],
)
def test_a_token_that_is_not_valid_opens_nothing(state, code, subcode):
    world = World()
    world.step(SetToken(name="main", state=state))
    answer = world.send(text="hi")
    assert (answer.accepted, answer.code.code, answer.subcode) == (False, code, subcode)


def test_a_token_may_be_given_back_its_rights():
    world = World()
    world.step(SetToken(name="main", state="expired"))
    world.step(SetToken(name="main", state="valid"))
    assert world.send(text="hi").accepted


@pytest.mark.parametrize(("token", "code"), [(None, 10), ("", 11), ("unknown", 11)], ids=str)
def test_a_send_without_a_known_token_is_refused(token, code):
    assert World().send(text="hi", token=token).code.code == code


def test_an_expired_token_names_the_time():
    world = World(epoch_s=1000)
    world.step(SetToken(name="main", state="expired"))
    assert world.send(text="hi", at=7_000_000).details == "expired before 1007"


def test_an_unknown_number_is_said_before_a_missing_scope():
    world = two_numbers()
    assert world.send(text="hi", token="T-read", number="42").details == "no number 42"


def test_a_missing_scope_is_said_by_name():
    assert two_numbers().send(text="hi", token="T-read").details == f"needs {SEND}"


def test_an_account_is_not_a_number_to_send_from():
    world = World()
    answer = world.send(text="hi", number=world.platform.account)
    assert (answer.code.code, answer.details) == (12, f"no number {world.platform.account}")


def test_a_token_reaches_its_own_numbers_only():
    world = two_numbers()
    a, b = world.platform.number("a").id, world.platform.number("b").id
    assert world.send(text="hi", token="T-b", number=a).code.code == 12
    assert world.send(text="hi", token="T-b", number=b).accepted


def test_a_token_without_numbers_reaches_later_ones_too():
    world = World()
    world.step(AddNumber(spec=NumberSpec(name="new", provider="toy")))
    assert world.send(text="hi", number=world.platform.number("new").id).accepted


def test_tokens_can_be_rotated_with_an_overlap():
    world = World()
    world.step(AddToken(spec=TokenSpec(name="next", value="T-2")))
    world.step(SetToken(name="main", state="revoked"))
    assert world.send(text="hi", token="T-2").accepted
    assert [(fact.token, fact.state) for fact in world.facts(TokenFact)[1:]] == [
        ("next", "valid"),
        ("main", "revoked"),
    ]


def test_a_tokens_fact_says_whose_it_is():
    world = World()
    world.step(AddToken(spec=TokenSpec(name="next", value="T-2", provider="toy")))
    world.step(SetToken(name="next", state="revoked"))
    assert [fact.provider for fact in world.facts(TokenFact)] == ["toy"] * 3


def test_authorise_names_the_first_reason_against_a_request():
    platform = two_numbers().platform
    number = platform.number("a").id
    asked = {
        "token": platform.authorise(None, number, MANAGE),
        "object": platform.authorise("T-all", "42", MANAGE),
        "scope": platform.authorise("T-read", number, SEND),
    }
    assert {name: answer.code.code for name, answer in asked.items()} == {
        "token": 10,
        "object": 12,
        "scope": 13,
    }


def test_where_each_number_is_an_account_the_token_of_another_is_no_token():
    numbers = (NumberSpec(name="a", display="1"), NumberSpec(name="b", display="2"))
    tokens = (TokenSpec(name="b", value="T-b", numbers=("b",)),)
    world = World(dialect=QueueDialect(), numbers=numbers, tokens=tokens)
    a, b = (world.platform.number(name).id for name in "ab")
    assert world.send(text="hi", number=a, token="T-b").code.code == 11
    assert world.send(text="hi", number=b, token="T-b").accepted


def test_authorise_lets_the_account_the_app_and_numbers_pass():
    platform = two_numbers().platform
    for object_id in (platform.account, platform.app, platform.number("b").id):
        assert platform.authorise("T-all", object_id, MANAGE) is None


def test_refuse_uses_the_words_of_the_provider():
    platform = World().platform
    assert platform.refuse("malformed", what="that").details == "cannot read that"
    assert platform.refuse("malformed", provider="toy").details == "cannot read "


def test_a_reason_that_the_provider_cannot_say_is_a_mistake_of_its_dialect():
    with pytest.raises(
        ConfigError, match=r"reason 'access_denied', which its catalog does not map"
    ):
        World().platform.refuse("access_denied")


def test_a_drawn_token_and_secret_belong_to_one_world():
    one, other = World(), World(seed=2)
    assert one.token != other.token
    assert one.platform.secret != other.platform.secret
    assert World().token == one.token


def test_a_given_secret_is_kept():
    assert World(app_secret="s3cret").platform.secret == "s3cret"


@pytest.mark.parametrize(
    ("event", "error", "text"),
    [
        (AddNumber(spec=NumberSpec(provider="toy")), ConfigError, "name 'main' is taken"),
        (AddNumber(spec=NumberSpec(name="x", provider="toi")), ConfigError, "mean 'toy'"),
        (
            AddNumber(spec=NumberSpec(name="x", provider="toy", throughput_per_s=0)),
            ConfigError,
            "greater than 0",
        ),
        (AddToken(spec=TokenSpec()), ConfigError, "taken"),
        (AddToken(spec=TokenSpec(name="x", value="v" * 2000)), ConfigError, "at most 1024"),
        (AddToken(spec=TokenSpec(name="x", numbers=("y",))), UnknownThing, "are main"),
        (SetToken(name="x", state="valid"), UnknownThing, "its tokens are main"),
    ],
    ids=["name", "provider", "rate", "token", "long token", "its number", "no token"],
)
def test_what_cannot_be_is_refused_with_what_is_allowed(event, error, text):
    with pytest.raises(error, match=text):
        World().step(event)


def test_numbers_and_tokens_are_bounded(monkeypatch):
    monkeypatch.setattr(access, "NUMBERS_MAX", 1)
    monkeypatch.setattr(access, "TOKENS_MAX", 1)
    with pytest.raises(LimitError, match="1 numbers, the most"):
        World().step(AddNumber(spec=NumberSpec(name="x", provider="toy")))
    with pytest.raises(LimitError, match="1 tokens, the most"):
        World().step(AddToken(spec=TokenSpec(name="x")))
