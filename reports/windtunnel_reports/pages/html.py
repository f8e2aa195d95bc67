"""Small pieces of HTML; everything that comes from a run is escaped here."""

from collections.abc import Iterable, Sequence
from html import escape

MARKS = {
    "kept": ("good", "✓ kept"),
    "passed": ("good", "✓ passed"),
    "broken": ("bad", "✗ broken"),
    "failed": ("bad", "✗ failed"),
    "undecided": ("doubt", "? undecided"),
    "untested": ("none", "· untested"),
}


def mark(word: str) -> str:
    """Return a verdict's word with its sign: colour is never the only signal."""
    kind, text = MARKS[word]
    return f'<span class="mark {kind}">{text}</span>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0) -> str:
    """Return a table of ready cells; the last `numbers` columns are right-aligned."""
    first = len(head) - numbers

    def row(cells: Sequence[str], tag: str) -> str:
        return "".join(
            f"<{tag}{' class=n' if place >= first else ''}>{cell}</{tag}>"
            for place, cell in enumerate(cells)
        )

    body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in rows)
    return (
        f'<div class="scroll"><table><thead><tr>{row([escape(h) for h in head], "th")}</tr>'
        f"</thead><tbody>{body}</tbody></table></div>"
    )


def seconds(value: float | None) -> str:
    """Return a latency for people: ms below a second, ∞ where the event never came."""
    if value is None:
        return "∞"
    return f"{value * 1000:.0f} ms" if abs(value) < 1 else f"{value:.2f} s"
