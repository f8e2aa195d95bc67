"""The wheel behaves as a sorted list does."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from windtunnel.engine.limiter import PairLimit, Throughput
from windtunnel.engine.wheel import Wheel

dues = st.one_of(st.integers(0, 100_000), st.integers(0, 3_000_000_000_000))


class WheelMachine(RuleBasedStateMachine):
    """A wheel beside the list of what it must hold."""

    def __init__(self):
        super().__init__()
        self.wheel = Wheel()
        self.model = []
        self.now = 0

    @rule(due=dues)
    def schedule(self, due):
        self.model.append(self.wheel.schedule(due, print, None))
        self.model.sort()

    @rule(data=st.data())
    def cancel(self, data):
        if self.model:
            timer = data.draw(st.sampled_from(self.model))
            self.model.remove(timer)
            assert self.wheel.cancel(timer)
            assert not self.wheel.cancel(timer)

    @rule(step=dues)
    def advance(self, step):
        self.now += step
        while self.model and self.model[0][0] <= self.now:
            assert self.wheel.pop(self.now) == self.model.pop(0)
        assert self.wheel.pop(self.now) is None

    @rule()
    def pop_one(self):
        due = [timer for timer in self.model if timer[0] <= self.now]
        assert self.wheel.pop(self.now) == (self.model.pop(0) if due else None)

    @invariant()
    def next_due_is_the_earliest(self):
        assert self.wheel.next_due() == (self.model[0][0] if self.model else None)


TestWheel = WheelMachine.TestCase
TestWheel.settings = settings(max_examples=60, stateful_step_count=30)

gaps = st.lists(st.integers(0, 30_000_000), min_size=1, max_size=60)


@settings(max_examples=60)
@given(gaps)
def test_a_pair_limit_is_a_token_bucket(gaps):
    pairs, tokens, now = PairLimit(6.0, 3), 3.0, 0
    for gap in gaps:
        now += gap
        tokens = min(3.0, tokens + gap / 6e6)
        is_clear = abs(tokens - 1) > 1e-6
        passed = pairs.admit("r", now)
        assert passed == (tokens >= 1) or not is_clear
        tokens -= passed


@settings(max_examples=60)
@given(gaps, st.sampled_from([1, 5, 80, 1000]))
def test_throughput_never_exceeds_rate_and_burst_in_any_window(gaps, rate):
    limit, now, passed = Throughput(rate, 1.0), 0, []
    for gap in gaps:
        now += gap // 100
        passed += [now] * sum(limit.admit(now) for _ in range(3))
    for at, start in enumerate(passed):
        inside = [end for end in passed[at:] if end - start <= 1_000_000]
        assert len(inside) <= 2 * rate + 1
