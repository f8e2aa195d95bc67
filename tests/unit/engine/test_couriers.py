"""Who is told of what: one courier for each account or number, by what it asked for."""

import pytest
from toy import PLAIN, ToyDialect
from toyqueue import QueueDialect
from worlds import SECOND, URL, World, profile

from windtunnel.domain.effects import Push
from windtunnel.domain.errors import ConfigError, UnknownThing
from windtunnel.domain.events import (
    AddNumber,
    ChangeNumber,
    CustomerText,
    PushEnded,
    SetNumberSettings,
    SetPreference,
    SetTemplate,
    Settle,
    Subscribe,
)
from windtunnel.domain.facts import NumberChangedFact, OptOutFact, PushDroppedFact, PushFact
from windtunnel.domain.worldspec import FaultSpec, NumberSpec, Scope, TemplateSpec, WebhookSpec
from windtunnel.domain.worldspec import WorldSpec as Spec
from windtunnel.engine import courier
from windtunnel.engine.platform import Platform

ANA = "5511999990001"
OTHER = "http://127.0.0.1:8/other"
TWO = (NumberSpec(name="main"), NumberSpec(name="other", display="15550100002"))


def world(**spec):
    return World(dialect=QueueDialect(), **spec)


def told(made):
    """Return (subscriber, what) of every push."""
    kinds = [(push.subscriber, push.events[0]) for push in made.pushes()]
    return [(who, getattr(event, "status", getattr(event, "kind", ""))) for who, event in kinds]


def writes(made, kind="text", number="main", **fields):
    made.step(CustomerText(recipient=ANA, number=number, text="hi", kind=kind, **fields))


def mixed(**spec):
    """Return a platform of both toys, and its first effects."""
    hook = WebhookSpec(url=URL, verify_token="v", handshake=True)
    spec = Spec(**{"providers": ("toy", "queue"), "webhook": hook} | spec)
    dialects = {"toy": ToyDialect(), "queue": QueueDialect()}
    platform = Platform(spec, dialects=dialects, profiles=dict.fromkeys(dialects, PLAIN))
    out = []
    platform.start(0, out)
    return platform, out


def test_each_number_has_its_own_callback():
    made = world(numbers=TWO)
    made.step(Subscribe(subscriber=made.platform.number("other").id, url=OTHER))
    writes(made)
    writes(made, number="other")
    urls = [push.url for push in made.pushes()]
    assert (urls, len({who for who, _ in told(made)})) == ([URL, OTHER], 2)
    views = [number.subscription for number in made.platform.numbers.values()]
    assert views == [URL, OTHER]


def test_an_account_has_one_for_all_its_numbers():
    made = World(numbers=TWO)
    assert made.platform.number("main").subscription is None
    with pytest.raises(UnknownThing, match="no subscriber"):
        made.step(Subscribe(subscriber=made.number, url=OTHER))


def test_a_number_that_joins_is_subscribed_like_the_others():
    made = world()
    made.step(AddNumber(spec=NumberSpec(name="new")))
    assert made.platform.number("new").subscription == URL


def test_a_webhook_of_the_world_goes_for_all_and_numbers_shake_no_hands():
    platform, out = mixed()
    hooks = [effect for effect in out if type(effect).__name__ == "VerifyHook"]
    assert [hook.provider for hook in hooks] == ["toy"]
    assert platform.subscription_of("toy") is None
    assert platform.subscription_of("queue") == URL


def test_a_providers_own_webhook_goes_before_the_worlds():
    platform, _ = mixed(webhook=WebhookSpec(url=URL), webhooks={"queue": WebhookSpec(url=OTHER)})
    assert platform.subscription == platform.subscription_of("toy") == URL
    assert platform.subscription_of("queue") == OTHER
    with pytest.raises(ConfigError, match="no provider 'que'"):
        mixed(webhooks={"que": WebhookSpec(url=OTHER)})


def test_accounts_are_each_providers_own():
    platform, _ = mixed()
    assert platform.account == platform.account_of("toy") != platform.account_of("queue")
    accounts = [number.account for number in platform.numbers.values()]
    assert accounts == [platform.account_of("toy"), platform.account_of("queue")]


def test_failed_is_not_told_where_the_provider_does_not_tell_it():
    made = world(not_on_whatsapp=1.0)
    made.send()
    assert (told(made.finish()), made.platform.counters["failed"]) == ([], 1)


def test_everything_is_told_that_the_provider_tells():
    made = world()
    made.send()
    statuses = [status for _, status in told(made.finish())]
    assert statuses == ["pending", "sent", "delivered", "read"]


@pytest.mark.parametrize(
    ("news", "expected"),
    [
        ("created", ["pending"]),
        ("status", ["sent", "delivered", "read"]),
        ("inbound", ["text"]),
        ("reaction", ["reaction"]),
        ("media", []),
    ],
)
def test_a_number_hears_of_what_it_asked_for(news, expected):
    made = world(numbers=(NumberSpec(settings={"news": news}),))
    made.send()
    made.finish()
    writes(made)
    writes(made, kind="reaction", context="m")
    assert [what for _, what in told(made)] == expected


