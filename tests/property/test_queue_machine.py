"""The specification of a queue: rules are what can happen, invariants are sentences."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from toy import LIVELY
from toyqueue import QueueDialect
from worlds import SECOND, World

from windtunnel.domain.catalog import Queue
from windtunnel.domain.events import (
    ClearMessages,
    Heal,
    InjectFault,
    Resend,
    SetNumberSettings,
    SetNumberState,
    Settle,
)
from windtunnel.domain.facts import AnswerFact, HandsetFact, NumberStateFact, StatusFact
from windtunnel.domain.worldspec import FaultSpec

SHORT = Queue(gap_s=1, gap_long_s=5, long_from=3, ttl_s=20)
ENDS = {"failed", "cleared"}
LEFT = {"pending", "sent", "delivered", "read", "played"}
STATES = ["connected", "disconnected", "logged_out", "starting", "banned"]
seconds = st.integers(0, 12 * SECOND)


class QueueMachine(RuleBasedStateMachine):
    """One number whose messages wait, and everything that can happen to it."""

    def __init__(self):
        super().__init__()
        self.world = World(dialect=QueueDialect(queue=SHORT), profile=LIVELY)
        self.seen = 0
        self.is_connected = True

    @property
    def number(self):
        return self.world.platform.number("main")

    @rule(to=st.sampled_from("123456"), priority=st.sampled_from([None, 0, 5]))
    def send(self, to, priority):
        self.world.send(f"551199999000{to}", priority=priority)

    @rule(step=seconds)
    def advance(self, step):
        self.world.run(self.world.now + step)

    @rule(state=st.sampled_from(STATES), for_us=st.sampled_from([None, 3 * SECOND]))
    def stand(self, state, for_us):
        self.world.step(SetNumberState(number="main", state=state, for_us=for_us))

    @rule(lasts=st.integers(1, 10 * SECOND), kind=st.sampled_from(["away", "banned", "standby"]))
    def disturb(self, lasts, kind):
        self.world.step(InjectFault(spec=FaultSpec(kind=f"number-{kind}", for_us=lasts)))

    @rule()
    def heal(self):
        self.world.step(Heal())

    @rule(gap=st.sampled_from([0.1, 2]))
    def pace(self, gap):
        self.world.step(SetNumberSettings(number="main", settings={"gap_s": gap}))

    @rule(ordinal=st.integers(1, 12))
    def clear(self, ordinal):
        self.world.step(ClearMessages(number="main", ordinals=(ordinal,)))

    @rule(ordinal=st.integers(1, 12))
    def resend(self, ordinal):
        self.world.step(Resend(number="main", ordinals=(ordinal,)))

    @invariant()
    def nothing_leaves_while_its_number_is_not_connected(self):
        for fact in self.world.out[self.seen :]:
            if isinstance(fact, NumberStateFact):
                self.is_connected = fact.state == "connected"
            if isinstance(fact, StatusFact) and fact.status == "pending":
                assert self.is_connected
        self.seen = len(self.world.out)

    @invariant()
    def only_what_is_queued_waits(self):
        waiting = self.number.queue._waiting.values()
        assert {one.flight.message.status for one in waiting} <= {"queued"}

    @invariant()
    def each_attempt_leaves_or_ends_and_never_both(self):
        accepted, over = {}, {}
        for fact in self.world.out:
            if isinstance(fact, AnswerFact) and fact.accepted:
                accepted[fact.message] = accepted.get(fact.message, 0) + 1
            elif isinstance(fact, StatusFact) and fact.status in {"pending", *ENDS}:
                over[fact.message] = over.get(fact.message, 0) + 1
        assert all(over.get(message, 0) <= times for message, times in accepted.items())

    @invariant()
    def a_message_arrives_once_at_most(self):
        arrived = [fact.message for fact in self.world.facts(HandsetFact)]
        assert len(set(arrived)) == len(arrived)

    def teardown(self):
        """Settle: then nothing waits, and each accepted message left, failed or was cleared."""
        self.world.step(Settle())
        assert len(self.number.queue) == 0
        last = {fact.message: fact.status for fact in self.world.facts(StatusFact)}
        for fact in self.world.facts(AnswerFact):
            assert not fact.accepted or last[fact.message] in LEFT | ENDS


TestQueue = QueueMachine.TestCase
TestQueue.settings = settings(max_examples=40, stateful_step_count=25)


@settings(max_examples=40)
@given(st.lists(st.sampled_from([None, 0, 5, 10, 20]), min_size=1, max_size=25))
def test_they_leave_by_priority_and_then_as_they_came(priorities):
    world = World(dialect=QueueDialect(queue=SHORT))
    world.step(SetNumberState(number="main", state="disconnected"))
    sent = [(10 if p is None else p, world.send(priority=p).ordinal) for p in priorities]
    world.step(SetNumberState(number="main", state="connected"))
    world.step(Settle())
    ordinals = {m.id: m.ordinal for m in world.platform.number("main").shelf.messages.values()}
    left = [fact for fact in world.facts(StatusFact) if fact.status == "pending"]
    order = [ordinals[fact.message] for fact in left]
    assert order == [ordinal for _, ordinal in sorted(sent)][: len(order)]
    assert [fact.status_t for fact in left] == sorted(fact.status_t for fact in left)
