"""docs/first-15-minutes.md does what it says: commands run, output comes, edits fit."""

import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from npm import node_modules, program
from untraced import untraced

from windtunnel_load.adapters.service import load_service

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "loadtests" / "examples"
TEXT = (ROOT / "docs" / "first-15-minutes.md").read_text()
BLOCK = re.compile(r"`([\w.]+\.(?:js|java|yaml))`|^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
NUMBERS = re.compile(r"(?<![R\d])(?<!status )(?<!answered )\d[\d.,]*")
"""Ports, times and counts differ from run to run; rules and statuses do not."""

BLOCK_S_MAX = 150
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


def blocks(heading):
    """The blocks of a section: the file last named before it, its language, its text."""
    section = TEXT.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    named = ""
    for found in BLOCK.finditer(section):
        if found[1]:
            named = found[1]
        else:
            yield named, found[2], found[3]


def essence(line):
    return " ".join(NUMBERS.sub("#", line).split())


class Reader:
    """Follows a section in a folder, as a reader would."""

    def __init__(self, folder):
        self.folder = folder
        self.said = ""
        (folder / "loadtests").symlink_to(ROOT / "loadtests")
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = untraced() | {"PATH": path}

    def sh(self, _, text):
        if "npm install\n" in text:
            modules = node_modules(EXAMPLES / "express" / "package.json")
            text = text.replace(
                "npm install\n", f"ln -s {shlex.quote(str(modules))} node_modules\n"
            )
        ended = subprocess.run(
            ["bash", "-c", f"{text}\npwd"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=BLOCK_S_MAX,
            check=True,
        )
        *said, folder = ended.stdout.splitlines()
        self.folder, self.said = Path(folder), [essence(line) for line in said]

    def text(self, _, text):
        rest = list(self.said)
        for wanted in filter(None, map(essence, text.splitlines())):
            if wanted != "...":
                assert wanted in rest, "\n".join(self.said)
                del rest[: rest.index(wanted) + 1]

    def diff(self, name, text):
        path = self.folder / name
        mended = path.read_text()
        for old, new in re.findall(r"^-(.*\n)\+(.*\n)", text, re.MULTILINE):
            assert mended.count(old) == 1, old
            mended = mended.replace(old, new)
        path.write_text(mended)


READERS = {
    "npm": ("A Node service", "express", "server.js"),
    "java": ("A Java service", "java", "Service.java"),
}
"""By the program that each needs: the section to follow, and where the example lies."""


def follow(folder, heading, example, source):
    """Follow a section to its end; the mended service and its file are then the shipped ones."""
    folder.mkdir()
    reader = Reader(folder)
    for name, language, text in blocks(heading):
        getattr(reader, language)(name, text)
    assert "exit status 0" in reader.said
    mended = (reader.folder / source).read_text()
    assert mended == (EXAMPLES / example / source).read_text()
    files = (reader.folder / "sender.yaml", EXAMPLES / example / "sender.yaml")
    edited, shipped = (load_service(path).model for path in files)
    for key in ("start", "intercept", "webhook_path", "policy"):
        assert getattr(edited, key) == getattr(shipped, key)
    assert edited.request.path == shipped.request.path


def test_readers_come_from_nothing_to_green(tmp_path):
    """At the same time: most of it is waiting."""
    absent = []
    with ThreadPoolExecutor() as pool:
        followed = []
        for needed, (heading, example, source) in READERS.items():
            try:
                program(needed)
                if needed == "npm":
                    node_modules(EXAMPLES / "express" / "package.json")
            except pytest.skip.Exception as skipped:
                absent.append(f"{heading}: {skipped.msg}")
            else:
                followed.append(pool.submit(follow, tmp_path / needed, heading, example, source))
        for each in followed:
            each.result()
    if absent:
        pytest.skip("; ".join(absent))
