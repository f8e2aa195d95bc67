"""The whole job: sends, three timed and signed receipts each, the ledger; and its yardstick."""

import asyncio
import collections
import time
from dataclasses import dataclass
from pathlib import Path

import client
import processes
from receiver import Receiver

from windtunnel.domain.facts import PushDroppedFact, PushFact, StatusFact
from windtunnel.runtime.ledger import read_ledger

DRAIN_S_MAX = 120
LONG_S_MAX = 600
RECEIPTS = 3
RECIPIENTS_MIN = 500
SENDS_PER_RECIPIENT = 40
"""Below the burst that one pair of number and recipient may send."""

PROFILE = {
    "name": "bench",
    "answer": {"median_ms": 0, "hi_ms": 0},
    "sent": {"median_ms": 100, "sigma": 0.2, "hi_ms": 400},
    "delivered": [{"share": 1.0, "wait": {"median_ms": 200, "sigma": 0.2, "hi_ms": 600}}],
    "read_share": 1.0,
    "read": {"median_ms": 300, "sigma": 0.2, "hi_ms": 900},
    "push_delay": {"median_ms": 0, "hi_ms": 0},
}


@dataclass
class Result:
    """Figures of one job."""

    per_cpu_s: float
    rss_mb: float
    timers_p99_ms: float
    pushes_p99_ms: float
    lost: int
    dropped: int
    duplicates: int
    bad_signatures: int
    posts: int
    wall_s: float


def make_world(port, receiver_port, switches):
    """Make a world whose window is open to everybody and whose number has no limit."""
    return processes.control(
        port,
        "POST",
        "/control/worlds",
        {
            "profile_values": PROFILE,
            "numbers": [{"name": "main", "throughput_per_s": 1_000_000}],
            "webhook": {"url": f"http://127.0.0.1:{receiver_port}/"},
            "switches": switches,
        },
    )


async def run_job(pid, port, count, *, switches=None, delay_s=0.0, **pace):
    """Drive one world through `count` sends, wait until all is drained, and measure.

    Args:
        pid: the server's process.
        port: its port.
        count: how many sends.
        switches: of the world.
        delay_s: how long the receiver takes to answer a webhook.
        pace: `rate_per_s`, or `under_way_max` messages between send and last receipt.
    """
    receiver = Receiver(delay_s=delay_s)
    world = make_world(port, await receiver.start(), switches or {})
    receiver.secret = world["app_secret"].encode()
    number, token = world["numbers"][0]["id"], world["tokens"][0]["value"]
    recipients = max(RECIPIENTS_MIN, count // SENDS_PER_RECIPIENT)
    await client.drive(port, lambda i: client.window_request(world["world"], i), recipients)
    before, began = processes.cpu_s(pid), time.perf_counter()

    def make(index):
        return client.send_request(number, token, index, recipients)

    statuses = await client.drive(
        port,
        make,
        count,
        ended=lambda: receiver.total // RECEIPTS,
        timeout_s=LONG_S_MAX,
        **pace,
    )
    deadline = time.perf_counter() + DRAIN_S_MAX
    wanted = count * RECEIPTS
    while receiver.total < wanted and time.perf_counter() < deadline:  # noqa: ASYNC110 - polls
        await asyncio.sleep(0.05)
    used, wall = processes.cpu_s(pid) - before, time.perf_counter() - began
    route = f"/control/worlds/{world['world']}"
    loop = asyncio.get_running_loop()
    rss = processes.rss_mb(pid)
    await loop.run_in_executor(None, processes.control, port, "DELETE", route)
    await receiver.stop()
    said = Said(Path(world["ledger"]))
    return Result(
        per_cpu_s=count / used,
        rss_mb=rss,
        timers_p99_ms=p99_ms(said.timers_us),
        pushes_p99_ms=p99_ms(said.pushes_us),
        lost=count - statuses[b"200"] + wanted - len(receiver.statuses) + said.lost(count),
        dropped=said.dropped,
        duplicates=receiver.duplicates,
        bad_signatures=receiver.bad,
        posts=receiver.posts,
        wall_s=wall,
    )


class Said:
    """What a job's ledger says: how many facts of each kind, and how late timers and pushes ran.

    A timer's lateness is when its status was written less when it was due; a push's is when it
    left less when its status was due, which the room for 64 pushes in flight makes longer.
    """

    def __init__(self, folder):
        self.kinds = collections.Counter()
        self.dropped = 0
        self.timers_us = []
        self.pushes_us = []
        due = {}
        ledger = read_ledger(folder)
        for fact in ledger.facts():
            self.kinds[type(fact).__name__] += 1
            if isinstance(fact, StatusFact):
                due[fact.event] = fact.status_t
                self.timers_us.append(fact.t - fact.status_t)
            elif isinstance(fact, PushDroppedFact):
                self.dropped += len(fact.events)
            elif isinstance(fact, PushFact):
                left = fact.t - round(fact.ms * 1000)
                self.pushes_us.extend(left - due[event] for event in fact.events)
        self.problems = len(ledger.problems)
        for path in folder.glob("*.seg"):
            path.unlink()

    def lost(self, count):
        """Return how many facts of `count` sends there should be and are not, and problems."""
        once = ("AttemptFact", "AnswerFact", "ReplyEndFact", "HandsetFact")
        absent = sum(abs(count - self.kinds[name]) for name in once)
        return absent + abs(count * RECEIPTS - self.kinds["StatusFact"]) + self.problems


def p99_ms(values_us):
    """Return the 99th percentile in ms."""
    ordered = sorted(values_us)
    return ordered[len(ordered) * 99 // 100] / 1000


async def run_bare(pid, port, count):
    """Return requests per CPU second of the yardstick, with the same requests."""
    before = processes.cpu_s(pid)
    await client.drive(port, lambda i: client.send_request("1" * 15, "token", i, 500), count)
    return count / (processes.cpu_s(pid) - before)
