"""A world of two providers: each takes what is its own."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.events import Heal, InjectFault
from windtunnel.domain.submit import Submit
from windtunnel.domain.worldspec import FaultSpec, WorldSpec
from windtunnel.engine.platform import Platform
from windtunnel.providers import load_dialects

DIALECTS = load_dialects()
PROFILES = {name: next(iter(one.profiles.values())) for name, one in DIALECTS.items()}


def lanes(**switches):
    spec = WorldSpec(providers=("meta", "ultramsg"), switches=switches)
    return Platform(spec, dialects=DIALECTS, profiles=PROFILES).lanes


def test_each_provider_has_a_number_and_a_pace_of_its_own():
    spec = WorldSpec(providers=("meta", "ultramsg"))
    numbers = Platform(spec, dialects=DIALECTS, profiles=PROFILES).numbers.values()
    found = [(number.spec.name, number.lane.name, number.queue is None) for number in numbers]
    assert found == [("main", "meta", True), ("ultramsg", "ultramsg", False)]


def test_a_switch_goes_to_the_provider_that_has_it():
    made = lanes(throttle_http_status=429, list_sort="desc")
    assert made["meta"].catalog.switches["throttle_http_status"] == 429
    assert made["ultramsg"].catalog.switches["list_sort"] == "desc"


def test_a_switch_that_both_have_goes_to_both():
    assert {lane.is_only_200_ok for lane in lanes(push_success="200").values()} == {True}


def test_a_switch_that_nobody_has_is_refused():
    with pytest.raises(ConfigError, match="switch 'list_sorts' is not one of meta's"):
        lanes(list_sorts="desc")


def test_a_number_of_meta_that_is_banned_is_refused_as_locked():
    platform = Platform(WorldSpec(providers=("meta",)), dialects=DIALECTS, profiles=PROFILES)
    platform.step(InjectFault(spec=FaultSpec(kind="number-banned")), 0, [])
    token, number = next(iter(platform.tokens)), next(iter(platform.numbers))
    submit = Submit(provider="meta", number=number, token=token, kind="text", recipient="1")
    answer = platform.submit(submit, 0, [])
    assert (answer.code.code, answer.http) == (131031, 403)
    platform.step(Heal(), 0, [])
    assert platform.submit(submit, 0, []).code is None
