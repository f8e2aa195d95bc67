"""Schedules that real time can play."""

from itertools import islice

import pytest

from windtunnel_verify.as_scenario import scenario_text
from windtunnel_verify.happenings import Consent
from windtunnel_verify.hunt.real_firsts import real_firsts
from windtunnel_verify.hunt.realtime import has_consents, is_real, real_schedules

COUNT = 60


def drawn(seed, *, told=True):
    return list(islice(real_schedules(seed, told_of_consents=told), COUNT))


def test_the_same_seed_draws_the_same_and_another_something_else():
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


def test_each_can_be_played_in_real_time_and_has_something_go_wrong():
    for schedule in drawn(3):
        assert is_real(schedule)
        assert schedule.faults


def test_those_that_are_listed_come_first_whatever_the_seed():
    listed = list(real_firsts(told_of_consents=True))
    assert drawn(1)[: len(listed)] == drawn(2)[: len(listed)] == listed


@pytest.mark.parametrize("told", [True, False])
def test_marketing_without_consent_goes_to_those_alone_who_are_told_of_consents(told):
    assert all(map(has_consents, drawn(4, told=told))) is not told


def test_marketing_with_consent_goes_to_every_service():
    for told in (True, False):
        given = (each for schedule in drawn(5, told=told) for each in schedule.happenings)
        assert any(isinstance(each, Consent) for each in given)


def test_each_can_be_written_as_a_scenario():
    for number, schedule in enumerate(drawn(6)):
        text = scenario_text(schedule, name=f"n{number}", question="Why?", seed=6)
        assert text.startswith("# Why?")
