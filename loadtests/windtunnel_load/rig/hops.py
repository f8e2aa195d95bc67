"""The way of one message, hop by hop: where it ends, what was sent there, what to change."""

from dataclasses import dataclass
from itertools import accumulate
from textwrap import dedent
from typing import Literal

from windtunnel.domain.errors import ConfigError

STARTED = "service started"
READY = "service ready"
HopState = Literal["passed", "failed", "skipped", "open"]
HOPS = (
    STARTED,
    READY,
    "request accepted",
    "provider call seen",
    "provider call accepted",
    "message recognised",
    "webhook delivered",
    "webhook answered",
    "signature accepted",
    "outcome read",
)
"""In the order of the way; what comes after a failed one stays open."""

MARKS = {"passed": "✓", "failed": "✗", "skipped": "–", "open": " "}
NOISE = "Picked up JAVA_TOOL_OPTIONS"
"""A JVM says this of itself at each start where it is led here."""

SHOWN_CHARACTERS_MAX = 1_800
SHOWN_FIRST_MAX = 600
"""What was sent stands first; the rest is for the end of a log, where the reason stands."""

SHOWN_LINE_MAX = 200
SHOWN_LINES_MAX = 30
SHOWN_FIRST_LINES = 12
LEFT_OUT = "…"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hop:
    """One hop and what was found there.

    Attributes:
        name: one of HOPS.
        state: open means that the way ended before.
        said: what was found, in a line.
        shown: what was sent or received there, in its own form; may be long.
        advice: what to change, where it failed.
    """

    name: str
    state: HopState
    said: str = ""
    shown: str = ""
    advice: str = ""


class HopError(ConfigError):
    """The way of a message ended; the text names the hop, shows what was there, and advises."""

    def __init__(self, name: str, hops: list[Hop]) -> None:
        self.hops = hops
        super().__init__(
            f"your service is not talking to Windtunnel: one message was handed to {name}, and "
            f"this became of it\n\n{told(hops)}"
        )


def with_open(hops: list[Hop]) -> list[Hop]:
    """Return all hops in order; those that were not reached are open."""
    found = {hop.name: hop for hop in hops}
    return [found.get(name, Hop(name=name, state="open")) for name in HOPS]


def told(hops: list[Hop]) -> str:
    """Return the way as a screen of text: a line each, and more where it ended."""
    lines = []
    for hop in with_open(hops):
        word = {"skipped": "not asked", "open": "not reached"}.get(hop.state, hop.state)
        said = f": {hop.said}" if hop.said else ""
        lines.append(f"  {MARKS[hop.state]} {word:<11} {hop.name}{said}")
    for hop in hops:
        if hop.state == "failed":
            shown = [f"      {line}" for line in _bounded(hop.shown)]
            lines += ["", *shown, *[""][: len(shown)], f"What to change: {hop.advice}"]
    return "\n".join(lines)


def _bounded(shown: str) -> list[str]:
    """Return lines for a screen: the first and the last of many, none of them long."""
    lines = [_harmless(line)[:SHOWN_LINE_MAX] for line in _telling(shown)]
    if len(lines) > SHOWN_LINES_MAX:
        lines = [
            *lines[:SHOWN_FIRST_LINES],
            LEFT_OUT,
            *lines[SHOWN_FIRST_LINES - SHOWN_LINES_MAX :],
        ]
    if sum(map(len, lines)) <= SHOWN_CHARACTERS_MAX:
        return lines
    first = _fitting(lines, SHOWN_FIRST_MAX)
    last = _fitting(lines[len(first) :][::-1], SHOWN_CHARACTERS_MAX - SHOWN_FIRST_MAX)[::-1]
    return [*first, LEFT_OUT, *last]


def _telling(shown: str) -> list[str]:
    """Return the lines that tell something, with no more indent than they need."""
    lines = dedent(shown).splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith(NOISE)]


def _fitting(lines: list[str], characters_max: int) -> list[str]:
    """Return as many lines from the start as fit."""
    ends = accumulate(map(len, lines))
    return [line for line, end in zip(lines, ends, strict=True) if end <= characters_max]


def _harmless(line: str) -> str:
    """Return a line without what a terminal would obey."""
    return "".join(each if each.isprintable() else " " for each in line)
