"""The provider that a client meets: in process, and served by the running server."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from provider import InProcess, Receiver, Served, serving


@pytest.fixture(scope="session")
def port(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("ledgers")) as found:
        yield found


@pytest.fixture
def served(port):
    receiver = Receiver()
    made = Served(port, receiver)
    yield made
    made.close()
    receiver.close()


@pytest.fixture(params=["in process", "served"])
def provider(request):
    return InProcess() if request.param == "in process" else request.getfixturevalue("served")
