"""Each runbook that a scenario names is shipped, with the fixed headings."""

import re
from importlib.resources import files

import pytest

from windtunnel_scenarios import list_scenarios, load_scenario

HEADINGS = [
    "Symptoms and where they show",
    "First five minutes",
    "Decide",
    "Act",
    "Verify",
    "Roll back",
    "Afterwards",
]
SHELF = files("windtunnel_scenarios") / "runbooks"
RUNBOOKS = sorted(entry.name.removesuffix(".md") for entry in SHELF.iterdir())


@pytest.mark.parametrize("name", RUNBOOKS)
def test_a_runbook_has_the_fixed_headings_and_says_something_under_each(name):
    text = (SHELF / f"{name}.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.*)$", text, flags=re.MULTILINE)
    assert parts[1::2] == HEADINGS
    assert all(part.strip() for part in parts[2::2])


def test_a_scenario_names_runbooks_that_are_shipped_and_every_one_is_named():
    named = {load_scenario(name).model.runbook for name in list_scenarios()} - {None}
    assert named == set(RUNBOOKS)
