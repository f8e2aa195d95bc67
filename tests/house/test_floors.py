"""Imports point down only; the drawing is in ARCHITECTURE.md."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOORS = {
    "windtunnel.domain": 0,
    "windtunnel.engine": 1,
    "windtunnel.runtime": 1,
    "windtunnel.providers": 2,
    "windtunnel.server": 3,
    "windtunnel_scenarios": 4,
    "windtunnel_load": 4,
    "windtunnel_reports": 4,
    "windtunnel_verify": 5,
    "windtunnel_cli": 6,
    "pytest_windtunnel": 6,
}
TOP = 6
MAY = {
    "windtunnel.domain": (),
    "windtunnel.engine": ("windtunnel.domain",),
    "windtunnel.runtime": ("windtunnel.domain",),
    "windtunnel.providers": ("windtunnel.domain",),
    "windtunnel.server": (
        "windtunnel.domain",
        "windtunnel.engine",
        "windtunnel.runtime",
        "windtunnel.providers",
    ),
    "windtunnel_scenarios": ("windtunnel.domain", "windtunnel.runtime"),
    "windtunnel_load": ("windtunnel.domain", "windtunnel.runtime", "windtunnel_scenarios"),
    "windtunnel_reports": ("windtunnel.domain", "windtunnel.runtime", "windtunnel_scenarios"),
    "windtunnel_verify": tuple(floor for floor in FLOORS if FLOORS[floor] < TOP),
    "windtunnel_cli": tuple(floor for floor in FLOORS if FLOORS[floor] < TOP),
    "pytest_windtunnel": tuple(floor for floor in FLOORS if FLOORS[floor] < TOP),
}
PURE = ("windtunnel.domain", "windtunnel.engine")
PROVIDER = re.compile(r"\b(ultramsg|meta|waba|wamid)\b", re.IGNORECASE)
IMPURE = {
    "asyncio",
    "datetime",
    "httpx",
    "io",
    "mmap",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "subprocess",
    "sys",
    "tempfile",
    "threading",
    "time",
    "uuid",
}


def modules():
    for source in ("simulator", "scenarios", "loadtests", "reports"):
        for path in sorted((ROOT / source).glob("*windtunnel*/**/*.py")):
            parts = path.relative_to(ROOT / source).with_suffix("").parts
            yield ".".join(part for part in parts if part != "__init__"), path


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            yield node.module


def floor_of(name):
    return next((floor for floor in FLOORS if name == floor or name.startswith(floor + ".")), None)


def breaches(name, imported):
    here, there = floor_of(name), floor_of(imported)
    if here is None or there is None or here == there or there in MAY[here]:
        return None
    return f"{name} imports {imported}"


ALL = list(modules())


def test_imports_point_down():
    assert ALL
    found = [breaches(name, imported) for name, path in ALL for imported in imports(path)]
    assert list(filter(None, found)) == []


def test_the_check_sees_an_upward_import():
    assert breaches("windtunnel.domain.receipt", "windtunnel.server.app")
    assert breaches("windtunnel_load.host", "windtunnel_reports.judge")
    assert breaches("windtunnel_cli.main", "windtunnel.server.app") is None


def test_the_bottom_floors_are_pure():
    pure = {name: path for name, path in ALL if floor_of(name) in PURE}
    assert pure
    roots = {name: {i.split(".")[0] for i in imports(path)} for name, path in pure.items()}
    found = {name: sorted(some & IMPURE) for name, some in roots.items() if some & IMPURE}
    assert found == {}, "no I/O, clock or chance down there"


def test_the_bottom_floors_know_no_provider():
    texts = {name: path.read_text() for name, path in ALL if floor_of(name) in PURE}
    assert texts
    assert [name for name, text in texts.items() if PROVIDER.search(text)] == []


def test_only_one_module_imports_locust():
    found = [name for name, path in ALL if any(i.split(".")[0] == "locust" for i in imports(path))]
    assert found == ["windtunnel_load.locust_driver"]
