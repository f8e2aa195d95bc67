"""Whole runs whose code other tests cover, without coverage: tracing doubles their time."""

import os
import sys


def untraced():
    """Return the environment for processes that are not to be traced."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


def leave_to_pytest_cov():
    """End the traces with which a worker of pytest-xdist begins, as any traced process does.

    Beneath the one that pytest-cov then begins they would go on whenever that pauses, for a test
    marked `no_cover`.
    """
    if coverage := sys.modules.get("coverage"):
        while (current := coverage.Coverage.current()) is not None:
            current.stop()
