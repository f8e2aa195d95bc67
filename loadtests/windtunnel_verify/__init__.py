"""Floor 5: a sender and the platform in one process, on a virtual clock.

`run_schedule(create, schedule, seed)` is one run: a day of traffic takes a second, and the same
seed leaves the same ledger, byte for byte. `search(create, profile=CI)` looks for the schedule
that breaks a sender, and `replay(create, token)` shows it again.
"""

from windtunnel_verify.blocking import BlockingWorld, blocking
from windtunnel_verify.crash import Point, sweep
from windtunnel_verify.errors import (
    BlockingCallError,
    DeadlockError,
    HarnessError,
    RealIOError,
    RunawayError,
    VirtualError,
)
from windtunnel_verify.hunt.again import Replayed, replay
from windtunnel_verify.hunt.corpus import corpus_of
from windtunnel_verify.hunt.finding import Finding, Problem, Progress, Searched
from windtunnel_verify.hunt.profiles import CI, NIGHTLY, PROFILES, QUICK, Profile, profile_named
from windtunnel_verify.hunt.replays import Replay, decode, encode, replay_of
from windtunnel_verify.hunt.search import search
from windtunnel_verify.run import Ran, run_schedule
from windtunnel_verify.schedule import Crash, Inbound, PlannedFault, Schedule, Wanted, order

__all__ = [
    "CI",
    "NIGHTLY",
    "PROFILES",
    "QUICK",
    "BlockingCallError",
    "BlockingWorld",
    "Crash",
    "DeadlockError",
    "Finding",
    "HarnessError",
    "Inbound",
    "PlannedFault",
    "Point",
    "Problem",
    "Profile",
    "Progress",
    "Ran",
    "RealIOError",
    "Replay",
    "Replayed",
    "RunawayError",
    "Schedule",
    "Searched",
    "VirtualError",
    "Wanted",
    "blocking",
    "corpus_of",
    "decode",
    "encode",
    "order",
    "profile_named",
    "replay",
    "replay_of",
    "run_schedule",
    "search",
    "sweep",
]
