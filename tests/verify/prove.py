"""`python tests/verify/prove.py [COUNT]`: the spare side in two processes, and the page's rows.

With `--write` the page is made anew, kill side included; without, its spared rows are checked.
"""

import sys
import time
from pathlib import Path

from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_verify.kill_matrix import kill_of, page, spared_row
from windtunnel_verify.spare import COUNT, shortfalls, spare_all

PAGE = Path(__file__).parents[2] / "docs" / "kill-matrix.md"
BUDGET_S = 120.0
NIGHT_S = 3600.0


def main(given):
    count = next((int(word) for word in given if word.isdigit()), COUNT)
    began = time.monotonic()
    every = spare_all(count, budget_s=BUDGET_S if count <= COUNT else NIGHT_S)
    wall_s = time.monotonic() - began
    wrong = []
    for spared in every:
        rate = spared.schedules / spared.cpu_s
        say(f"{spared.sender:<20} {spared.schedules} schedules, {rate:.0f} a CPU second")
        wrong += [f"{spared.sender}: {said}" for said in shortfalls(spared, count)]
    say(f"all of them in {wall_s:.0f} s of {BUDGET_S:.0f} s")
    if "--write" in given:
        PAGE.write_text(page(map(killed, MUTANTS), every))
    elif count == COUNT and not wrong:
        kept = PAGE.read_text()
        rows = map(spared_row, every)
        wrong += [f"docs/kill-matrix.md lacks: {row}" for row in rows if row not in kept]
    for said in wrong:
        say(said)
    return 1 if wrong else 0


def killed(name):
    """Look for one seeded bug, and say how long that took: a figure of this machine."""
    began = time.monotonic()
    kill = kill_of(name)
    say(f"{name:<22} {kill.schedules:>4} schedules, {time.monotonic() - began:.1f} s")
    return kill


def say(line):
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
