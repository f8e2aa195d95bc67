"""Whole runs whose code other tests cover, without coverage: tracing doubles their time."""

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ONCE = {
    TESTS / folder / f"test_{name}.py"
    for folder, names in {
        "cli": ("adapters", "around", "riding", "verify_http_errors"),
        "verify": (
            "examples",
            "kill_matrix",
            "kills",
            "same_verdicts",
            "search",
            "shipped_senders",
            "stories",
        ),
    }.items()
    for name in names
}
"""Where the cases of one test run the same code: the first is traced, the others are not."""


def untraced():
    """Return the environment for processes that are not to be traced."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}


def trace_once(items):
    """Mark all cases but the first of each test of the files above."""
    traced = set()
    for item in items:
        test = (item.path, getattr(item, "originalname", item.name))
        if item.path in ONCE and test in traced:
            item.add_marker(pytest.mark.no_cover)
        traced.add(test)


def leave_to_pytest_cov():
    """End the traces with which a worker of pytest-xdist begins, as any traced process does.

    Beneath the one that pytest-cov then begins they would go on whenever that pauses, for a test
    marked `no_cover`.
    """
    if coverage := sys.modules.get("coverage"):
        while (current := coverage.Coverage.current()) is not None:
            current.stop()
