"""Makes the senders beside this file importable."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

UNTRACED = {
    HERE / f"test_{name}.py" for name in ("examples", "kill_matrix", "same_verdicts", "stories")
}
"""Searches that other tests of this folder do with coverage, which doubles their time."""


def pytest_collection_modifyitems(items):
    traced = set()
    for item in items:
        function = getattr(item, "originalname", item.name)
        if item.path in UNTRACED and (item.path, function) in traced:
            item.add_marker(pytest.mark.no_cover)
        traced.add((item.path, function))
