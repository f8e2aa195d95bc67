"""docs/conformance.md, made of the tables and the marks."""

from collections import Counter, defaultdict
from pathlib import Path

from conformance.marks import marks
from conformance.rows import LEVELS, providers, read

PAGE = Path(__file__).parents[2] / "docs" / "conformance.md"
SHOWN_MAX = 2
"""Proofs that are named in a row; how many more there are is said."""

HEAD = """# What of each provider is there

Every endpoint, field, limit, answer and webhook that we know of, and how far Windtunnel has it.
This page is made by `python tests/conformance/write.py` of `tests/conformance/*.yaml` and of the
marks on the tests. `make check` fails where it is stale, where a row that is **full** or
**partial** has no test that proves it, and where a test proves a row that does not exist.

| level | meaning |
|---|---|
| full | as the source describes it |
| partial | there, but for what the row names |
| refused | known and refused on purpose: the row says what a client gets |
| absent | not built yet: a client meets what the row says |
"""


def page():
    """Return the whole page."""
    parts = [HEAD, *(_provider(read(name)) for name in providers())]
    return "\n".join(parts)


def proofs(provider):
    """Return the tests that prove each row of a provider: row id → [(path, test)]."""
    found = defaultdict(dict)
    for mark in marks():
        if mark.provider == provider:
            for row in mark.rows:
                found[row][mark.path, mark.test] = None
    return {row: list(tests) for row, tests in found.items()}


def _provider(table):
    lines = [f"## {table.title}\n", f"{table.note}\n"]
    counts = Counter(row.level for row in table.rows())
    said = ", ".join(f"{counts[level]} {level}" for level in LEVELS if counts[level])
    lines.append(f"{sum(counts.values())} rows: {said}.\n")
    proven = proofs(table.provider)
    for section in table.sections:
        lines += [f"### {section.title}\n", *([f"{section.note}\n"] if section.note else [])]
        lines += ["| what | level | what is missing, or why | proved by | source |"]
        lines += ["|---|---|---|---|---|"]
        lines += [_row(row, proven.get(row.id, [])) for row in section.rows] + [""]
    lines += ["Sources: " + "; ".join(f"{key}: {of}" for key, of in table.sources.items()) + ".\n"]
    return "\n".join(lines)


def _row(row, tests):
    named = [_link(path, test) for path, test in tests[:SHOWN_MAX]]
    if more := len(tests) - SHOWN_MAX:
        named += [f"and {more} more"] if more > 0 else []
    name = "… " + row.id.partition(": ")[2] if row.is_field else f"`{row.id}`"
    cells = (name, row.level, row.why, "<br>".join(named), row.source)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _link(path, test):
    words = test.removeprefix("test_").replace("_", " ")
    return f"[{words}](../tests/{path})"
