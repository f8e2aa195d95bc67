"""The examples: services as people write them, each right and with one wrong line."""

import difflib
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from untraced import untraced

from windtunnel_load.adapters.service import load_service

EXAMPLES = Path(__file__).parents[2] / "loadtests" / "examples"
SOURCES = {"express": "server.js", "java": "Service.java", "flask": "app.py"}
LINES_MAX = {"express": 60, "flask": 60, "java": 200}
REHEARSAL = ("rehearse", "first-flight.yaml", "--sender", "sender.yaml", "--gate")
SAID_S_MAX = 150

every = pytest.mark.parametrize("name", SOURCES)


def lines(name, variant="."):
    return (EXAMPLES / name / variant / SOURCES[name]).read_text().splitlines()


@every
def test_the_wrong_one_differs_in_one_line(name):
    changed = difflib.ndiff(lines(name), lines(name, "wrong"))
    assert sorted(line[0] for line in changed if line[0] in "+-") == ["+", "-"]


@every
def test_it_is_short_and_knows_nothing_of_us(name):
    found = lines(name)
    assert len([line for line in found if line.strip()]) <= LINES_MAX[name]
    assert "windtunnel" not in "\n".join(found).lower()
    assert "https://graph.facebook.com/" in "\n".join(found)


@every
def test_its_sender_file_leads_it_here(name):
    assert load_service(EXAMPLES / name / "sender.yaml").model.intercept


def windtunnel(folder, *words):
    command = [sys.executable, "-m", "windtunnel_cli", *words]
    ended = subprocess.run(
        command,
        cwd=folder,
        env=untraced(),
        capture_output=True,
        text=True,
        timeout=SAID_S_MAX,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


def copied(folder, *, wrong):
    """The Flask service with what `init` wrote, and its own sender.yaml in its place."""
    source = EXAMPLES / "flask"
    folder.mkdir()
    shutil.copy(source / "wrong" / "app.py" if wrong else source / "app.py", folder)
    assert windtunnel(folder, "init", "--python")[0] == 0
    found = load_service(folder / "sender.yaml").model.start
    assert found == load_service(source / "sender.yaml").model.start == ["python", "app.py"]
    text = (source / "sender.yaml").read_text().replace("python,", f"{sys.executable},")
    (folder / "sender.yaml").write_text(text)
    return folder


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_flask_service_passes_and_its_wrong_twin_is_told_by_its_customers(tmp_path):
    """Those in Express and in Java are flown by test_first_minutes.py."""
    right, wrong = copied(tmp_path / "right", wrong=False), copied(tmp_path / "wrong", wrong=True)
    status, said = windtunnel(right, "doctor", "--sender", "sender.yaml")
    assert status == 0, said
    with ThreadPoolExecutor() as pool:
        one, two = pool.map(lambda folder: windtunnel(folder, *REHEARSAL), (right, wrong))
    assert one[0] == 0, one[1]
    assert "duplicated == 0  0" in one[1]
    assert two[0] == 1, two[1]
    assert "reached the customer more than once" in two[1]
    assert " got it " in two[1]
