import pytest
from runs import make_run

from windtunnel_reports.report import build


@pytest.fixture(scope="session")
def blind(tmp_path_factory):
    """Return the folder and the summary of a run whose sender doubles messages."""
    folder = make_run(tmp_path_factory.mktemp("blind"), sender="blind-retry")
    return folder, build(folder)


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    """Return the folder and the summary of a run that is kept."""
    folder = make_run(tmp_path_factory.mktemp("good"))
    return folder, build(folder)
