"""The fixtures of the server's tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from serving import Receiver, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("ledgers")) as running:
        yield running


@pytest.fixture
def world(server):
    return server.world()


@pytest.fixture
def receivers():
    made = []

    def make(**behaviour):
        made.append(Receiver(**behaviour))
        return made[-1]

    yield make
    for receiver in made:
        receiver.close()


@pytest.fixture
def receiver(receivers):
    return receivers()
