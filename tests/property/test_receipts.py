"""Receipts are legal, whatever happens."""

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import faults, recipient_of, sends
from toy import LIVELY
from worlds import World

from windtunnel.domain.events import Settle
from windtunnel.domain.facts import AnswerFact, HandsetFact, PushDroppedFact, PushFact, StatusFact

LEGAL = {
    ("sent",),
    ("failed",),
    ("sent", "delivered"),
    ("sent", "read"),
    ("sent", "delivered", "read"),
}
plans = st.lists(sends, min_size=1, max_size=10)
timelines = st.lists(faults(), max_size=2)
acks = st.sampled_from([200, 500, None])


def played(plan, timeline, ack=200, settle_at=None):
    world = World(profile=LIVELY, timeline=tuple(timeline), ack=ack)
    for send in sorted(plan, key=lambda send: send["at"]):
        fields = {} if send["template"] is None else {"template": send["template"]}
        world.send(recipient_of(send["marker"]), at=send["at"], marker=send["marker"], **fields)
    if settle_at is not None:
        world.run(world.now + settle_at).step(Settle())
    return world.finish()


def by_message(world):
    found = {}
    for fact in world.facts(StatusFact):
        found.setdefault(fact.message, []).append(fact)
    return found


@settings(max_examples=60)
@given(plans, timelines)
def test_every_accepted_message_has_a_legal_history(plan, timeline):
    world = played(plan, timeline)
    accepted = {fact.message for fact in world.facts(AnswerFact) if fact.accepted}
    histories = by_message(world)
    assert histories.keys() == accepted
    for history in histories.values():
        assert tuple(fact.status for fact in history) in LEGAL
        assert [fact.status_t for fact in history] == sorted(fact.status_t for fact in history)


@settings(max_examples=40)
@given(plans, timelines)
def test_a_message_is_on_the_handset_once_if_it_was_delivered_or_read(plan, timeline):
    world = played(plan, timeline)
    arrived = [fact.message for fact in world.facts(HandsetFact)]
    shown = {
        name
        for name, history in by_message(world).items()
        if history[-1].status in {"delivered", "read"}
    }
    assert len(arrived) == len(set(arrived))
    assert set(arrived) == shown


@settings(max_examples=40)
@given(plans, timelines, acks)
def test_every_status_is_acked_or_given_up(plan, timeline, ack):
    world = played(plan, timeline, ack=ack)
    owed = {fact.event for fact in world.facts(StatusFact)}
    acked = {name for fact in world.facts(PushFact) if fact.http == 200 for name in fact.events}
    given_up = {name for fact in world.facts(PushDroppedFact) for name in fact.events}
    assert owed == acked | given_up
    assert world.platform.counters["owed"] == 0


@settings(max_examples=40)
@given(plans, st.integers(0, 3_000_000))
def test_settling_changes_when_and_never_what(plan, settle_at):
    def ends(world):
        return {name: [f.status for f in facts] for name, facts in by_message(world).items()}

    assert ends(played(plan, [], settle_at=settle_at)) == ends(played(plan, []))
