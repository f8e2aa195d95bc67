"""What an exit status means is said in the same way wherever it is said."""

import re
from pathlib import Path

import pytest

from windtunnel_cli.rehearse import rehearse
from windtunnel_reports.exits import MEANINGS

ROOT = Path(__file__).parents[2]
TEXTS = {
    "--help": rehearse.__doc__,
    "ARCHITECTURE.md": (ROOT / "ARCHITECTURE.md").read_text(),
    "docs/rehearse.md": (ROOT / "docs/rehearse.md").read_text(),
}
EVERYWHERE = TEXTS | {
    "README.md": (ROOT / "README.md").read_text(),
    "docs/summary.md": (ROOT / "docs/summary.md").read_text(),
}


@pytest.mark.parametrize("where", TEXTS)
def test_each_status_is_named(where):
    assert [s for s in MEANINGS if not re.search(rf"\b{s}\b", TEXTS[where])] == []


@pytest.mark.parametrize("where", EVERYWHERE)
def test_a_sender_that_ended_by_itself_exits_1_gate_or_not(where):
    text = " ".join(EVERYWHERE[where].split())
    assert re.search(r"sender (that )?end(ed|s) by itself", text, re.IGNORECASE)
    assert re.search(r"with or without|without `--gate`|always", text, re.IGNORECASE)


def test_the_table_has_a_row_for_each_status():
    rows = re.findall(r"^\| (\d+) \|", TEXTS["docs/rehearse.md"], re.MULTILINE)
    assert sorted(map(int, rows)) == sorted(MEANINGS)
