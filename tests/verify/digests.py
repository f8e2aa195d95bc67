"""Prints one line for each of a few runs: its name and the digest of its ledger."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from blocking_senders import WithHttpx, WithRequests, WithUrllib
from crashing import Claim, SendThenMark
from odd_senders import Chancy

from windtunnel_verify import Crash, PlannedFault, Schedule, blocking, order, run_schedule

SHIPPED = "windtunnel_load.senders"
TEN = tuple(order(n * 250_000, recipient=f"551199999000{n}") for n in range(10))
FAULTS = (
    PlannedFault(intent=1, fault="answer-lost"),
    PlannedFault(intent=2, fault="answer-code", settings={"code": 130429}),
    PlannedFault(intent=2, attempt=2, fault="wire", settings={"before": "reset"}),
    PlannedFault(intent=3, fault="wire", settings={"cut_bytes": 9}),
    PlannedFault(intent=4, fault="fail-later", settings={"code": 131026}),
)
STORM = Schedule(intents=TEN, faults=FAULTS)
CRASHED = Schedule(intents=TEN, faults=FAULTS, crash=Crash(step=30))

RUNS = {
    "reference": (f"{SHIPPED}.reference:create", STORM),
    "blind_retry": (f"{SHIPPED}.blind_retry:create", STORM),
    "pywa": (f"{SHIPPED}.pywa_sender:create", STORM),
    "chancy": (Chancy, STORM),
    "crashed": (SendThenMark, CRASHED),
    "claim": (Claim, CRASHED),
    "requests": (blocking(WithRequests), STORM),
    "httpx": (blocking(WithHttpx), STORM),
    "urllib": (blocking(WithUrllib), STORM),
}


def main():
    for name, (create, schedule) in RUNS.items():
        for seed in (1, 2):
            sys.stdout.write(f"{name} {seed} {run_schedule(create, schedule, seed).digest}\n")


if __name__ == "__main__":
    main()
