"""What is found in code is found in the docs, and every command in them is one that exists."""

import re
import shlex
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest
import typer.main
from tables import first_words, row_of, section, words

from windtunnel.domain.facts import AnyFact
from windtunnel.domain.worldspec import Scope
from windtunnel.engine.faults.registry import KINDS as FAULTS
from windtunnel.server.app import create_app
from windtunnel.server.settings import Settings
from windtunnel_cli.main import app as cli
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_scenarios.model import (
    AudienceModel,
    NumberModel,
    ScenarioModel,
    StageModel,
    TimelineModel,
    TrafficModel,
    WorldModel,
)

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def page(name):
    return (ROOT / "docs" / name).read_text()


@pytest.mark.parametrize("kind", get_args(AnyFact), ids=lambda kind: kind.__name__)
def test_each_kind_of_fact_and_its_fields_are_documented(kind):
    rows = [row for row in page("ledger.md").splitlines() if row.startswith("| `")]
    (row,) = [row for row in rows if row.startswith(f"| `{kind.__struct_config__.tag}` |")]
    fields = set(kind.__struct_fields__) - {"seq", "writer", "t"}
    assert not [field for field in sorted(fields) if f"`{field}`" not in row]


def test_each_fault_is_documented_and_no_other():
    assert sorted(first_words("faults.md", "Kinds")) == sorted(FAULTS)


def test_no_kind_of_fact_is_documented_that_does_not_exist():
    kinds = {kind.__struct_config__.tag for kind in get_args(AnyFact)}
    assert set(first_words("ledger.md", "The kinds")) == kinds


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_setting_of_a_fault_is_in_its_row_and_no_other(fault):
    assert words(row_of("faults.md", "Kinds", fault)[2]) == list(FAULTS[fault].__struct_fields__)


def test_each_part_of_a_scope_is_documented_and_no_other():
    named, _, _ = section("faults.md", "Scope").partition(" A share is")
    assert sorted(words(named)) == sorted(field.name for field in fields(Scope))


def test_each_invariant_is_documented_and_no_other():
    assert re.findall(r"^## (R\d\d) ", page("invariants.md"), re.MULTILINE) == sorted(INVARIANTS)


SCENARIO = (
    WorldModel,
    NumberModel,
    AudienceModel,
    TrafficModel,
    StageModel,
    TimelineModel,
)


def keys(model):
    return {field.alias or name for name, field in model.model_fields.items()}


def test_each_key_of_a_scenario_has_its_row_and_each_row_its_key():
    assert sorted(first_words("scenarios.md", "Keys")) == sorted(keys(ScenarioModel))


@pytest.mark.parametrize("model", SCENARIO)
def test_each_key_inside_a_scenario_is_documented(model):
    assert not keys(model) - set(words(section("scenarios.md", "Keys")))


def routes():
    document = create_app(Settings()).openapi()
    return sorted(
        (method.upper(), path) for path, way in document["paths"].items() for method in way
    )


def test_each_control_route_is_documented():
    text = page("control-api.md")
    missing = [f"{m} {p}" for m, p in routes() if f"`{m} {p}`" not in text]
    assert not missing
    assert routes()


def commands():
    for path in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", path.read_text(), re.DOTALL):
            for line in block.splitlines():
                words = shlex.split(line, comments=True)
                if words and words[0] in {"windtunnel", "make"}:
                    yield path.name, words


@pytest.mark.parametrize(
    ("where", "words"), list(commands()), ids=lambda v: " ".join(v) if isinstance(v, list) else v
)
def test_each_command_in_the_docs_exists(where, words):
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    command, rest = typer.main.get_command(cli), words[1:]
    while hasattr(command, "commands") and rest:
        assert rest[0] in command.list_commands(None), f"{where}: no command {rest[0]}"
        command, rest = command.get_command(None, rest[0]), rest[1:]
    command.make_context(words[0], rest, resilient_parsing=False)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_each_link_inside_the_project_leads_somewhere(path):
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", path.read_text())
    assert not [link for link in links if not (path.parent / link).exists()]
