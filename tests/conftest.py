"""Makes the helpers beside this file (`toy`, `worlds`, ...) importable, and tests repeatable."""

import os
import signal
import sys
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

from order import Recorder, dealt, recorded
from untraced import leave_to_pytest_cov, trace_once, untraced

settings.register_profile("steady", derandomize=True, deadline=None, database=None)
settings.load_profile("steady")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell's background job begins with Ctrl-C ignored, and its children would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser):
    parser.addoption("--record-seconds", action="store_true", help="write tests/seconds.json anew")


def pytest_configure(config):
    if config.getoption("--record-seconds") and "PYTEST_XDIST_WORKER" not in os.environ:
        config.pluginmanager.register(Recorder())
    if "PYTEST_XDIST_WORKER" in os.environ:
        leave_to_pytest_cov()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """What a test without coverage starts has none either."""
    if not item.get_closest_marker("no_cover"):
        return (yield)
    with mock.patch.dict(os.environ, untraced(), clear=True):
        return (yield)


def pytest_collection_modifyitems(config, items):
    trace_once(items)
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    if workers > 1:
        root = config.rootpath
        named = [(item.path.relative_to(root).as_posix(), item) for item in items]
        items[:] = dealt(named, recorded(), workers)
