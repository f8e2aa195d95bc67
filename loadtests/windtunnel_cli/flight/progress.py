"""Live progress: a small panel on a terminal, a plain line every few seconds elsewhere."""

import sys
import time
from typing import Any, NamedTuple, Self

from rich.console import Console, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from windtunnel_cli.live import OnTerminal
from windtunnel_load.progress import LoadProgress

PLAIN_S = 5.0
BAR_COLUMNS = 60


class Figures(NamedTuple):
    """What is shown at one moment. `done` is the part of the phase that is over, 0 to 1."""

    load: LoadProgress | None = None
    metrics: dict[str, Any] | None = None
    left_s: float | None = None
    done: float = 0.0

    def words(self) -> list[str]:
        """Return the figures as words, the most important first."""
        found = []
        if self.load is not None:
            found.append(f"offered {self.load.offered} of {self.load.planned}")
        if self.metrics is not None:
            # The arming message is at the edge too, and it is none of the plan's.
            accepted = max(0, self.metrics["accepted"] - 1)
            found += [f"accepted {accepted}", f"refused {self.metrics['refused']}"]
            found.append(f"handed over {max(0, self.metrics['sent'] - 1)}")
        if self.load is not None and self.load.answered:
            found.append(f"p95 answer {self.load.answer_p95_ms:.0f} ms")
        if self.load is not None and self.load.shed:
            found.append(f"shed {self.load.shed}")
        return found

    @property
    def faults(self) -> str:
        """The faults that are on, or "none"."""
        kinds = self.metrics["faults_on"] if self.metrics is not None else []
        return ", ".join(sorted(set(kinds))) or "none"

    @property
    def left(self) -> str:
        """The time left in words, empty where it is not known."""
        return "" if self.left_s is None else f"{max(0.0, self.left_s):.0f} s left"


class Progress(OnTerminal):
    """What a run is doing; `show` may be called as often as one likes."""

    def __init__(self, title: str) -> None:
        super().__init__(Console(stderr=True))
        self._title = title
        self._said_s = 0.0
        self._phase = ""

    def phase(self, name: str) -> None:
        """Enter a phase."""
        self._phase = name
        self._said_s = 0.0
        self.show(Figures())

    def show(self, figures: Figures) -> None:
        """Show the figures of now."""
        if self.put(lambda: self._panel(figures)):
            return
        if time.monotonic() - self._said_s >= PLAIN_S:
            self._said_s = time.monotonic()
            sys.stderr.write(plain(self._phase, figures) + "\n")
            sys.stderr.flush()

    def _panel(self, figures: Figures) -> RenderableType:
        head = Table.grid(padding=(0, 2))
        head.add_column(no_wrap=True)
        head.add_row(Text(self._title, style="bold"), self._phase, figures.left)
        panel = Table.grid()
        panel.add_row(head)
        if figures.metrics is not None:
            panel.add_row(ProgressBar(total=1.0, completed=figures.done, width=BAR_COLUMNS))
            panel.add_row(" · ".join(figures.words()))
            is_on = figures.faults != "none"
            panel.add_row(Text(f"faults on: {figures.faults}", style="yellow" if is_on else "dim"))
        return panel


class Silent(Progress):
    """Says nothing: many flights at once are told of by whoever sums them up."""

    def __init__(self) -> None:
        super().__init__("")

    def __enter__(self) -> Self:
        """Begin nothing."""
        return self

    def show(self, figures: Figures) -> None:
        """Show nothing."""


def plain(phase: str, figures: Figures) -> str:
    """Return one line for logs."""
    parts = figures.words()
    if figures.metrics is not None:
        parts.append(f"faults on: {figures.faults}")
    if figures.left:
        parts.append(figures.left)
    return f"{phase}: {', '.join(parts)}" if parts else phase
