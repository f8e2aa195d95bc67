"""One schedule tried out: the run, and what is wrong with it by root cause."""

from collections.abc import Callable
from typing import Any

import msgspec

from windtunnel.domain.verdict import Story
from windtunnel_reports.invariants import INVARIANTS, ROOT_CAUSE_ORDER
from windtunnel_verify.errors import (
    BlockingCallError,
    DeadlockError,
    HarnessError,
    RealIOError,
    RunawayError,
    StuckError,
    VirtualError,
)
from windtunnel_verify.flight import PENDING_US
from windtunnel_verify.run import Ran, run_schedule
from windtunnel_verify.schedule import DrawFault, Schedule

FAILINGS = {
    "real-io": "asks for real input or output",
    "blocking": "blocks the event loop",
    "deadlock": "waits for what can never happen",
    "spinning": "turns on the spot",
    "stuck": "does not come back from a step",
    "runaway": "sends without end",
    "raised": "raises, or does not close, where nobody expects it",
    "ended": "ends by itself",
}
"""What a sender can do wrong that no ledger holds: id → what it is, worst first."""

_FIRST = ("real-io", "blocking", "deadlock", "spinning", "stuck")
"""With one of these the sender did not run as it would: its invariants say nothing."""

ENDLESS = {"spinning": 20, "stuck": 2}
"""What takes seconds to show in each run: root cause → runs to spend on making it small.

A sender that does so once does so in most schedules, so the search ends with it.
"""

_OF_SILENCE = frozenset({"R03"})
"""What is broken by a send that never returns, and by nothing else that it did."""

HOUR_US = 3_600_000_000

_ERRORS: tuple[tuple[type[VirtualError], str], ...] = (
    (RealIOError, "real-io"),
    (BlockingCallError, "blocking"),
    (DeadlockError, "deadlock"),
    (StuckError, "stuck"),
    (RunawayError, "spinning"),
)
_SAID = (("no real input or output", "real-io"), ("blocking call", "blocking"))


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A schedule and what came of it; `ran` is None where the run could not go on.

    `roots` holds one story for each root cause, the worst first.
    """

    schedule: Schedule
    seed: int
    roots: dict[str, Story]
    ran: Ran | None = None

    @property
    def is_void(self) -> bool:
        """Whether the sender did not run as it would, so that verdicts say nothing of it."""
        return any(root in _FIRST for root in self.roots)

    @property
    def digest(self) -> str:
        """The digest of the run's ledger."""
        return "" if self.ran is None else self.ran.digest


def try_out(
    create: Callable[..., Any] | str,
    schedule: Schedule,
    seed: int,
    *,
    draw: DrawFault | None = None,
    soak: bool = False,
) -> Trial:
    """Run a schedule and say what is wrong with it.

    Raises:
        ConfigError: the sender cannot be made, or the schedule is not possible.
        HarnessError: our own side broke.
    """
    try:
        ran = run_schedule(create, schedule, seed, draw=draw, soak=soak)
    except HarnessError:
        raise
    except VirtualError as error:
        return Trial(schedule=schedule, seed=seed, roots=_roots_of_error(error))
    return Trial(schedule=schedule, seed=seed, roots=_roots(ran), ran=ran)


def rank(root: str) -> tuple[int, str]:
    """Return where a root cause stands among others: the smallest is told first."""
    if root in _FIRST:
        return _FIRST.index(root), root
    if root in FAILINGS:
        return 2000, root
    known = ROOT_CAUSE_ORDER.index(root) if root in ROOT_CAUSE_ORDER else 900
    return 100 + known, root


def name_of_root(root: str) -> str:
    """Return what a root cause is called."""
    return FAILINGS[root] if root in FAILINGS else INVARIANTS[root].name


def _roots_of_error(error: VirtualError) -> dict[str, Story]:
    root = next((root for kind, root in _ERRORS if isinstance(error, kind)), "spinning")
    return {root: Story(invariant=root, sentence=str(error), lines=())}


def _waits(ran: Ran) -> str:
    return (
        f"send of intent {ran.pending[0]} did not return within {PENDING_US // HOUR_US} h after "
        f"all else had come to its end; what still waits:\n{ran.waiting}"
    )


def _roots(ran: Ran) -> dict[str, Story]:
    for said in ran.findings:
        for words, root in _SAID:
            if words in said:
                return {root: Story(invariant=root, sentence=said, lines=())}
    found: dict[str, Story] = {}
    for story in ran.judgement.stories:
        found.setdefault(story.invariant, story)
    if ran.waiting and not ran.stopped and set(found) <= _OF_SILENCE:
        found = {"deadlock": Story(invariant="deadlock", sentence=_waits(ran), lines=())}
    if not found and ran.stopped:
        found["runaway"] = Story(invariant="runaway", sentence=ran.stopped, lines=())
    if not found and ran.findings:
        found["raised"] = Story(invariant="raised", sentence=ran.findings[0], lines=())
    return {root: found[root] for root in sorted(found, key=rank)}
