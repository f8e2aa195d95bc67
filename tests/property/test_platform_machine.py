"""The specification of a platform: rules are what can happen, invariants are sentences."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from strategies import recipient_of
from strategies import settings as fault_settings
from toy import LIVELY
from worlds import SECOND, URL, World

from windtunnel.domain.events import (
    ClearFault,
    CustomerText,
    Heal,
    InjectFault,
    OpenWindow,
    PushEnded,
    SetTemplate,
    SetToken,
    Subscribe,
)
from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    FaultOffFact,
    FaultOnFact,
    HandsetFact,
    PushDroppedFact,
    PushFact,
    StatusFact,
)
from windtunnel.domain.worldspec import FaultSpec, NumberSpec
from windtunnel.engine.courier import IN_FLIGHT_MAX

seconds = st.integers(0, 30 * SECOND)


class PlatformMachine(RuleBasedStateMachine):
    """One world with everything that can happen to it."""

    def __init__(self):
        super().__init__()
        number = NumberSpec(provider="toy", throughput_per_s=4)
        self.world = World(profile=LIVELY, numbers=(number,), ack=False)
        self.ended = set()

    @rule(marker=st.integers(0, 20), template=st.sampled_from([None, "plain", "paused"]))
    def send(self, marker, template):
        fields = {} if template is None else {"template": template}
        self.world.send(recipient_of(marker), marker=marker, **fields)

    @rule(step=seconds)
    def advance(self, step):
        self.world.run(self.world.now + step)

    @rule(http=st.sampled_from([200, 500, None]), count=st.integers(1, 20))
    def end_pushes(self, http, count):
        flying = [push for push in self.world.pushes() if push.id not in self.ended]
        for push in flying[:count]:
            self.ended.add(push.id)
            self.world.step(PushEnded(push=push.id, http=http, ms=1.0))

    @rule(marker=st.integers(0, 20))
    def customer_writes(self, marker):
        event = CustomerText(recipient=recipient_of(marker), number="main", text="hi")
        self.world.step(event)

    @rule(marker=st.integers(0, 20))
    def open_window(self, marker):
        self.world.step(OpenWindow(recipient=recipient_of(marker), number="main"))

    @rule(chosen=fault_settings, begins=seconds, lasts=st.integers(1, 20 * SECOND))
    def inject(self, chosen, begins, lasts):
        kind, values = chosen
        at = self.world.now + begins
        self.world.step(
            InjectFault(spec=FaultSpec(kind=kind, settings=values, at_us=at, for_us=lasts))
        )

    @rule(rate=st.sampled_from([0.5, 1, 100]), lasts=st.integers(1, 20 * SECOND))
    def throttle(self, rate, lasts):
        values = {"throughput_per_s": rate}
        self.world.step(
            InjectFault(spec=FaultSpec(kind="throttle", settings=values, for_us=lasts))
        )

    @precondition(lambda self: self.world.platform.faults())
    @rule(data=st.data())
    def clear(self, data):
        fault = data.draw(st.sampled_from(self.world.platform.faults()))
        self.world.step(ClearFault(id=fault.id))

    @rule()
    def heal(self):
        self.world.step(Heal())
        assert self.world.platform.faults() == []

    @rule(state=st.sampled_from(["valid", "expired"]))
    def change_token(self, state):
        self.world.step(SetToken(name="main", state=state))

    @rule(state=st.sampled_from(["APPROVED", "PAUSED"]))
    def change_template(self, state):
        self.world.step(SetTemplate(name="plain", lang="en", state=state))

    @rule(url=st.sampled_from([URL, None]))
    def subscribe(self, url):
        self.world.step(Subscribe(subscriber=self.world.platform.account, url=url))

    @invariant()
    def every_attempt_has_one_answer(self):
        attempts = [fact.attempt for fact in self.world.facts(AttemptFact)]
        assert attempts == [fact.attempt for fact in self.world.facts(AnswerFact)]

    @invariant()
    def only_what_was_accepted_reaches_a_handset_and_once(self):
        accepted = {fact.message for fact in self.world.facts(AnswerFact) if fact.accepted}
        arrived = [fact.message for fact in self.world.facts(HandsetFact)]
        assert len(set(arrived)) == len(arrived)
        assert set(arrived) <= accepted

    @invariant()
    def nothing_follows_failed(self):
        failed = set()
        for fact in self.world.facts(StatusFact):
            assert fact.message not in failed
            if fact.status == "failed":
                failed.add(fact.message)

    @invariant()
    def a_push_is_known_before_it_flies_and_few_fly(self):
        flying = [push for push in self.world.pushes() if push.id not in self.ended]
        assert len(flying) <= IN_FLIGHT_MAX
        assert len(self.world.facts(PushFact)) == len(self.ended)

    @invariant()
    def what_is_owed_is_neither_acked_nor_dropped(self):
        counters = self.world.platform.counters
        dropped = sum(len(fact.events) for fact in self.world.facts(PushDroppedFact))
        assert counters["owed"] >= 0
        assert counters["push_dropped"] == dropped

    @invariant()
    def faults_that_began_end_once(self):
        on = [fact.id for fact in self.world.facts(FaultOnFact)]
        off = [fact.id for fact in self.world.facts(FaultOffFact)]
        shown = [fault.id for fault in self.world.platform.faults() if fault.is_on]
        assert sorted(on) == sorted(off + shown)

    @invariant()
    def throughput_is_what_the_throttles_leave(self):
        cuts = [
            fault.settings["throughput_per_s"]
            for fault in self.world.platform.faults()
            if fault.kind == "throttle" and fault.is_on
        ]
        number = self.world.platform.numbers[self.world.number]
        assert number.throughput_per_s == min([4.0, *cuts])


TestPlatform = PlatformMachine.TestCase
TestPlatform.settings = settings(max_examples=60, stateful_step_count=30)
