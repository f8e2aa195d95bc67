"""Reads the tables of a page of docs/, so that they can be held against the code."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
_WORD = re.compile(r"`([^`]+)`")


def section(page, heading):
    """Return the text below a heading, up to the next one."""
    parts = re.split(r"^## (.+)\n", (DOCS / page).read_text(), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert heading in found, f"{page} has no heading {heading!r}; it has {list(found)}"
    return found[heading]


def rows(page, heading):
    """Return the rows below a heading whose first cell holds a word in backquotes."""
    lines = [line for line in section(page, heading).splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines]


def words(cell):
    """Return what stands in backquotes in a cell."""
    return _WORD.findall(cell)


def first_words(page, heading):
    """Return every word in backquotes in the first column, in order."""
    return [word for row in rows(page, heading) for word in words(row[0])]


def row_of(page, heading, word):
    """Return the one row that begins with a word."""
    (row,) = [row for row in rows(page, heading) if word in words(row[0])]
    return row
