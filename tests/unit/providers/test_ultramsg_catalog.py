"""The catalog of UltraMsg: its queue, its states, and what the switches change."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import WorldSpec
from windtunnel.engine.lane import Lane
from windtunnel.providers.ultramsg import dialect
from windtunnel.providers.ultramsg.catalog import SWITCHES


def catalog(**switches):
    return dialect.catalog(switches)


def test_every_rule_says_a_known_code():
    known = catalog(json_sends=False)
    assert not [rule for rule in known.rules.values() if rule.code not in known.codes]


@pytest.mark.parametrize(
    ("number", "title", "cls", "when"),
    [
        (20, "invalid", "permanent", "async"),
        (21, "unsent", "retryable", "async"),
        (22, "expired", "retryable", "async"),
        (1, "Wrong token", "permanent", "sync"),
        (3, "Instance stopped", "retryable", "sync"),
        (50, "Internal Server Error", "ambiguous", "sync"),
    ],
)
def test_codes_say_whether_to_try_again(number, title, cls, when):
    code = catalog().codes[number]
    assert (code.code, code.title, code.cls, code.when) == (number, title, cls, when)


def test_the_queue_waits_as_published():
    # Source: BLOG, newer revision, read 2026-11-22.
    queue = catalog().queue
    assert (queue.gap_s, queue.gap_long_s, queue.long_from) == (1, 15, 10)
    assert (queue.ttl_s, queue.priority) == (86_400, 10)
    assert catalog(queue_ttl_s=600).queue.ttl_s == 600


@pytest.mark.proves("ultramsg", "no webhook for invalid, unsent and expired")
def test_a_failure_is_never_told():
    assert catalog().tells == ("pending", "sent", "delivered", "read", "played")


def test_it_is_what_the_cloud_api_is_not():
    known = catalog()
    assert (known.subscriber, known.signs, known.has_templates) == ("number", False, False)
    assert (known.keeps, known.window_s, known.prices) == (True, None, {})
    assert not {"webhook-bad-signature", "throttle"} & set(known.faults)


@pytest.mark.parametrize(
    "reason", ["scope_missing", "throughput", "pair_rate", "window_closed", "number_banned"]
)
def test_a_reason_that_cannot_happen_has_no_rule(reason):
    assert reason not in catalog().rules


@pytest.mark.parametrize(
    ("switch", "value"), [(name, value) for name in SWITCHES for value in SWITCHES[name]]
)
def test_every_value_of_every_switch_makes_a_catalog(switch, value):
    assert catalog(**{switch: value}).switches[switch] == value


def test_an_unknown_switch_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match=r"not one of ultramsg's: .*did you mean list_sort\?"):
        catalog(list_sorts="asc")


def test_a_value_that_a_switch_does_not_take_is_refused_with_those_it_takes():
    with pytest.raises(ConfigError, match="is 418; allowed: 200, 400, 422"):
        catalog(validation_http_status=418)


def test_the_waits_of_webhooks_are_a_switch():
    quick, slow = (
        sum(catalog(webhook_retry_steps=one).push_retry_s[:3]) for one in ("quick", "slow")
    )
    assert quick < slow


def test_there_are_no_idempotency_keys():
    lane = Lane(dialect, next(iter(dialect.profiles.values())), WorldSpec())
    assert lane.key_ttl_us is None
