"""What CI installs for the contract tests, and what it says where it cannot."""

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / ".ci" / "runtimes"


def said(tmp_path, *programs, apt=None):
    """What the script says on a machine that has these programs and no others."""
    for name in programs:
        (tmp_path / name).symlink_to("/bin/true")
    if apt is not None:
        (tmp_path / "timeout").write_text('#!/bin/sh\nshift\nexec "$@"\n')
        (tmp_path / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n{apt}\n')
        for name in ("timeout", "apt-get"):
            (tmp_path / name).chmod(0o755)
    ended = subprocess.run(
        [shutil.which("bash"), SCRIPT],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return ended.stdout


def test_nothing_is_installed_where_all_is_there(tmp_path):
    found = said(tmp_path, "node", "npm", "java", "javac", apt="exit 1")
    assert found == "runtimes: Node and a JDK are here\n"


def test_where_nobody_can_install_it_says_what_is_skipped(tmp_path):
    found = said(tmp_path, "java", "javac")
    assert "nodejs npm missing" in found
    assert "tests that need them are skipped" in found


@pytest.mark.parametrize(("apt", "failed"), [("exit 0", False), ("exit 1", True)])
def test_root_on_debian_installs_what_is_missing(tmp_path, apt, failed):
    found = said(tmp_path, "node", "npm", apt=apt)
    if "only root" in found:
        pytest.skip("root alone can show this; as root this test runs")
    assert "installing default-jdk-headless" in found
    assert ("could not be installed" in found) == failed
