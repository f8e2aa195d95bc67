"""The project speaks of itself alone: no path of a machine, no secret, no banner of a host."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = re.compile(r"(?<![\w.*])/(?:home|root|Users|work)/\w")
TOKEN = re.compile(r"EAA[A-Za-z0-9]{40,}")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.suffix not in {".png", ".seg"} and path != Path(__file__):
            yield name, path.read_text(encoding="utf-8", errors="replace")


def test_no_path_of_a_machine():
    assert not [name for name, text in tracked() if HOME.search(text)]


def test_nothing_that_looks_like_a_live_token():
    assert not [name for name, text in tracked() if TOKEN.search(text)]
