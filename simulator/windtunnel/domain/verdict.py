"""The four words of a verdict, and the worst of several."""

from collections.abc import Iterable
from typing import Literal

import msgspec

Word = Literal["kept", "broken", "undecided", "untested"]
GateWord = Literal["passed", "failed", "undecided"]

_WORST = ("broken", "undecided", "untested", "kept")

STORY_FACTS_MAX = 8


class StoryLine(msgspec.Struct, frozen=True, kw_only=True):
    """One fact of a story: when (µs), what kind, and the sentence."""

    t: int
    kind: str
    text: str


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One breach: one sentence and the few facts that prove it, in time order (8 at most).

    `copies` is how often the customer got the message in the end; 0 where nobody can tell, or
    it is of no message.
    """

    invariant: str
    sentence: str
    lines: tuple[StoryLine, ...]
    intent: int | None = None
    recipient: str | None = None
    also: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    copies: int = 0


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What one invariant says of one run.

    `n` counts what was put to the test; `broken` the breaches (stories hold the first few);
    `counters` are the exercise counters by name.
    """

    id: str
    name: str
    word: Word
    why: str = ""
    required: bool = False
    claimed: bool = True
    n: int = 0
    broken: int = 0
    stories: tuple[Story, ...] = ()
    counters: dict[str, int] = {}


def worst(words: Iterable[Word]) -> Word:
    """Return the worst word; nothing at all is untested."""
    found = list(words)
    if not found:
        return "untested"
    return min(found, key=_WORST.index)
