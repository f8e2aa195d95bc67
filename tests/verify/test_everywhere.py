"""The same seed leaves the same ledger: run after run, whatever the hash seed and the Python.

Other Pythons need an environment of their own, `.venv-3.12` say: `.ci/pythons` makes those that
this machine can have. One that is missing is reported as skipped, with the reason.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "digests.py"
VERSIONS = ("3.11", "3.12", "3.13")
HASH_SEEDS = ("0", "1", "42", "4294967295")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@cache
def digests(python=sys.executable, hash_seed="0"):
    environ = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [python, "-W", "error", SCRIPT], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 18
    return lines


def test_two_processes_leave_the_same_ledgers():
    first = digests()
    digests.cache_clear()
    assert digests() == first
    digests_of_seed_1, digests_of_seed_2 = (
        {line.split()[2] for line in first[n::2]} for n in (0, 1)
    )
    assert not digests_of_seed_1 & digests_of_seed_2


@pytest.mark.parametrize("hash_seed", HASH_SEEDS)
def test_the_hash_seed_does_not_matter(hash_seed):
    assert digests(hash_seed=hash_seed) == digests()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_python_does_not_matter(version):
    beside = ROOT / f".venv-{version}" / "bin" / "python"
    python = sys.executable if version == HERE else beside
    if not Path(python).exists():
        found = shutil.which(f"python{version}")
        where = f"is at {found}, but has no environment" if found else "is absent"
        pytest.skip(f"Python {version} {where}; .ci/pythons makes one where it can")
    assert digests(str(python)) == digests()
