"""Each key of a choice and of comparison.json, and each option of the command, is documented."""

import typer.main
from tables import first_words, section, words

from windtunnel_cli.main import app
from windtunnel_reports.comparison.result import Comparison
from windtunnel_scenarios.choices import model

HEADING = "A month of your traffic with several sets of providers"
INSIDE = (
    model.GoalModel,
    model.CountryModel,
    model.VolumeModel,
    model.BatchModel,
    model.IncidentModel,
    model.RetryModel,
    model.SenderModel,
    model.PartModel,
    model.AssumedModel,
    model.RateModel,
    model.MoneyModel,
)


def keys(kind):
    return {field.alias or name for name, field in kind.model_fields.items()}


def test_each_key_of_a_choice_has_its_row_and_each_row_its_key():
    assert sorted(first_words("compare.md", "The file")) == sorted(keys(model.ChoiceModel))


def test_each_key_inside_a_choice_is_documented():
    documented = set(words(section("compare.md", "The file")))
    assert not {key for kind in INSIDE for key in keys(kind)} - documented


def test_each_key_of_the_result_is_documented():
    documented = set(words(section("compare.md", "`comparison.json`")))
    assert not set(Comparison.__struct_fields__) - documented


def test_each_option_is_documented():
    command = typer.main.get_command(app).get_command(None, "compare")
    options = {name for each in command.params for name in each.opts if name.startswith("--")}
    documented = set(first_words("compare.md", HEADING))
    assert options - {"--help", "--premises"} <= documented | {"--no-premises"}
