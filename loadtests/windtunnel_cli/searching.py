"""Live progress of a search: what phase it is in, how far, what it has found."""

from types import TracebackType

from rich.console import Console
from rich.live import Live

from windtunnel_verify.hunt.finding import Progress

EVERY = 500
"""Runs between two lines where the output is no terminal."""


class Searching:
    """Shows progress on a terminal as one line that changes, elsewhere now and then as a line."""

    def __init__(self, what: str, *, every: int = EVERY) -> None:
        self._what = what
        self._every = every
        self._console = Console(stderr=True, highlight=False)
        self._console.soft_wrap = not self._console.is_terminal
        self._live = Live("", console=self._console, transient=True, refresh_per_second=8)
        self._last: tuple[str, int] = ("", 0)

    def __enter__(self) -> "Searching":
        """Say what is searched."""
        ends = "" if "Ctrl-C" in self._what else "; Ctrl-C ends it"
        self._console.print(f"verify {self._what}{ends}", markup=False)
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear the line."""
        self._live.stop()

    def show(self, progress: Progress) -> None:
        """Take how far it has come."""
        text = line_of(progress)
        if self._console.is_terminal:
            self._live.update(text)
        elif progress.phase != self._last[0] or progress.done - self._last[1] >= self._every:
            self._last = (progress.phase, progress.done)
            self._console.print(text, markup=False)


def line_of(progress: Progress) -> str:
    """Return the line for a moment."""
    far = f"{progress.done:,}" + (f" of {progress.of:,}" if progress.of else "")
    count = progress.findings
    found = "nothing found" if not count else f"{count} root cause{'s' * (count > 1)} found"
    return f"{progress.phase}: {far}, {found}"
