"""The catalog: codes, rules, prices, and what the switches change."""

import pytest

from windtunnel.domain.countries import CALLING_CODES
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.reasons import REASONS
from windtunnel.domain.worldspec import WorldSpec
from windtunnel.engine.lane import Lane
from windtunnel.providers.meta import dialect
from windtunnel.providers.meta.catalog import SWITCHES


def catalog(**switches):
    return dialect.catalog(switches)


OF_OTHERS = {
    "number_stopped",
    "content_unreachable",
    "queue_expired",
    "value_too_long",
}
"""Reasons that arise elsewhere, and have no words of their own here."""


def test_every_reason_has_a_rule():
    assert set(REASONS) - set(catalog().rules) == OF_OTHERS


def test_every_rule_says_a_known_code():
    known = catalog()
    assert not [rule for rule in known.rules.values() if rule.code not in known.codes]


def test_every_code_is_filed_under_its_own_number_and_classed():
    for number, code in catalog().codes.items():
        assert code.code == number
        assert code.title
        assert 200 <= code.http < 600
        assert (code.wait_s is not None) == (code.cls == "retryable")


@pytest.mark.parametrize(
    ("number", "cls", "wait_s", "growth", "limiter"),
    [
        (130429, "retryable", 1, 1.0, "number"),
        (131056, "retryable", 1, 4.0, "pair"),
        (131049, "retryable", 86_400, 1.5, "pair"),
        (132015, "retryable", 10_800, 1.0, "template"),
        (131026, "permanent", None, 1.0, None),
        (132001, "permanent", None, 1.0, None),
        (131000, "retryable", 1, 1.0, None),
    ],
)
def test_waits_are_those_that_meta_states(number, cls, wait_s, growth, limiter):
    # Source: D:throughput (131056: 4^X s), D:per-user-limits, D:template-pausing, read 2026-11-22.
    code = catalog().codes[number]
    assert (code.cls, code.wait_s, code.growth, code.limiter) == (cls, wait_s, growth, limiter)


@pytest.mark.parametrize("number", [131026, 131047, 131049, 131050, 130472, 131042, 131053])
def test_policy_failures_come_later(number):
    assert catalog().codes[number].when == "async"


def test_limits_are_the_published_ones():
    known = catalog()
    assert (known.throughput_per_s, known.window_s) == (80.0, 86_400.0)
    assert (known.pair_refill_s, known.pair_burst) == (6.0, 45)


def test_an_unknown_switch_is_refused_with_the_nearest():
    with pytest.raises(ConfigError, match="did you mean throttle_http_status"):
        catalog(throttle_http=429)


def test_a_value_that_a_switch_does_not_take_is_refused_with_those_it_takes():
    with pytest.raises(ConfigError, match="is 418; allowed: 400, 429"):
        catalog(throttle_http_status=418)


@pytest.mark.parametrize(
    ("switch", "value"), [(name, value) for name in SWITCHES for value in SWITCHES[name]]
)
def test_every_value_of_every_switch_makes_a_catalog(switch, value):
    assert catalog(**{switch: value}).switches[switch] == value


@pytest.mark.parametrize("number", [4, 80007, 130429, 131056])
def test_the_status_of_a_throttle_is_a_switch(number):
    assert catalog().codes[number].http == 400
    assert catalog(throttle_http_status=429).codes[number].http == 429


def test_the_status_of_a_missing_template_is_a_switch():
    assert catalog().codes[132001].http == 404
    assert catalog(template_missing_http_status=400).codes[132001].http == 400


def test_a_closed_window_is_said_later_unless_switched():
    assert catalog().rules["window_closed"].when == "async"
    assert catalog(closed_window_error="sync").rules["window_closed"].when == "sync"


def test_subcodes_can_be_left_out_but_where_the_code_needs_them():
    known = catalog(error_subcode=False)
    assert known.codes[130429].subcode is None
    assert known.rules["bad_parameter"].subcode is None
    assert known.rules["object_unknown"].subcode == 33


@pytest.mark.proves("meta", "webhook retries")
@pytest.mark.parametrize(("ladder", "days"), [("7d", 7), ("36h", 1.5)])
def test_a_ladder_ends_within_its_time(ladder, days):
    total_s = sum(catalog(webhook_retry=ladder).push_retry_s)
    assert days * 86_400 * 0.95 < total_s <= days * 86_400


def test_every_country_that_calling_codes_know_has_prices():
    for country in (*CALLING_CODES.values(), "ZZ"):
        for category in ("marketing", "utility", "authentication"):
            assert catalog().prices[f"{country}/{category}"] > 0


def test_prices_are_millionths_of_a_dollar():
    # Source: Meta's rate card of January to April 2026, Brazil, read 2026-11-22.
    assert catalog().prices["BR/marketing"] == 62_500
    assert catalog().prices["BR/utility"] == 6_800


def test_service_messages_are_free_unless_switched():
    assert "BR/service" not in catalog().prices
    assert catalog(service_pricing="utility-rate").prices["BR/service"] == 6_800


@pytest.mark.proves("meta", "no idempotency key", "idempotency key by switch")
def test_there_are_keys_only_where_the_switch_gives_them():
    spec = WorldSpec(switches={"idempotency_key_ttl_s": 60})
    profile = dialect.profiles["bench"]
    assert Lane(dialect, profile, spec).key_ttl_us is None
    keyed = WorldSpec(switches={"idempotency": "key", "idempotency_key_ttl_s": 60})
    assert Lane(dialect, profile, keyed).key_ttl_us == 60_000_000
    day = WorldSpec(switches={"idempotency": "key"})
    assert Lane(dialect, profile, day).key_ttl_us == 86_400_000_000


def test_a_key_with_another_body_is_answered_as_the_draft_says():
    rule = catalog().rules["key_reused"]
    assert (rule.code, rule.http, rule.when) == (131009, 422, "sync")


@pytest.mark.proves(
    "meta",
    "type template: a paused template is 132015",
    "type template: a disabled template is 132016",
)
@pytest.mark.parametrize(
    ("reason", "code"), [("template_paused", 132015), ("template_disabled", 132016)]
)
def test_a_template_that_rests_is_refused_with_its_code(reason, code):
    rule = catalog().rules[reason]
    assert (rule.code, rule.when) == (code, "sync")
