"""The same seed leaves the same ledger: run after run, whatever the hash seed and the Python.

Other Pythons need an environment of their own, `.venv-3.12` say: `.ci/pythons`, a step of
`make check`, makes those that this machine can have. What is missing is skipped and named.
"""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from untraced import untraced

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).parent / "digests.py"
VERSIONS = ("3.11", "3.12", "3.13")
GUARDS = tuple(
    f"tests/unit/verify/test_{name}.py"
    for name in ("loop", "patches", "patches_deeper", "sockets", "ways_out")
)
HASH_SEEDS = ("0", "1", "42", "4294967295")
HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def digests(python=sys.executable, hash_seed="0"):
    return digests_of(str(python), hash_seed)


@cache
def digests_of(python, hash_seed):
    environ = untraced() | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [python, "-W", "error", SCRIPT], env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 18
    return lines


def test_two_processes_leave_the_same_ledgers():
    first = digests()
    digests_of.cache_clear()
    assert digests() == first
    digests_of_seed_1, digests_of_seed_2 = (
        {line.split()[2] for line in first[n::2]} for n in (0, 1)
    )
    assert not digests_of_seed_1 & digests_of_seed_2


@pytest.mark.parametrize("hash_seed", HASH_SEEDS)
def test_the_hash_seed_does_not_matter(hash_seed):
    assert digests(hash_seed=hash_seed) == digests()


def python_of(version):
    """Return the interpreter of a version that can run the harness, or skip and say why not."""
    if version == HERE:
        return sys.executable
    beside = ROOT / f".venv-{version}" / "bin" / "python"
    if not beside.exists():
        pytest.skip(f"NOT COMPARED with Python {version}: no .venv-{version}; see .ci/pythons")
    return str(beside)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_python_does_not_matter(version):
    assert digests(python_of(version)) == digests()


@pytest.mark.parametrize("version", [version for version in VERSIONS if version != HERE])
def test_every_replacement_has_a_grip_on_each_python(version):
    """Here they are tests like any other; elsewhere the standard library may have changed."""
    command = [python_of(version), "-m", "pytest", "-q", "-p", "no:cacheprovider", *GUARDS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_a_version_without_an_environment_is_said_to_be_missing():
    with pytest.raises(pytest.skip.Exception, match=r"NOT COMPARED with Python 3\.0"):
        python_of("3.0")
