"""Work that nobody waits for: what an earlier life left open, what is tried again."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Background:
    """Keeps tasks until they end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin work."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def wake(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begin work where there is a loop already; otherwise whoever is asked first begins it."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return
        self.go_on(work())

    async def close(self) -> None:
        """End what has not ended."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
