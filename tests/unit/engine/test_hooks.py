import pytest
from worlds import URL, World

from windtunnel.domain.errors import ConfigError, LimitError, UnknownThing
from windtunnel.domain.events import HookVerified, Subscribe
from windtunnel.domain.worldspec import WebhookSpec
from windtunnel.engine import hooks

NEW = "http://localhost:8/new"


def subscribe(world, url=NEW, **fields):
    event = Subscribe(subscriber=world.platform.account, url=url, verify_token="v", **fields)
    world.step(event)


def test_a_world_without_a_webhook_has_no_subscription():
    assert World(hook=False).platform.subscription is None


def test_a_subscription_changes_at_once_without_a_handshake():
    world = World()
    assert world.platform.subscription == URL
    subscribe(world)
    assert (world.platform.subscription, world.hooks()) == (NEW, [])


def test_a_handshake_comes_before_the_change():
    world = World()
    subscribe(world, handshake=True)
    asked = world.hooks()[0]
    assert (asked.url, asked.verify_token, asked.provider) == (NEW, "v", "toy")
    assert asked.challenge.isdecimal()
    assert world.platform.subscription == URL
    world.step(HookVerified(hook=asked.hook, ok=True))
    assert world.platform.subscription == NEW


def test_a_failed_handshake_changes_nothing():
    world = World()
    subscribe(world, handshake=True, hook="mine")
    world.step(HookVerified(hook="mine", ok=False, reason="wrong challenge"))
    world.step(HookVerified(hook="mine", ok=True))
    assert world.platform.subscription == URL


def test_each_handshake_has_its_own_challenge():
    world = World()
    subscribe(world, handshake=True)
    subscribe(world, handshake=True)
    one, two = world.hooks()
    assert one.challenge != two.challenge
    assert one.hook != two.hook


def test_a_worlds_own_webhook_may_ask_for_a_handshake():
    hook = WebhookSpec(url=NEW, verify_token="v", handshake=True)
    world = World(webhook=hook)
    assert (world.platform.subscription, len(world.hooks())) == (None, 1)


def test_an_empty_verify_token_skips_the_handshake():
    world = World(webhook=WebhookSpec(url=NEW, handshake=True))
    assert (world.platform.subscription, world.hooks()) == (NEW, [])


def test_a_subscription_can_end():
    world = World()
    subscribe(world, url=None, handshake=True)
    assert world.platform.subscription is None


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://10.0.0.1/x", "'10.0.0.1' is not one of this world's webhook_hosts: 127.0.0.1"),
        ("ftp://localhost/x", "must begin with http"),
        ("http:///x", "must begin with http"),
        ("http://[::1/x", "webhook URL"),
        ("http://localhost/" + "x" * 3000, "at most 2048"),
    ],
    ids=["host", "scheme", "no host", "broken", "long"],
)
def test_a_url_that_may_not_be_posted_to_is_refused(url, text):
    with pytest.raises(ConfigError, match=text):
        subscribe(World(), url=url)


@pytest.mark.parametrize("name", ["webhook", "webhooks"])
def test_a_world_whose_own_webhook_may_not_be_posted_to_is_not_made(name):
    hook = WebhookSpec(url="http://10.0.0.1/x")
    with pytest.raises(ConfigError, match="webhook_hosts"):
        World(start=False, **{name: {"toy": hook} if name == "webhooks" else hook})


def test_a_world_may_allow_other_hosts():
    world = World(webhook_hosts=("hooks.test",), hook=False)
    subscribe(world, url="https://hooks.test/x")
    assert world.platform.subscription == "https://hooks.test/x"


def test_another_account_is_unknown():
    with pytest.raises(UnknownThing, match="no subscriber '1'"):
        World().step(Subscribe(subscriber="1", url=NEW))


def test_handshakes_are_bounded(monkeypatch):
    monkeypatch.setattr(hooks, "HOOKS_MAX", 1)
    world = World()
    subscribe(world, handshake=True)
    with pytest.raises(LimitError, match="1 handshakes"):
        subscribe(world, handshake=True)
