"""Which tests prove which rows: the marks `proves` of all tests, read without running them."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parents[1]


@dataclass(frozen=True, kw_only=True, order=True)
class Mark:
    """A mark on a test, or on one case of it; `test` is empty where it proves nothing."""

    path: str
    line: int
    test: str
    provider: str
    rows: tuple[str, ...]


@cache
def marks():
    """Return every mark of every test file, by path and line."""
    paths = sorted(TESTS.rglob("*.py"))
    return sorted(mark for path in paths for mark in marks_in(path))


def marks_in(path):
    """Return the marks of one file."""
    text = path.read_text()
    if "mark.proves" not in text:
        return []
    tree = ast.parse(text)
    owners = {}
    runs = path.name.startswith("test_")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name if runs and node.name.startswith("test_") else ""
            owners |= {id(inner): name for one in node.decorator_list for inner in ast.walk(one)}
    where = path.relative_to(TESTS).as_posix()
    return [_mark(call, owners, where) for call in ast.walk(tree) if _is_mark(call)]


def _is_mark(node):
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="mark"), attr="proves")):
            return True
    return False


def _mark(call, owners, where):
    words = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    assert len(words) == len(call.args) > 1, (
        f"{where}:{call.lineno}: say provider and rows plainly"
    )
    return Mark(
        path=where,
        line=call.lineno,
        test=owners.get(id(call), ""),
        provider=words[0],
        rows=tuple(words[1:]),
    )
