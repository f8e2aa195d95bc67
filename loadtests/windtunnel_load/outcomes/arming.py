"""The outcome of the arming message: whether a service's word for an end can be read at all."""

from collections.abc import Callable

from windtunnel.domain.sender import Outcome
from windtunnel_load.rig.hops import Hop

OUTCOME_WITHIN_S = 10.0
POLL_S = 0.05
NAME = "outcome read"


class ArmingOutcome:
    """What was heard of the arming message's end; no fact of a run comes of it.

    Attributes:
        outcome: the end that was told.
        is_pending: whether the service said that there is none yet, in words that could be read.
        why: what was wrong with the last that it said.
        said: that itself.
    """

    def __init__(self) -> None:
        self.outcome: Outcome | None = None
        self.is_pending = False
        self.why = ""
        self.said = ""

    def hop(self, pause: Callable[[float], object], within_s: float = OUTCOME_WITHIN_S) -> Hop:
        """Wait for it, and return the hop: a word that can be read is enough."""
        waited_s = 0.0
        while not (self.outcome or self.is_pending or self.why) and waited_s < within_s:
            pause(POLL_S)
            waited_s += POLL_S
        if self.outcome is not None:
            return Hop(name=NAME, state="passed", said=self.outcome.state)
        if self.is_pending:
            return Hop(
                name=NAME, state="passed", said="pending, as it says in words that are read"
            )
        said = self.why or f"it told no outcome within {within_s:g} s"
        return Hop(name=NAME, state="failed", said=said, shown=self.said, advice=ADVICE)


ADVICE = (
    "under `outcome` in sender.yaml say where the state sits and what each of its words stands "
    "for; for a poll where the id sits in the reply, for a callback put {outcome_url} into its "
    "environment"
)
