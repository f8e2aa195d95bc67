"""Measures of the house style: files, functions, parameters, docstrings."""

import ast
from functools import cache
from pathlib import Path

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


def name_of(path):
    return str(path.relative_to(ROOT))


@cache
def functions(path):
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def is_test(path):
    return "tests" in path.relative_to(ROOT).parts


def parameters(function):
    every = (*function.args.posonlyargs, *function.args.args)
    return [a.arg for a in every if a.arg not in {"self", "cls"}]


def test_files_are_short():
    lines = {name_of(path): len(path.read_text().splitlines()) for path in FILES}
    assert lines
    long = {name: count for name, count in lines.items() if count > FILE_LINES_MAX}
    assert long == {}, f"over {FILE_LINES_MAX} lines; split by idea"


def test_functions_are_short():
    long = {}
    for path in FILES:
        bound = TEST_LINES_MAX if is_test(path) else FUNCTION_LINES_MAX
        for f in functions(path):
            if (count := f.end_lineno - f.lineno + 1) > bound:
                long[f"{name_of(path)}: {f.name}"] = f"{count} lines of {bound}"
    assert long == {}


def test_few_positional_parameters():
    wide = [
        f"{name_of(path)}: {f.name}"
        for path in FILES
        if not is_test(path)
        for f in functions(path)
        if len(parameters(f)) > POSITIONAL_MAX
    ]
    assert wide == [], f"more than {POSITIONAL_MAX} positional parameters"


def test_no_comment_banners():
    banners = [
        f"{name_of(path)}: {line}"
        for path in FILES
        for line in path.read_text().splitlines()
        if line.strip().startswith(("# ---", "# ===", "####"))
    ]
    assert banners == []


def test_every_package_is_typed_and_regular():
    for source in ("simulator", "scenarios", "loadtests", "reports"):
        for folder in (ROOT / source).glob("windtunnel*"):
            assert (folder / "py.typed").exists(), folder
            files = [path for path in folder.rglob("*.py") if "preload" not in path.parts]
            for inner in [folder, *(path.parent for path in files)]:
                assert (inner / "__init__.py").exists(), f"{inner} is not a regular package"
