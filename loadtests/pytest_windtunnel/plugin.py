"""Fixtures: `verify` searches for the schedule that breaks a sender; `windtunnel_world` is one.

Loaded by every pytest run of an environment that has Windtunnel, so this module imports nothing
of it: a project that uses no fixture of ours pays nothing, and no option of its own can collide.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_windtunnel.checking import Verify
    from pytest_windtunnel.running import OwnWorld, Running

# ruff: noqa: PLC0415 - imports wait for the first use of a fixture


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ini keys; no command-line option, since a project may have any of its own."""
    parser.addini(
        "windtunnel_profile",
        "the profile of the fixture verify where a test names none: quick, ci or nightly",
        default="ci",
    )
    parser.addini(
        "windtunnel_provider",
        "whose API the fixture windtunnel_world speaks, several joined by +; empty: the first",
        default="",
    )


@pytest.fixture
def verify(request: pytest.FixtureRequest) -> "Verify":
    """Return `verify(sender, profile=...)`: it fails the test with the story of what it finds."""
    from pytest_windtunnel.checking import Verify

    return Verify(request.config.rootpath, profile=request.config.getini("windtunnel_profile"))


@pytest.fixture(scope="session")
def windtunnel_simulator(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Running]":
    """Run one simulator for the session (one for each xdist worker), on a free loopback port."""
    from pytest_windtunnel.running import Running

    running = Running(tmp_path_factory.mktemp("windtunnel"))
    try:
        yield running
    finally:
        running.stop()


@pytest.fixture
def windtunnel_world(
    request: pytest.FixtureRequest, windtunnel_simulator: "Running"
) -> "Iterator[OwnWorld]":
    """Make a world of the test's own: its numbers, clock, faults and ledger are no other's.

    Its provider is the parameter of an indirect parametrisation, else the ini key's.
    """
    from windtunnel.providers import providers_of

    named = getattr(request, "param", request.config.getini("windtunnel_provider"))
    world = windtunnel_simulator.make_world(providers=providers_of(named))
    try:
        yield world
    finally:
        world.close()
