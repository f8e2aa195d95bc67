"""Floor 5: a sender and the platform in one process, on a virtual clock.

`run_schedule(create, schedule, seed)` is the way in: a day of traffic takes a second, and the same
seed leaves the same ledger, byte for byte.
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
from windtunnel_verify.run import Ran, run_schedule
from windtunnel_verify.schedule import Crash, Inbound, PlannedFault, Schedule, Wanted, order

__all__ = [
    "BlockingCallError",
    "BlockingWorld",
    "Crash",
    "DeadlockError",
    "HarnessError",
    "Inbound",
    "PlannedFault",
    "Point",
    "Ran",
    "RealIOError",
    "RunawayError",
    "Schedule",
    "VirtualError",
    "Wanted",
    "blocking",
    "order",
    "run_schedule",
    "sweep",
]
