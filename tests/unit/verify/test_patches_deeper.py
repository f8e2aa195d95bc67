"""Clocks that were kept where no name of a module leads: in defaults, and in classes."""

import asyncio
import sys
import time
import types

import pytest

from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.patches import Run, patched

MONTH_S = 30 * 86_400


def moved(read):
    async def main():
        before = read()
        await asyncio.sleep(MONTH_S)
        return before, read()

    loop = VirtualLoop()
    try:
        with patched(Run(loop, seed=1)):
            return loop.run_until_complete(main())
    finally:
        loop.close()


KEPT_DEEPER = """
import time

class Cache:
    read = time.monotonic
    still = staticmethod(time.monotonic)

    def __init__(self, timer=time.monotonic, *, wall=time.time):
        self.timer, self.wall = timer, wall

def read(timer=time.monotonic):
    return timer()

def read_named(*, timer=time.monotonic):
    return timer()
"""
DEEPER = {
    "default": lambda module: module.read(),
    "named default": lambda module: module.read_named(),
    "default of a method": lambda module: module.Cache().timer(),
    "in a class": lambda module: module.Cache().read(),
    "static in a class": lambda module: module.Cache.still(),
}


@pytest.mark.parametrize("name", DEEPER)
def test_a_clock_that_was_kept_when_a_module_was_made_is_replaced_too(name):
    module = sys.modules["kept_deeper"] = types.ModuleType("kept_deeper")
    exec(KEPT_DEEPER, vars(module))  # noqa: S102 - it stands for a file
    try:
        assert moved(lambda: DEEPER[name](module)) == (0, MONTH_S)
        assert DEEPER[name](module) == pytest.approx(time.monotonic(), abs=1)
        assert module.Cache.__init__.__defaults__ == (time.monotonic,)
        assert module.Cache.read is time.monotonic
    finally:
        del sys.modules["kept_deeper"]
