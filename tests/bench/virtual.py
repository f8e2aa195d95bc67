"""How fast virtual time is: a day of traffic in one process, judged; prints figures.

python tests/bench/virtual.py
"""

import gc
import resource
import sys
import time

from windtunnel_verify import Schedule, order, run_schedule

DAY_US = 86_400_000_000
SENDERS = ("reference", "pywa_sender")
BARS_S = {1_000: 1.0, 10_000: 8.0}
"""Messages in 24 virtual hours, with all their webhooks → seconds of one core."""

SHORT_RUNS = 300


def main():
    print(f"python {sys.version.split()[0]}; seconds of one core, the judge's work included")
    for count, bar_s in BARS_S.items():
        gap_us = DAY_US // count
        day = Schedule(
            intents=tuple(order(n * gap_us, recipient=f"55119{n:08d}") for n in range(count))
        )
        for sender in SENDERS:
            spent_s, ran = spent(sender, day)
            word = "within" if spent_s <= bar_s else "over"
            print(
                f"{count:6d} messages  {sender:12s} {spent_s:6.2f} s  {word} {bar_s:g} s  "
                f"{ran.ledger.count} facts  {memory_mb()} MB at most so far"
            )
    three = Schedule(intents=tuple(order(n * 1_000_000) for n in range(3)))
    for sender in SENDERS:
        began_s = time.process_time()
        for seed in range(SHORT_RUNS):
            run_schedule(f"windtunnel_load.senders.{sender}:create", three, seed)
        each_ms = (time.process_time() - began_s) / SHORT_RUNS * 1000
        print(
            f"     3 messages  {sender:12s} {each_ms:6.2f} ms a run, {1000 / each_ms:.0f} runs/s"
        )


def spent(sender, schedule):
    """Return the seconds of a run, the first of which (imports, routes) is not counted."""
    create = f"windtunnel_load.senders.{sender}:create"
    run_schedule(create, Schedule(intents=(order(),)))
    gc.collect()
    began_s = time.process_time()
    ran = run_schedule(create, schedule)
    return time.process_time() - began_s, ran


def memory_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
