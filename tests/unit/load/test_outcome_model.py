"""`outcome` and `correlate` in a sender.yaml: what is understood, and what is refused with why."""

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.adapters import parse_sender
from windtunnel_load.adapters.keypath import MISSING, find
from windtunnel_scenarios import ALWAYS_US

BASE = """\
name: x
request:
  path: /send
  body: {to: "{recipient}"}
"""
POLL = 'outcome: {poll: {path: "/messages/{id}", states: {sent: accepted, bounced: failed}}}\n'
CALLBACK = "outcome: {callback: {states: {sent: accepted}}}\nenvironment: {TO: '{outcome_url}'}\n"


def spec(tmp_path, more):
    path = tmp_path / "sender.yaml"
    path.write_text(BASE + more)
    return parse_sender(f"http:{path}")


@pytest.mark.parametrize(
    ("more", "reports", "id_path"),
    [
        (POLL, ("outcome",), "$.id"),
        (POLL.replace("poll: {", "poll: {cause: $.why, id: data.0.ref, "), ("outcome", "cause"),
         "data.0.ref"),
        (CALLBACK, ("outcome",), ""),
        (CALLBACK.replace("{states", "{by: id, states"), ("outcome",), "$.id"),
    ],
    ids=["poll", "poll with causes", "callback by intent", "callback by id"],
)  # fmt: skip
def test_what_a_service_tells_is_claimed(tmp_path, more, reports, id_path):
    found = spec(tmp_path, more)
    assert found.reports == reports
    assert found.service.model.outcome.id_path == id_path


def test_none_stays_the_short_word_for_nothing(tmp_path):
    assert spec(tmp_path, "outcome: none\n").reports == spec(tmp_path, "").reports == ()


def test_the_name_of_a_message_sits_where_it_is_said(tmp_path):
    callback = spec(tmp_path, CALLBACK).service.model.outcome.callback
    assert (callback.where, callback.model_copy(update={"key": "$.ref"}).where) == (
        "$.intent",
        "$.ref",
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("outcome: poll\n", ":5: outcome is 'poll'; say none, or {poll: ...} or {callback: ...}"),
        ("outcome: {}\n", ":5: outcome needs either poll or callback"),
        ("outcome: {pol: {}}\n", "outcome.pol is not a key here; did you mean poll?"),
        ("outcome: {poll: {path: /m/, states: {a: failed}}}\n", "outcome.poll.path is '/m/'"),
        ('outcome: {poll: {path: "/m/{id}"}}\n', "outcome.poll.states is missing"),
        (POLL.replace("path", "pth"), "outcome.poll.pth is not a key here; did you mean path?"),
        (POLL.replace("failed", "dead"), "outcome.poll.states.bounced is 'dead'; input should be"),
        (POLL.replace("states", "stat: 1, states"), "outcome.poll.stat is not a key here"),
        (POLL.replace("poll: {", "poll: {state: $..x, "), "outcome.poll.state must be a key path"),
        (POLL.replace("/{id}", "/{id}/{mark}"), "has the unknown placeholder {mark}"),
        (POLL.replace("poll: {", "poll: {every_s: 0, "), "outcome.poll.every_s is 0; "),
        (CALLBACK.replace("{outcome_url}", "x"), "outcome.callback has no way to the service"),
        (POLL + "environment: {A: '{outcome_url}'}\n", "outcome is no callback, so there is no"),
        ("correlate: opaque\n", ":5: correlate is opaque, so the service must be given the mark"),
        ("correlate: markr\n", ":5: correlate is 'markr'; input should be 'marker', 'recipient'"),
    ],
)
def test_what_cannot_be_meant_is_said_with_its_place(tmp_path, more, said):
    with pytest.raises(ConfigError) as raised:
        spec(tmp_path, more)
    assert said in str(raised.value)


def test_a_fixed_port_needs_no_placeholder(tmp_path):
    more = "outcome: {callback: {port: 8099, states: {sent: accepted}}}\n"
    assert spec(tmp_path, more).service.model.outcome.callback.port == 8099


@pytest.mark.parametrize(
    ("more", "correlate", "apart_us"),
    [
        ("", "marker", None),
        ("correlate: recipient\n", "recipient", ALWAYS_US),
        ("correlate: recipient\npolicy: {delivery: at-most-once, horizon_s: 10}\n", "recipient",
         12_000_000),
    ],
)  # fmt: skip
def test_without_a_marker_messages_must_lie_apart(tmp_path, more, correlate, apart_us):
    found = spec(tmp_path, more)
    assert (found.correlate, found.apart_us) == (correlate, apart_us)


def test_opaque_with_a_marker_to_pass_on(tmp_path):
    path = tmp_path / "sender.yaml"
    path.write_text(BASE.replace('to: "', 'ref: "{marker}", to: "') + "correlate: opaque\n")
    assert parse_sender(f"http:{path}").apart_us is None


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.a.b", 1),
        ("a.b", 1),
        ("$.list[1].c", 2),
        ("list.1.c", 2),
        ("$.none", None),
        ("$.a.c", MISSING),
        ("$.list[2]", MISSING),
        ("$.list.x", MISSING),
        ("$.a.b.c", MISSING),
    ],
)
def test_a_key_path_finds_what_sits_there(path, found):
    body = {"a": {"b": 1}, "list": [0, {"c": 2}], "none": None}
    assert find(body, path) is found or find(body, path) == found


def test_nothing_is_no_value():
    assert not MISSING
