"""Each seeded bug is one small change to the correct sender that it is named with."""

import difflib
import inspect
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import pytest
from sender_world import FakeWorld

from windtunnel_load.senders import CORRECT
from windtunnel_load.senders.mutants import MUTANTS, PACKAGE

CHANGED_MAX = 5


def module_of(factory):
    return import_module(factory.partition(":")[0])


def own_classes(module):
    return [
        c for c in vars(module).values() if inspect.isclass(c) and c.__module__ == module.__name__
    ]


def statements(function):
    """The lines of a function without its signature, its docstring and its comments."""
    lines = inspect.getsource(function).splitlines()
    start = next((n for n, line in enumerate(lines) if line.rstrip().endswith('"""')), 0)
    return [line.strip() for line in lines[start + 1 :] if line.strip()]


def changed(mutant, name):
    """How many lines one overridden name differs by from what it overrides."""
    own = vars(mutant)[name]
    if not callable(getattr(own, "fget", own)):
        return 1
    kept = getattr(mutant.__mro__[1], name)
    ours, theirs = (statements(getattr(f, "fget", f)) for f in (own, kept))
    if any("super()" in line for line in ours):
        return len(ours)
    diff = list(difflib.unified_diff(theirs, ours, n=0, lineterm=""))[2:]
    removed = sum(line[0] == "-" for line in diff)
    added = sum(line[0] == "+" for line in diff)
    return max(removed, added)


def overridden(mutant):
    return [name for name in vars(mutant) if not name.startswith("__")]


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_five_changed_lines_at_most(name):
    classes = own_classes(module_of(MUTANTS[name].factory))
    assert len(classes) <= 1
    lines = sum(changed(c, each) for c in classes for each in overridden(c))
    assert lines <= CHANGED_MAX


@pytest.mark.parametrize("name", MUTANTS)
def test_it_overrides_one_thing_that_is_there(name):
    for mutant in own_classes(module_of(MUTANTS[name].factory)):
        (only,) = overridden(mutant)
        assert hasattr(mutant.__mro__[1], only)


@pytest.mark.parametrize("name", MUTANTS)
def test_it_claims_what_its_counterpart_claims(name):
    pair = (MUTANTS[name].factory, CORRECT[MUTANTS[name].base].factory)
    mutant, kept = (module_of(factory).create(FakeWorld()).policy for factory in pair)
    assert mutant == kept


@pytest.mark.parametrize("name", MUTANTS)
def test_all_other_parts_are_those_of_its_counterpart(name):
    pair = (MUTANTS[name].factory, CORRECT[MUTANTS[name].base].factory)
    mutant, kept = (module_of(factory).create(FakeWorld()).parts for factory in pair)
    differ = [f.name for f in fields(kept) if getattr(mutant, f.name) != getattr(kept, f.name)]
    assert len(differ) <= 1


def test_each_module_of_the_package_is_registered():
    folder = import_module(PACKAGE).__path__[0]
    found = {path.stem for path in Path(folder).glob("*.py")} - {"__init__"}
    assert found == {mutant.module for mutant in MUTANTS.values()}
