"""One place on a terminal that changes; whoever shows something there says what goes to a log."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console, RenderableType
from rich.live import Live


class OnTerminal:
    """Begins with the block that shows it, and is gone after it; elsewhere it is not there."""

    def __init__(self, console: Console, *, refresh_per_second: float = 4) -> None:
        self.console = console
        self._live: Live | None = None
        self._per_second = refresh_per_second

    def __enter__(self) -> Self:
        """Begin."""
        if self.console.is_terminal:
            self._live = Live(
                console=self.console, transient=True, refresh_per_second=self._per_second
            )
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clear it."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def put(self, what: Callable[[], RenderableType]) -> bool:
        """Show something in the place of what was there; False where there is no place."""
        if self._live is None:
            return False
        self._live.update(what())
        return True
