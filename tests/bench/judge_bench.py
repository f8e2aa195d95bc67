"""Prints how long all invariants take over a ledger of a million facts, and what they hold.

Run as a process of its own. Without the reports package it prints {"facts": 0}.
"""

import argparse
import importlib.util
import json
import resource
import tempfile
import time
from pathlib import Path

from windtunnel.domain import facts as f
from windtunnel.domain.marker import marker_of
from windtunnel.domain.policy import Policy
from windtunnel.providers import load_dialects
from windtunnel.runtime.ledger import read_ledger
from windtunnel.runtime.segment import SegmentWriter

GAP_US = 1_000
NUMBER = "100000000000001"
FACTS_PER_INTENT = 13
STATUSES = ("sent", "delivered", "read")


def write_sim(folder, intents):
    """Write what the simulator says of so many sends that all went well."""
    sim = SegmentWriter(folder, "sim-w0")
    sim.write(f.CatalogFact(t=0, catalog=load_dialects()["meta"].catalog({})))
    for index in range(intents):
        t, marker, attempt = (index + 1) * GAP_US, marker_of(index), f"a{index}"
        recipient, message, sha = f"1555{index % 5000:07d}", f"wamid.{index}", f"{index:016x}"
        sim.write(
            f.AttemptFact(
                t=t + 50,
                attempt=attempt,
                provider="meta",
                number=NUMBER,
                marker=marker,
                recipient=recipient,
                form="free",
                scope="service",
                content_sha=sha,
                conn="c1",
            )
        )
        answer = {"http": 200, "code": 0, "cls": "ok", "accepted": True, "message": message}
        sim.write(f.AnswerFact(t=t + 100, attempt=attempt, **answer))
        sim.write(f.ReplyEndFact(t=t + 120, attempt=attempt, written="all"))
        sim.write(
            f.HandsetFact(
                t=t + 300,
                message=message,
                provider="meta",
                number=NUMBER,
                recipient=recipient,
                form="free",
                content_sha=sha,
                marker=marker,
                scope="service",
            )
        )
        for step, status in enumerate(STATUSES):
            at, event = t + 200 + step * 150, f"{message}:{status}"
            sim.write(f.StatusFact(t=at, event=event, message=message, status=status, status_t=at))
            sent = {"events": (event,), "subscriber": "2", "attempt_no": 1, "http": 200, "ms": 0.1}
            sim.write(f.PushFact(t=at + 100, push=f"{event}#1", **sent))
    sim.close()


def write_rest(folder, intents):
    """Write what the load generator and the sender's host say of them."""
    load, host = SegmentWriter(folder, "load-0"), SegmentWriter(folder, "host")
    for index in range(intents):
        t = (index + 1) * GAP_US
        load.write(
            f.IntentFact(
                t=t,
                intent=index,
                marker=marker_of(index),
                recipient=f"1555{index % 5000:07d}",
                country="US",
                number="main",
                flow="bench",
                intended_t=t,
                form="free",
                scope="service",
                content_sha=f"{index:016x}",
            )
        )
        load.write(f.PromiseFact(t=t + 130, intent=index, http=200, ms=0.1))
        host.write(f.OutcomeFact(t=t + 125, intent=index, state="accepted"))
    load.close()
    host.close()


def peak_mb():
    """Return the most memory that this program held.

    Linux counts what the parent held before this program began into getrusage, so its own file is
    read where there is one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    """Write, then read and judge; only the latter is timed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, default=1_000_000)
    wanted = parser.parse_args().facts
    if importlib.util.find_spec("windtunnel_reports.judge") is None:
        print(json.dumps({"facts": 0}))
        return
    from windtunnel_reports.judge import judge  # noqa: PLC0415 - it may not be there

    intents = max(1, wanted // FACTS_PER_INTENT)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_sim(folder, intents)
        write_rest(folder, intents)
        began = time.perf_counter()
        ledger = read_ledger(folder)
        policy = Policy(delivery="at-most-once")
        judge(ledger.facts(), required=(), policy=policy, reports=("outcome",), delta_us=1_000)
        took = time.perf_counter() - began
    print(json.dumps({"seconds": took, "facts": intents * FACTS_PER_INTENT, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()
