"""`make bench`: speed as ratios against a bare server in the same run; exits 1 below a bar.

Loopback only, bounded in count and time. `--quick` does a tenth of it, for a look.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

import processes
import uvloop
from job import run_bare, run_job

HERE = Path(__file__).parent
ROUNDS = 5
STARTS = 3
LOADED_S = 10
LOADED_SHARE = 0.7
UNDER_WAY_MAX = 5_000
"""Messages of the long run between send and last receipt: what comes in within a second.

Without a bound, sends outrun the courier, which then drops what it owes beyond 100,000 pushes.
"""

MARKS = {True: "ok  ", False: "FAIL"}


async def ratios(sends, rounds, sim, yardstick):
    """Interleave yardstick, single and batched jobs; return the medians and the last results."""
    single, batched, bares = [], [], []
    result = backlog = None
    for number in range(rounds):
        bare = await run_bare(*yardstick, sends * 3)
        result = await run_job(*sim, sends)
        backlog = await run_job(*sim, sends, switches={"push_batching": True}, delay_s=0.02)
        bares.append(bare)
        single.append(result.per_cpu_s / bare)
        batched.append(backlog.per_cpu_s / bare)
        print(
            f"  round {number + 1}: bare {bare:,.0f}/s, whole job {result.per_cpu_s:,.0f}/s "
            f"({single[-1]:.3f}), batched {backlog.per_cpu_s:,.0f}/s ({batched[-1]:.3f}, "
            f"{backlog.posts:,} posts) per CPU second",
            flush=True,
        )
    return {
        "bare": statistics.median(bares),
        "single": statistics.median(single),
        "batched": statistics.median(batched),
        "results": [result, backlog],
    }


def judge_figures(facts):
    """Return the time (s) and the peak memory (MB) of all invariants over a million facts.

    None without the judge.
    """
    command = [sys.executable, str(HERE / "judge_bench.py"), "--facts", str(facts)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures = json.loads(done.stdout)
    if not figures["facts"]:
        return None, None
    return figures["seconds"] * 1_000_000 / figures["facts"], figures["peak_mb"]


def virtual_seconds():
    """Return how long 24 virtual hours take on one core, by figure."""
    command = [sys.executable, str(HERE / "virtual.py"), "--json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


async def measure(quick):
    """Return every figure by name."""
    sends, messages = (4_000, 50_000) if quick else (20_000, 500_000)
    starts = []
    for _ in range(STARTS):
        with processes.simulator() as (_, _, start_s):
            starts.append(start_s)
    with processes.simulator() as (pid, port, _), processes.bare() as yardstick:
        print(f"{sends:,} sends a job, {ROUNDS} rounds", flush=True)
        found = await ratios(sends, ROUNDS, (pid, port), yardstick)
        rate = LOADED_SHARE * found["single"] * found["bare"]
        print(f"{rate:,.0f} sends/s, {LOADED_SHARE:.0%} of what a core can do", flush=True)
        loaded = await run_job(pid, port, int(rate * LOADED_S), rate_per_s=rate)
    with processes.simulator() as (pid, port, _):
        print(f"{messages:,} messages in one world", flush=True)
        long = await run_job(pid, port, messages, under_way_max=UNDER_WAY_MAX)
    results = [*found["results"], loaded, long]
    judge_s, judge_mb = judge_figures(100_000 if quick else 1_000_000)
    dropped = sum(each.dropped for each in results)
    if dropped:
        print(f"{dropped:,} pushes were dropped: more than 100,000 were owed, and they are `lost`")
    return {
        "whole_job_ratio": found["single"],
        "batched_ratio": found["batched"],
        "timers_p99_ms": loaded.timers_p99_ms,
        "pushes_p99_ms": loaded.pushes_p99_ms,
        "start_s": statistics.median(starts),
        "rss_mb": long.rss_mb,
        "lost": sum(each.lost for each in results),
        "duplicates": sum(each.duplicates for each in results),
        "bad_signatures": sum(each.bad_signatures for each in results),
        "judge_s_per_million": judge_s,
        "judge_peak_mb": judge_mb,
        **virtual_seconds(),
        "bare_per_cpu_s": found["bare"],
    }


BARS = {
    "whole_job_ratio": (">=", 0.18, 0.27),
    "batched_ratio": (">=", 0.30, 0.50),
    "timers_p99_ms": ("<=", 50, 20),
    "pushes_p99_ms": ("<=", 50, 20),
    "start_s": ("<=", 1.0, 0.8),
    "rss_mb": ("<=", 300, 150),
    "lost": ("<=", 0, 0),
    "duplicates": ("<=", 0, 0),
    "bad_signatures": ("<=", 0, 0),
    "judge_s_per_million": ("<=", 20, 8),
    "virtual_1000_s": ("<=", 1.0, 0.8),
    "virtual_10000_s": ("<=", 8.0, 7.0),
    "judge_peak_mb": ("<=", 500, 400),
}


def show(figures):
    """Print every figure beside its bar and goal; return how many missed their bar."""
    missed = 0
    print(f"\n{'figure':22} {'measured':>10} {'bar':>9} {'goal':>9}")
    for name, (sign, bar, goal) in BARS.items():
        value = figures[name]
        if value is None:
            print(f"{name:22} {'-':>10} {sign} {bar:>6} {goal:>9}  not measured")
            continue
        met = value >= bar if sign == ">=" else value <= bar
        missed += not met
        print(f"{name:22} {value:>10.3f} {sign} {bar:>6} {goal:>9}  {MARKS[met]}")
    print(f"{'bare_per_cpu_s':22} {figures['bare_per_cpu_s']:>10,.0f}   (the yardstick)")
    return missed


def main():
    """Measure, print, and write the baseline; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the work, for a look")
    quick = parser.parse_args().quick
    processes.pin(processes.LOAD_CORE)
    figures = uvloop.run(measure(quick))
    missed = show(figures)
    if not quick:
        known = {name: round(value, 4) for name, value in figures.items() if value is not None}
        text = json.dumps(known, indent=2)
        (HERE / "baseline.json").write_text(text + "\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
