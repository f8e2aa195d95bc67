"""CONTRIBUTING.md speaks of files and names that exist."""

import re
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text()
WORDS = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))
PATHS = sorted({word for word in WORDS if re.fullmatch(r"[\w.-]+(/[\w.-]+)+/?|[A-Z]+\.md", word)})
DOTTED = sorted({word for word in WORDS if re.fullmatch(r"windtunnel(\.\w+)+", word)})


def found(dotted):
    if dotted == "windtunnel.providers":
        return True
    module, _, name = dotted.rpartition(".")
    try:
        return hasattr(import_module(module), name) or bool(import_module(dotted))
    except ImportError:
        return False


def test_each_path_exists():
    assert len(PATHS) > 20
    assert [path for path in PATHS if not (ROOT / path).exists()] == []


def test_each_name_exists():
    assert "windtunnel.domain.dialect.Dialect" in DOTTED
    assert [name for name in DOTTED if not found(name)] == []


def test_the_files_of_a_provider_are_those_that_every_one_has():
    (listed,) = re.findall(r"as the others \(([^)]+)\)", TEXT)
    names = re.findall(r"`(\w+\.py)`", listed)
    folders = [
        path.parent for path in (ROOT / "simulator/windtunnel/providers").glob("*/__init__.py")
    ]
    assert len(names) > 3
    assert len(folders) > 1
    assert [
        f"{folder.name}/{n}" for folder in folders for n in names if not (folder / n).exists()
    ] == []


def test_the_entry_point_is_the_one_that_the_outsider_is_installed_by():
    proof = (ROOT / "tests/contract/test_outsider.py").read_text()
    assert 'pigeon = "pigeon:dialect"' in TEXT
    assert "[windtunnel.providers]\\npigeon = pigeon:dialect" in proof
