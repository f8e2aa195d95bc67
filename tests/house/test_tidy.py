"""Measures of the house style: files, functions, parameters, docstrings."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40
TEST_LINES_MAX = 60
POSITIONAL_MAX = 4
SOURCES = ("simulator", "scenarios", "loadtests", "reports", "tests")
FILES = sorted(
    path
    for source in SOURCES
    for path in (ROOT / source).rglob("*.py")
    if "out" not in path.relative_to(ROOT).parts
)
IDS = [str(path.relative_to(ROOT)) for path in FILES]


def functions(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_files_are_short(path):
    lines = len(path.read_text().splitlines())
    assert lines <= FILE_LINES_MAX, f"{lines} lines; split it by idea"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_functions_are_short(path):
    bound = TEST_LINES_MAX if "tests" in path.relative_to(ROOT).parts else FUNCTION_LINES_MAX
    long = [f.name for f in functions(path) if f.end_lineno - f.lineno + 1 > bound]
    assert not long, f"over {bound} lines: {', '.join(long)}"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_few_positional_parameters(path):
    wide = []
    for f in functions(path):
        names = [
            a.arg for a in (*f.args.posonlyargs, *f.args.args) if a.arg not in {"self", "cls"}
        ]
        if len(names) > POSITIONAL_MAX and "tests" not in path.relative_to(ROOT).parts:
            wide.append(f.name)
    assert not wide, f"more than {POSITIONAL_MAX} positional parameters: {', '.join(wide)}"


@pytest.mark.parametrize("path", FILES, ids=IDS)
def test_no_comment_banners(path):
    banners = [
        line
        for line in path.read_text().splitlines()
        if line.strip().startswith(("# ---", "# ===", "####"))
    ]
    assert not banners


def test_every_package_is_typed_and_regular():
    for source in ("simulator", "scenarios", "loadtests", "reports"):
        for folder in (ROOT / source).glob("windtunnel*"):
            assert (folder / "py.typed").exists(), folder
            files = [path for path in folder.rglob("*.py") if "preload" not in path.parts]
            for inner in [folder, *(path.parent for path in files)]:
                assert (inner / "__init__.py").exists(), f"{inner} is not a regular package"
