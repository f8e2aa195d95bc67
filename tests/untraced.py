"""Whole runs whose code other tests cover, without coverage: tracing doubles their time."""

import os


def untraced():
    """Return the environment for processes that are not to be traced."""
    return {key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_")}
