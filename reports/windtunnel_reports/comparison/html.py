"""A page as one HTML file that asks the network for nothing."""

from html import escape
from importlib.resources import files

from windtunnel_reports.comparison.page import Page, Table
from windtunnel_reports.pages.html import section
from windtunnel_reports.pages.html import table as html_table
from windtunnel_reports.pages.page import POLICY, part

BASES = {"measured": "good", "computed": "none", "assumed": "doubt"}
SHORT_CHARS = 12
"""So short a cell is not broken: a sum, a span of time."""

SIGNS = {"measured": "●", "computed": "=", "assumed": "?"}


def render_html(page: Page) -> str:
    """Return the whole document."""
    body = "".join(
        (
            '<header class="masthead"><span class="brand">Windtunnel</span>'
            f'<span>{escape(page.title)}</span><span class="soft">a comparison</span></header>',
            _answer(page),
            *(section(each.title, _table(each), note=each.note) for each in page.tables),
            *(section(title, _list(sentences)) for title, sentences in page.lists),
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(f'{page.title}: {page.answer}')}</title>"
        f"<style>{part('page.css')}{_style()}</style></head><body><main>{body}</main></body></html>\n"
    )


def _style() -> str:
    return (files("windtunnel_reports.comparison") / "comparison.css").read_text(encoding="utf-8")


def _answer(page: Page) -> str:
    reasons = "".join(f"<li>{escape(reason)}</li>" for reason in page.reasons)
    return (
        f'<div class="verdict answer"><p class="soft">{escape(page.question)}</p>'
        f"<h1>{escape(page.answer)}</h1><ul>{reasons}</ul></div>"
    )


def _table(table: Table) -> str:
    rows = [tuple(_cell(cell) for cell in row) for row in table.rows]
    return html_table(table.head, rows, numbers=table.numbers, kind="compared")


def _cell(text: str) -> str:
    kind = BASES.get(text)
    if kind is not None:
        return f'<span class="mark {kind}"><i>{SIGNS[text]}</i>{text}</span>'
    if text[:1] == " ":
        return f'<span class="below">{escape(text.strip())}</span>'
    is_short = " " in text and len(text) <= SHORT_CHARS
    return f'<span class="short">{escape(text)}</span>' if is_short else escape(text)


def _list(sentences: tuple[str, ...]) -> str:
    return f'<ul class="plain">{"".join(f"<li>{escape(each)}</li>" for each in sentences)}</ul>'
