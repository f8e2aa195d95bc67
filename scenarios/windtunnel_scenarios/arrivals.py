"""When messages are wanted: absolute offsets from one seed, exact for any shape.

The integrated rate of the stages is Λ(t). Constant arrivals stand where Λ(t) = i; Poisson ones
where Λ(t) = the sum of i unit-rate exponentials. On one stage of length T from rate a to rate b,
Λ(t) = a·t + (b − a)·t²/(2T), whose inverse is t = 2·y / (a + √(a² + 2·(b − a)/T·y)).
"""

import math
from collections.abc import Iterator, Sequence

from windtunnel.domain.chance import draw, unit
from windtunnel.domain.errors import LimitError
from windtunnel_scenarios.model import INTENTS_MAX, StageModel


def arrivals(stages: Sequence[StageModel], kind: str, *, seed: int, flow: str) -> Iterator[int]:
    """Yield the offsets in µs from the start of the traffic, in order.

    Raises:
        LimitError: more than INTENTS_MAX.
    """
    goals = _poisson(seed, flow) if kind == "poisson" else _constant()
    goal = next(goals)
    reached, begun_us, count = 0.0, 0, 0
    for stage in stages:
        a, b = stage.ends
        length_s = stage.for_us / 1e6
        here = (a + b) / 2 * length_s
        while goal < reached + here:
            seconds = _inverse(goal - reached, a, b, length_s=length_s)
            yield begun_us + min(stage.for_us - 1, round(seconds * 1e6))
            count += 1
            if count > INTENTS_MAX:
                raise LimitError(f"flow {flow} plans more than {INTENTS_MAX} messages")
            goal = next(goals)
        reached += here
        begun_us += stage.for_us


def _inverse(y: float, a: float, b: float, *, length_s: float) -> float:
    slope = (b - a) / length_s
    under = max(0.0, a * a + 2.0 * slope * y)
    below = a + math.sqrt(under)
    return 2.0 * y / below if below > 0 else 0.0


def _constant() -> Iterator[float]:
    goal = 0.5
    while True:
        yield goal
        goal += 1.0


def _poisson(seed: int, flow: str) -> Iterator[float]:
    goal, block = 0.0, 0
    while True:
        for drawn in draw(seed, "arrivals", flow, block):
            goal -= math.log(1.0 - unit(drawn))
            yield goal
        block += 1
