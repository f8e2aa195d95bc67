"""Where a run lies."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.flight.folder import machine, make_folder, versions


def test_a_run_has_a_folder_of_its_own_and_latest_points_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = make_folder("steady-mine", None)
    assert folder.name.endswith("-steady-mine")
    assert (tmp_path / "reports/out/latest").resolve() == folder


def test_two_runs_of_one_second_do_not_share_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len({make_folder("steady-mine", None) for _ in range(3)}) == 3


def test_a_folder_that_was_asked_for_is_made(tmp_path):
    assert make_folder("x", tmp_path / "a" / "b") == tmp_path / "a" / "b"


def test_a_folder_that_holds_something_is_refused(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ConfigError, match="is not empty"):
        make_folder("x", tmp_path)


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("mine")
    with pytest.raises(ConfigError, match="is a file"):
        make_folder("x", tmp_path / "out")


def test_a_folder_that_cannot_be_made_is_said(tmp_path, monkeypatch):
    (tmp_path / "reports").write_text("a file in the way")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="cannot be made"):
        make_folder("steady-mine", None)
    with pytest.raises(ConfigError, match="cannot be made"):
        make_folder("steady-mine", tmp_path / "reports" / "x")


def test_versions_and_machine_name_no_host():
    assert {"python", "windtunnel", "locust"} <= versions().keys()
    assert set(machine()) == {"system", "processor", "cores", "byte order"}
