"""The kill matrix: each seeded bug is found as it must be, and the page says what was found."""

from pathlib import Path

import msgspec
import pytest

from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_verify.kill_matrix import EXAMPLES_MAX, STEPS_MAX, kill_of, kill_row, page
from windtunnel_verify.spare import COUNT, SPARED, Spared, count_of

PAGE = (Path(__file__).parents[2] / "docs" / "kill-matrix.md").read_text()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_seeded_bug_is_found_and_the_page_says_so(name):
    mutant = MUTANTS[name]
    kill = kill_of(name)
    assert kill.killed_by == (mutant.invariant,)
    assert 1 <= kill.schedules <= EXAMPLES_MAX.get(mutant.reach, STEPS_MAX)
    assert kill_row(kill) in PAGE


def test_the_page_is_of_the_profile_of_make_check():
    assert f"{COUNT} schedules per sender" in PAGE
    assert all(f"\n| {sender} | {count_of(sender, COUNT)} |" in PAGE for sender in SPARED)


def test_the_page_has_no_other_rows():
    spared = Spared(
        sender="", schedules=0, fired=0, cells={"a / 1": 0}, verdicts=(), required=(),
        guilty=(), cpu_s=0.0,
    )  # fmt: skip
    every = [msgspec.structs.replace(spared, sender=sender) for sender in SPARED]
    assert len(PAGE.splitlines()) == len(page((), every).splitlines()) + len(MUTANTS) - 1