def test_what_it_asks_for_can_change():
    made = world()
    made.step(SetNumberSettings(number="main", settings={"news": "reaction"}))
    writes(made)
    assert told(made) == []


@pytest.mark.parametrize(("news", "media"), [("inbound", ""), ("inbound media", "m")])
def test_addresses_of_media_are_told_where_asked_for(news, media):
    made = world(numbers=(NumberSpec(settings={"news": news}),))
    writes(made, kind="voice", media="m")
    assert made.pushes()[0].events[0].media == media
    assert made.platform.number("main").shelf.letters[0].media == "m"


@pytest.mark.parametrize(("retries", "tries"), [(0, 1), (1, 2), (99, 3)])
def test_a_number_says_how_often_a_push_is_tried_again(retries, tries):
    made = world(ack=500, numbers=(NumberSpec(settings={"push_retries": retries}),))
    writes(made)
    made.finish()
    assert len(made.facts(PushFact)) == tries
    assert [fact.why for fact in made.facts(PushDroppedFact)] == ["ladder_ended"]


def test_a_number_hears_of_messages_alone():
    made = world(templates=(TemplateSpec(name="t"),))
    made.step(SetTemplate(name="t", lang="en", state="PAUSED"))
    made.step(SetPreference(recipient=ANA, number="main", value="stop"))
    made.step(ChangeNumber(recipient=ANA, number="main", new="5511999990002"))
    assert made.pushes() == []
    assert made.facts(OptOutFact)
    assert made.facts(NumberChangedFact)


@pytest.mark.parametrize("providers", [("queue", "toy"), ("toy", "queue")])
def test_news_of_a_template_are_those_of_the_provider_that_has_templates(providers):
    template, hook = TemplateSpec(name="t"), WebhookSpec(url=URL)
    platform, out = mixed(providers=providers, templates=(template,), webhook=hook)
    platform.step(SetTemplate(name="t", lang="en", state="PAUSED"), 0, out)
    push = next(effect for effect in out if isinstance(effect, Push))
    account = platform.account_of("toy")
    news = push.events[0]
    assert (push.provider, push.subscriber) == ("toy", account)
    assert (news.provider, news.account) == ("toy", account)


def test_each_subscriber_has_its_own_bounds(monkeypatch):
    monkeypatch.setattr(courier, "OWED_MAX", 2)
    monkeypatch.setattr(courier, "IN_FLIGHT_MAX", 1)
    made = world(numbers=TWO, ack=False)
    for number in ("main", "other"):
        writes(made, number=number)
        writes(made, number=number)
    assert len(made.pushes()) == 2
    assert (made.platform.counters["owed"], made.facts(PushDroppedFact)) == (4, [])
    made.step(PushEnded(push=made.pushes()[1].id, http=200, ms=1.0))
    made.step(PushEnded(push="of nobody", http=200, ms=1.0))
    assert (made.platform.counters["owed"], len(made.pushes())) == (3, 3)


def test_an_older_status_is_told_again_after_a_newer_one():
    regress = FaultSpec(kind="webhook-regress", settings={"status": "sent"})
    made = world(timeline=(regress,))
    made.send()
    made.finish()
    statuses = [status for _, status in told(made)]
    assert statuses == ["pending", "sent", "delivered", "sent", "read"]
    again = made.facts(PushFact)[3]
    assert (again.fault, again.events) == ("webhook-regress", made.facts(PushFact)[1].events)


def test_an_untold_end_lets_go_of_what_waited_for_it():
    regress = FaultSpec(kind="webhook-regress", settings={"status": "delivered"})
    dialect = QueueDialect(tells=("pending", "sent", "delivered"))
    made = World(dialect=dialect, timeline=(regress,))
    made.send()
    made.finish()
    assert [status for _, status in told(made)] == ["pending", "sent", "delivered", "delivered"]
    assert made.platform.counters["owed"] == 0


def test_an_exact_fault_of_news_is_over_when_an_untold_end_has_come():
    scope = Scope(exact=((4, 1),))
    lost = FaultSpec(kind="webhook-lost", settings={"status": "read"}, scope=scope)
    made = world(timeline=(lost,), not_on_whatsapp=1.0)
    made.send(marker=4)
    assert len(made.platform.faults()) == 1
    assert made.run(SECOND).platform.faults() == []


def test_two_faults_may_hold_an_event_and_repeat_it():
    faults = [FaultSpec(kind=kind, settings={"status": "sent"}) for kind in HELD]
    made = world(timeline=tuple(faults))
    made.send()
    statuses = [status for _, status in told(made.finish())]
    assert statuses == ["pending", "delivered", "sent", "sent", "read"]


HELD = ("webhook-reorder", "webhook-regress")


def test_nothing_is_pushed_while_settling_and_retries_are_dropped():
    made = world(numbers=TWO, ack=500, profile=profile(read_share=0.0))
    writes(made, number="other")
    before = len(made.pushes())
    made.step(Settle())
    assert len(made.finish().pushes()) == before
