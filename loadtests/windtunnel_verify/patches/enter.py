"""Entering a run: all replacements together, and all of them undone."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from windtunnel_verify.bridge import open_bridge
from windtunnel_verify.errors import VirtualError
from windtunnel_verify.patches.chance import seeded
from windtunnel_verify.patches.dates import replaced_dates
from windtunnel_verify.patches.order import ordered
from windtunnel_verify.patches.outside import refused
from windtunnel_verify.patches.places import renamed
from windtunnel_verify.patches.run import Run, current, switch


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the garbage collector stand still.

    When it runs is no function of the seed, and it runs the `finally` blocks of what it collects.
    It would also walk a day's facts again and again while they are judged, for nothing.
    """
    is_collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_collecting:
            gc.enable()


@contextmanager
def patched(run: Run) -> Iterator[None]:
    """Make this run the one that is on.

    Raises:
        VirtualError: another run is on.
    """
    if current() is not None:
        raise VirtualError("a run is on already; runs in virtual time follow one another")
    with uncollected(), renamed(), replaced_dates(), seeded(run), ordered(), refused():
        switch(run)
        open_bridge(run.loop)
        try:
            yield
        finally:
            for fake in run.sockets:
                fake.end()
            switch(None)
