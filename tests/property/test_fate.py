"""Fate is keyed: what happens to one attempt depends on nothing that happens to another."""

import dataclasses

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from strategies import faults, recipient_of, sends
from toy import LIVELY
from worlds import World

from windtunnel.domain.facts import AnswerFact, AttemptFact, HandsetFact, PushFact, StatusFact

CALM = replace(LIVELY, not_on_whatsapp=0.2)
plans = st.lists(sends, min_size=1, max_size=10)
timelines = st.lists(faults(), max_size=3)


def played(plan, timeline=(), seed=1):
    world = World(profile=CALM, seed=seed, timeline=tuple(timeline))
    for send in sorted(plan, key=lambda send: send["at"]):
        fields = {} if send["template"] is None else {"template": send["template"]}
        marker = send["marker"]
        name = f"{marker}@{send['at']}"
        world.send(recipient_of(marker), at=send["at"], marker=marker, attempt=name, **fields)
    return world.finish()


def fates(world):
    """Return, by attempt, everything that is known to have happened to it."""
    found = {}
    message_of = {}
    for fact in world.facts():
        match fact:
            case AttemptFact():
                found[fact.attempt] = [fact.marker, fact.recipient]
            case AnswerFact():
                message_of[fact.message] = fact.attempt
                found[fact.attempt].append((fact.t, fact.code, fact.plan, fact.fault))
            case HandsetFact() | StatusFact():
                found[message_of[fact.message]].append(replace(fact))
            case PushFact():
                attempt = message_of[fact.events[0].rpartition(":")[0]]
                found[attempt].append((fact.t, fact.push, fact.http))
    return found


@settings(max_examples=60)
@given(plans, timelines)
def test_the_same_seed_has_the_same_effects_to_the_byte(plan, timeline):
    assert played(plan, timeline).wire() == played(plan, timeline).wire()


@settings(max_examples=30)
@given(plans)
def test_another_seed_has_other_effects(plan):
    assert played(plan, seed=1).wire() != played(plan, seed=2).wire()


@settings(max_examples=100)
@given(plans, timelines, st.data())
def test_one_retry_less_leaves_every_other_intent_as_it_was(plan, timeline, data):
    gone = data.draw(st.sampled_from(plan))
    marker = gone["marker"]
    rest = [send for send in plan if send is not gone]
    before, after = fates(played(plan, timeline)), fates(played(rest, timeline))
    others = {name for name in before if not name.startswith(f"{marker}@")}
    assert {name: before[name] for name in others} == {name: after[name] for name in others}


@settings(max_examples=60)
@given(plans, timelines, st.data())
def test_the_last_retry_less_leaves_the_earlier_ones_as_they_were(plan, timeline, data):
    marker = data.draw(st.sampled_from(plan))["marker"]
    mine = [send for send in plan if send["marker"] == marker]
    last = max(send["at"] for send in mine)
    rest = [send for send in plan if send["marker"] != marker or send["at"] < last]
    before, after = fates(played(plan, timeline)), fates(played(rest, timeline))
    assert after == {name: before[name] for name in after}


@settings(max_examples=100)
@given(plans, st.lists(faults(), min_size=1, max_size=3), st.data())
def test_one_fault_less_leaves_what_it_did_not_strike_as_it_was(plan, timeline, data):
    at = data.draw(st.integers(0, len(timeline) - 1))
    named = [replace_id(fault, f"x{n}") for n, fault in enumerate(timeline)]
    rest = [fault for n, fault in enumerate(named) if n != at]
    before, after = fates(played(plan, named)), fates(played(plan, rest))
    alone = fates(played(plan, [named[at]]))
    calm = fates(played(plan))
    untouched = {name for name in before if alone[name] == calm[name]}
    assert {name: before[name] for name in untouched} == {name: after[name] for name in untouched}


def replace_id(fault, name):
    return dataclasses.replace(fault, id=name)
