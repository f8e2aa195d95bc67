"""The wheel holds our packages under distinct names, their data, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {
    "windtunnel",
    "windtunnel_cli",
    "pytest_windtunnel",
    "windtunnel_load",
    "windtunnel_reports",
    "windtunnel_scenarios",
    "windtunnel_verify",
}
GENERIC = {"simulator", "reports", "scenarios", "loadtests", "tests", "docs"}


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        ROOT,
    ]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def test_no_generic_import_name_is_installed(names):
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name.split("/")[0]}
    assert tops == PACKAGES
    assert not tops & GENERIC


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_each_package_says_that_it_is_typed(names, package):
    assert f"{package}/py.typed" in names


@pytest.mark.parametrize(
    "data",
    [
        "windtunnel/providers/meta/profiles/meta-ci.yaml",
        "windtunnel/providers/ultramsg/profiles/ultramsg-ci.yaml",
        "windtunnel_scenarios/catalog/checkout-rush.yaml",
        "windtunnel_scenarios/catalog/steady.yaml",
    ],
)
def test_data_lies_inside_its_package(names, data):
    assert data in names


def test_nothing_of_a_run_or_a_test_is_shipped(names):
    assert not [name for name in names if "/out/" in name or name.endswith((".seg", ".pyc"))]
