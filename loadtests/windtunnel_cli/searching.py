"""Live progress of a search: what phase it is in, how far, what it has found."""

from typing import Self

from rich.console import Console

from windtunnel_cli.live import OnTerminal
from windtunnel_verify.hunt.finding import Progress

EVERY = 500
"""Runs between two lines where the output is no terminal."""


class Searching(OnTerminal):
    """Shows progress on a terminal as one line that changes, elsewhere now and then as a line."""

    def __init__(self, what: str, *, every: int = EVERY) -> None:
        super().__init__(Console(stderr=True, highlight=False), refresh_per_second=8)
        self.console.soft_wrap = not self.console.is_terminal
        self._what = what
        self._every = every
        self._last: tuple[str, int] = ("", 0)

    def __enter__(self) -> Self:
        """Say what is searched."""
        ends = "" if "Ctrl-C" in self._what else "; Ctrl-C ends it"
        self.console.print(f"verify {self._what}{ends}", markup=False)
        return super().__enter__()

    def show(self, progress: Progress) -> None:
        """Take how far it has come."""
        if self.put(lambda: line_of(progress)):
            return
        if progress.phase != self._last[0] or progress.done - self._last[1] >= self._every:
            self._last = (progress.phase, progress.done)
            self.console.print(line_of(progress), markup=False)


def line_of(progress: Progress) -> str:
    """Return the line for a moment."""
    far = f"{progress.done:,}" + (f" of {progress.of:,}" if progress.of else "")
    count = progress.findings
    found = "nothing found" if not count else f"{count} root cause{'s' * (count > 1)} found"
    left = f", about {progress.left_s:.0f} s left" if progress.left_s >= 1 else ""
    return f"{progress.phase}: {far}, {found}{left}"
