"""Every setting is documented with its true default, and no page names one that does not exist."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from tables import DOCS, first_words, row_of, rows, section, words

from windtunnel.domain.variables import PREFIX
from windtunnel.domain.worldspec import (
    ButtonSpec,
    NumberSpec,
    TemplateSpec,
    TokenSpec,
    WebhookSpec,
    WorldSpec,
)
from windtunnel.providers import load_dialects
from windtunnel.providers.ultramsg.settings import DEFAULTS
from windtunnel.server.main import read_settings
from windtunnel.server.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = "settings.md"
VARIABLE = re.compile(rf"\b{PREFIX}[A-Z0-9]\w*")
SETTINGS = {field.name: field for field in fields(Settings)}


def code():
    for folder in ("simulator", "scenarios", "loadtests", "reports", "tests"):
        yield from (ROOT / folder).rglob("*.py")
    yield from (ROOT / "Makefile", ROOT / ".ci" / "run", ROOT / ".ci" / "steps")


def pages():
    return [ROOT / "README.md", ROOT / "tests" / "README.md", *sorted(DOCS.glob("*.md"))]


def variables_in(paths):
    return {name for path in paths for name in VARIABLE.findall(path.read_text())}


def said(default):
    """Return how a default is written on the page."""
    if default in (None, "", ()):
        return "none" if default is None else "empty"
    return f"`{default:g}`" if isinstance(default, float) else f"`{default}`"


def test_each_setting_of_the_server_has_its_row_and_each_row_its_setting():
    assert first_words(PAGE, "The server") == list(SETTINGS)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_row_of_a_setting_holds_its_option_its_variable_and_its_default(name):
    option = "--" + name.replace("_", "-")
    expected = [f"`{option}`", f"`{PREFIX}{name.upper()}`", said(SETTINGS[name].default)]
    assert row_of(PAGE, "The server", name)[1:4] == expected


@pytest.mark.parametrize("name", SETTINGS)
def test_each_option_of_the_server_exists(name, capsys):
    with pytest.raises(SystemExit):
        read_settings(["--help"])
    assert row_of(PAGE, "The server", name)[1].strip("`") + " " in capsys.readouterr().out


def test_each_variable_in_the_code_is_documented_and_each_documented_one_exists():
    read = {PREFIX + name.upper() for name in SETTINGS} | variables_in(code())
    assert variables_in(pages()) == read


def test_each_variable_that_is_no_setting_has_its_row():
    settings = {PREFIX + name.upper() for name in SETTINGS}
    assert set(first_words(PAGE, "Other variables")) == variables_in(code()) - settings


def test_each_field_of_a_world_has_its_row_and_each_row_its_field():
    assert sorted(first_words(PAGE, "A world")) == sorted(
        field.name for field in fields(WorldSpec)
    )


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("numbers", NumberSpec),
        ("tokens", TokenSpec),
        ("templates", TemplateSpec),
        ("templates", ButtonSpec),
        ("webhook", WebhookSpec),
    ],
)
def test_what_is_inside_a_field_of_a_world_is_named_in_its_row(field, kind):
    named = set(words(row_of(PAGE, "A world", field)[2]))
    assert not {part.name for part in fields(kind)} - named


def test_the_variables_that_a_sender_gets_are_those_of_the_page():
    keys = ("base_url", "token", "number", "account", "app_secret", "verify_token")
    world = dict.fromkeys(keys, "http://127.0.0.1:1")
    given = {name for each in load_dialects().values() for name in each.environment(world)}
    lines = section(PAGE, "What a sender finds in its environment").splitlines()
    assert {word for line in lines if line.startswith("|") for word in words(line)} == given


def test_each_setting_of_an_instance_has_its_row_and_its_default():
    written = {row[0].strip("`"): row[1] for row in rows(PAGE, "An instance's settings")}
    assert written == {
        name: "empty" if value == "" else f"`{str(value).lower()}`"
        for name, value in DEFAULTS.items()
    }
