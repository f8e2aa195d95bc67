"""The rows of a provider's conformance table, read from its YAML file.

A file holds sections, a section rows, and a row may hold `fields`, which are rows named
"<row>: <field>". A row says nothing (it is full), or one of `partial`, `refused` and `absent` with
why: what is missing, why it is refused on purpose, or what stands in for it until it is built.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
LEVELS = ("full", "partial", "refused", "absent")
CLAIMED = frozenset({"full", "partial"})
_ROW_KEYS = frozenset({*LEVELS, "source", "fields"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing of the provider's: an endpoint, a field, a limit, an answer, a webhook."""

    id: str
    level: str
    why: str
    source: str
    is_field: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    title: str
    note: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is known of one provider."""

    provider: str
    title: str
    note: str
    sources: dict[str, str]
    sections: tuple[Section, ...]

    def rows(self):
        return [row for section in self.sections for row in section.rows]


def providers():
    """Return the names of the providers that have a table, in order."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def read(provider):
    """Return a provider's table."""
    given = yaml.safe_load((FOLDER / f"{provider}.yaml").read_text())
    return Table(
        provider=provider,
        title=given["title"],
        note=given.get("note", ""),
        sources=given["sources"],
        sections=tuple(_section(one) for one in given["sections"]),
    )


def _section(given):
    rows = []
    for entry in given["rows"]:
        name, said = _named(entry)
        fields = said.pop("fields", None) or []
        rows.append(_row(name, said, given["source"]))
        source = rows[-1].source
        for inner in fields:
            field, told = _named(inner)
            rows.append(_row(f"{name}: {field}", told, source, is_field=True))
    return Section(title=given["title"], note=given.get("note", ""), rows=tuple(rows))


def _named(entry):
    if isinstance(entry, dict):
        ((name, said),) = entry.items()
        return str(name), dict(said or {})
    return str(entry), {}


def _row(name, said, source, *, is_field=False):
    assert said.keys() <= _ROW_KEYS, f"{name}: a row has no {sorted(said.keys() - _ROW_KEYS)}"
    (level,) = [level for level in LEVELS if level in said] or ["full"]
    why = said.get(level) or ""
    assert why or level == "full", f"{name}: say why it is {level}"
    return Row(id=name, level=level, why=why, source=said.get("source", source), is_field=is_field)
