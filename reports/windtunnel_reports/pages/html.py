"""Small pieces of HTML; everything that comes from a run is escaped here or by its section."""

from collections.abc import Iterable, Sequence
from html import escape

MARKS = {
    "kept": ("good", "✓"),
    "passed": ("good", "✓"),
    "broken": ("bad", "✗"),
    "failed": ("bad", "✗"),
    "undecided": ("doubt", "?"),
    "untested": ("none", "○"),
}

MISSING = "never"


def mark(word: str) -> str:
    """Return a verdict's word with its sign: colour is never the only signal."""
    kind, sign = MARKS[word]
    return f'<span class="mark {kind}"><i>{sign}</i>{escape(word)}</span>'


def code(word: str) -> str:
    """Return a word of the code, in grey beside the plain words."""
    return f'<span class="code">{escape(word)}</span>'


def plain(words: str, code_word: str) -> str:
    """Return plain words followed by the word that the code uses."""
    return f"{escape(words)} {code(code_word)}"


def section(title: str, body: str, *, note: str = "") -> str:
    """Return a section: its title in the margin where there is room, else above."""
    said = f'<p class="note">{escape(note)}</p>' if note else ""
    return f"<section><header><h2>{escape(title)}</h2>{said}</header><div>{body}</div></section>"


def table(
    head: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: int = 0, kind: str = ""
) -> str:
    """Return a table of ready cells; the last `numbers` columns hold figures.

    Each cell repeats its column's name, which narrow screens show in front of it.
    """
    first = len(head) - numbers

    def body(cells: Sequence[str]) -> str:
        return "".join(
            f'<td{" class=n" if place >= first else ""} data-head="{escape(head[place])}">'
            f"{cell}</td>"
            for place, cell in enumerate(cells)
        )

    top = "".join(
        f"<th{' class=n' if place >= first else ''}>{escape(name)}</th>"
        for place, name in enumerate(head)
    )
    lines = "".join(f"<tr>{body(cells)}</tr>" for cells in rows)
    return (
        f'<div class="scroll"><table class="{kind}"><thead><tr>{top}</tr></thead>'
        f"<tbody>{lines}</tbody></table></div>"
    )


def details(summary: str, body: str) -> str:
    """Return something that is folded until the reader asks for it."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def seconds(value: float | None) -> str:
    """Return a time for people: ms below a second, "never" where the event never came."""
    if value is None:
        return MISSING
    if abs(value) >= 120:  # noqa: PLR2004 - two minutes on, minutes read better
        return f"{value / 60:.1f} min"
    if abs(value) >= 1:
        return f"{value:.0f} s" if value == round(value) else f"{value:.2f} s"
    return f"{value * 1000:.0f} ms" if abs(value) >= 0.01 else f"{value * 1000:.1f} ms"  # noqa: PLR2004


def count(value: float) -> str:
    """Return a whole number with thousands apart."""
    return f"{value:,.0f}"


def percent(part: int, whole: int) -> str:
    """Return a share, never rounded up to 100% or down to 0%."""
    if whole == 0:
        return "–"
    share = 100 * part / whole
    if part in {0, whole}:
        return f"{share:.0f}%"
    return f"{min(99.9, max(0.1, share)):.1f}%"


def things(number: int, one: str, many: str = "") -> str:
    """Return "1 message" or "2 messages"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def started(text: str) -> str:
    """Return an ISO time as people write it: 2026-11-24 08:30:42 UTC."""
    return text.replace("T", " ", 1).replace("+00:00", " UTC")
