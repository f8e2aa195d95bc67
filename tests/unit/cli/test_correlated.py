"""Senders whose calls bear no marker, where it makes a difference."""

import pytest
from typer.testing import CliRunner

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.http_search import HttpSearch
from windtunnel_cli.main import app
from windtunnel_load.adapters import parse_sender
from windtunnel_scenarios import load_scenario, make_plan

SENDER = """\
request: {path: /send, body: {to: "{recipient}"}}
correlate: recipient
"""
LISTED = """\
# One message to the one who would arm.
scenario: listed
starts: 2026-11-25T10:00-03:00
messages:
  - {recipient: "RECIPIENT", template: order_confirmed, lang: en, body: ["{marker}", a, b]}
"""


@pytest.fixture
def sender(tmp_path):
    path = tmp_path / "sender.yaml"
    path.write_text(SENDER)
    return path


def listed(tmp_path, recipient):
    path = tmp_path / "listed.yaml"
    path.write_text(LISTED.replace("RECIPIENT", recipient))
    return make_plan(load_scenario(str(path)))


def test_a_check_says_how_customers_are_chosen(sender):
    done = CliRunner().invoke(app, ["scenarios", "check", "steady", "--sender", f"http:{sender}"])
    assert "customers  one message of a template each in the whole run" in done.stdout


def test_a_scenario_is_shown_with_how_customers_are_chosen(sender):
    done = CliRunner().invoke(app, ["scenarios", "show", "steady", "--sender", f"http:{sender}"])
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"# customers, with http:{sender}: one message of a template each")


def test_a_search_of_single_calls_needs_a_marker(sender, tmp_path):
    with pytest.raises(ConfigError, match="which it knows by their marker"):
        HttpSearch(parse_sender(f"http:{sender}"), tmp_path, profile="quick", seed=1)


def test_the_arming_message_goes_to_nobody_who_is_listed(tmp_path):
    armed = listed(tmp_path, "15550100000").arming.recipient
    assert listed(tmp_path, armed).arming.recipient != armed
