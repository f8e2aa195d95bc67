"""Every claim of a policy has its row in docs/senders.md, with its true range and its judges."""

import inspect
import re

import pytest
from tables import first_words, row_of, rows

from windtunnel.domain.policy import Policy
from windtunnel.domain.policy_rules import BACKOFF_RANGES, RANGES
from windtunnel_reports import context
from windtunnel_reports.invariants import INVARIANTS

PAGE, HEADING = "senders.md", "A policy"
CLAIMS = Policy.__struct_fields__
THROUGH_CONTEXT = {"horizon_s": ["unquiet"], "client_timeout_s": ["read_t", "known_since"]}
"""Claims that an invariant also uses by asking its context."""


def source(invariant):
    return inspect.getsource(inspect.getmodule(INVARIANTS[invariant]))


def judges(claim):
    return re.findall(r"R\d\d", row_of(PAGE, HEADING, claim)[4])


def asks(invariant, claim):
    ways = [f"policy.{claim}", *(f"context.{name}" for name in THROUGH_CONTEXT.get(claim, ()))]
    return any(re.search(rf"{re.escape(way)}\b", source(invariant)) for way in ways)


def test_each_claim_has_its_row_and_each_row_its_claim():
    assert len(rows(PAGE, HEADING)) == len(CLAIMS)
    assert first_words(PAGE, HEADING) == list(CLAIMS)


@pytest.mark.parametrize("claim", RANGES)
def test_the_row_of_a_number_holds_its_range(claim):
    assert row_of(PAGE, HEADING, claim)[3] == str(RANGES[claim])


@pytest.mark.parametrize("number", BACKOFF_RANGES)
def test_the_numbers_of_a_backoff_are_in_its_row_with_their_ranges(number):
    text = row_of(PAGE, HEADING, "backoff")[1]
    assert f"`{number}` ({BACKOFF_RANGES[number]}" in text


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_judges_of_a_claim_ask_for_it(claim):
    known = [invariant for invariant in judges(claim) if invariant in INVARIANTS]
    assert [invariant for invariant in known if not asks(invariant, claim)] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_who_asks_for_a_claim_is_in_its_row(claim):
    asking = {invariant for invariant in INVARIANTS if asks(invariant, claim)}
    assert asking - set(judges(claim)) == set()


def test_what_the_context_asks_for_is_named_here():
    assert set(re.findall(r"policy\.(\w+)", inspect.getsource(context))) == set(THROUGH_CONTEXT)
