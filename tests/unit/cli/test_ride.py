"""Leaving somebody's world as it was found."""

from types import SimpleNamespace

import pytest

from windtunnel_cli.flight import ride as module
from windtunnel_cli.flight.ride import RideAlong


@pytest.fixture
def left(monkeypatch):
    """What is done, in order, when a ride in somebody's world ends early."""
    done = []
    monkeypatch.setattr(module, "copy_ledger", lambda *_, **__: done.append("copied"))
    along = object.__new__(RideAlong)
    along.rig = SimpleNamespace(
        end_script=lambda: done.append("script over") or [],
        undo_script=lambda: done.append("undone"),
        world=SimpleNamespace(heal=lambda: done.append("healed")),
        elsewhere=SimpleNamespace(),
        ledger=None,
    )
    along._began_us = 0
    along.manifest = SimpleNamespace(problems=[])
    along._leave()
    return done


def test_nothing_happens_in_a_world_after_it_was_healed(left):
    assert left == ["script over", "healed", "undone", "copied"]
