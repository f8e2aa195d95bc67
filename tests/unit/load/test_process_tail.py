"""The last words of a process."""

import sys

from windtunnel_load.rig.process import TAIL_BYTES, Process


def test_however_much_it_says_its_last_lines_are_told(tmp_path):
    loud = f"print('x' * {TAIL_BYTES}); print(*range(100), sep='\\n')"
    process = Process("loud", [sys.executable, "-c", loud], log=tmp_path / "log")
    process.wait(30)
    lines = process.tail().splitlines()
    assert (lines[0], lines[-1]) == ("    85", "    99")


def test_of_one_endless_line_the_end_is_told(tmp_path):
    loud = f"print('x' * {10 * TAIL_BYTES} + 'end')"
    process = Process("loud", [sys.executable, "-c", loud], log=tmp_path / "log")
    process.wait(30)
    assert process.tail().endswith("xend")
    assert len(process.tail()) <= TAIL_BYTES + 4
