"""The README names what there is, and each thing once."""

import re
from pathlib import Path

import typer

from windtunnel_cli.main import app as cli
from windtunnel_reports.invariants import INVARIANTS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text()


def section(heading):
    return TEXT.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_each_invariant_stands_in_one_row():
    named = re.findall(r"\bR\d\d\b", section("What it looks at"))
    assert sorted(named) == sorted(INVARIANTS)


def test_each_command_that_it_shows_exists():
    known = typer.main.get_command(cli).list_commands(None)
    named = set(
        re.findall(r"windtunnel ([a-z]+)", " ".join(re.findall(r"```sh.*?```", TEXT, re.DOTALL)))
    )
    assert named
    assert named <= set(known)


def test_each_page_of_the_docs_is_linked():
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert pages - set(re.findall(r"\(docs/([\w-]+\.md)", TEXT)) == set()
