"""A page for the terminal and for Markdown."""

from collections.abc import Sequence
from textwrap import wrap

from windtunnel_reports.comparison.page import Page, Table
from windtunnel_reports.markdown import escape

WIDTH_MIN, COLUMN_MIN = 60, 8
BETWEEN = "  "


def render_text(page: Page, *, width: int) -> str:
    """Return the page for a terminal of this width."""
    width = max(WIDTH_MIN, width)
    parts = [page.answer, *(f"- {reason}" for reason in page.reasons)]
    text = [_paragraph(part, width) for part in (f"{page.title}: {page.question}", "")]
    text += [_paragraph(part, width) for part in parts]
    for table in page.tables:
        text.append("")
        text.append(table.title.upper())
        text += _table(table, width)
        if table.note:
            text += ["", _paragraph(table.note, width)]
    for title, sentences in page.lists:
        text += ["", title.upper(), *(_paragraph(f"- {each}", width) for each in sentences)]
    return "\n".join(text) + "\n"


def render_markdown(page: Page) -> str:
    """Return the page as Markdown."""
    parts = [f"# {escape(page.title)}", escape(page.question), f"**{escape(page.answer)}**"]
    parts.append("\n".join(f"- {escape(reason)}" for reason in page.reasons))
    for table in page.tables:
        parts += [f"## {escape(table.title)}", _markdown_table(table)]
        if table.note:
            parts.append(escape(table.note))
    for title, sentences in page.lists:
        parts += [f"## {escape(title)}", "\n".join(f"- {escape(each)}" for each in sentences)]
    return "\n\n".join(parts) + "\n"


def _markdown_table(table: Table) -> str:
    first = len(table.head) - table.numbers
    rule = ["--:" if place >= first else "---" for place in range(len(table.head))]
    rows = [[escape(cell.strip()) or " " for cell in row] for row in table.rows]
    lines = [table.head, rule, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _paragraph(text: str, width: int) -> str:
    indent = "  " if text.startswith("- ") else ""
    return "\n".join(wrap(text, width, subsequent_indent=indent))


def _table(table: Table, width: int) -> list[str]:
    """Return a table's lines: cells break at words where a column has to be narrower."""
    columns = _widths(table, width)
    first = len(table.head) - table.numbers
    found = _row(table.head, columns, first)
    found.append(BETWEEN.join("─" * column for column in columns))
    for row in table.rows:
        found += _row(row, columns, first)
    return found


def _widths(table: Table, width: int) -> list[int]:
    rows = [table.head, *table.rows]
    columns = [max(len(row[place]) for row in rows) for place in range(len(table.head))]
    while sum(columns) + len(BETWEEN) * (len(columns) - 1) > width:
        widest = columns.index(max(columns))
        if columns[widest] <= COLUMN_MIN:
            break
        columns[widest] -= 1
    return columns


def _row(cells: Sequence[str], columns: Sequence[int], first: int) -> list[str]:
    broken = [
        wrap(cell, column, subsequent_indent="  " if cell.startswith("  ") else "") or [""]
        for cell, column in zip(cells, columns, strict=True)
    ]
    lines = []
    for place in range(max(map(len, broken))):
        parts = [
            _cell(part[place] if place < len(part) else "", column, right=number >= first)
            for number, (part, column) in enumerate(zip(broken, columns, strict=True))
        ]
        lines.append(BETWEEN.join(parts).rstrip())
    return lines


def _cell(text: str, column: int, *, right: bool) -> str:
    return text.rjust(column) if right else text.ljust(column)
