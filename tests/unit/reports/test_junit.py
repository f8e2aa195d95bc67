from xml.etree import ElementTree as ET

import msgspec
import pytest

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.junit import render_junit


def cases(summary):
    suite = ET.fromstring(render_junit(summary))[0]  # noqa: S314 - our own document
    return {case.get("name"): [child.tag for child in case] for case in suite}, suite


@pytest.mark.parametrize(
    ("word", "required", "claimed", "tags"),
    [
        ("kept", True, True, []),
        ("kept", False, True, []),
        ("broken", True, True, ["failure"]),
        ("broken", False, True, ["failure"]),
        ("undecided", True, True, ["error"]),
        ("untested", True, True, ["error"]),
        ("undecided", False, True, ["skipped"]),
        ("untested", False, True, ["skipped"]),
        ("untested", True, False, ["skipped"]),
    ],
)
def test_each_verdict_has_its_outcome(good, word, required, claimed, tags):
    verdict = Verdict(id="R01", name="n", word=word, required=required, claimed=claimed)
    found, _ = cases(msgspec.structs.replace(good[1], verdicts=(verdict,)))
    assert found["R01 n"] == tags


@pytest.mark.parametrize(
    ("word", "tags"), [("passed", []), ("failed", ["failure"]), ("undecided", ["error"])]
)
def test_each_gate_has_its_outcome(good, word, tags):
    gate = GateResult(gate="g", word=word, figure="1")
    found, _ = cases(msgspec.structs.replace(good[1], gates=(gate,)))
    assert found["g"] == tags


def test_the_totals_are_those_of_the_cases(blind):
    found, suite = cases(blind[1])
    assert int(suite.get("tests")) == len(found)
    for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        assert int(suite.get(name)) == sum(tags == [tag] for tags in found.values())


def test_what_xml_cannot_hold_is_replaced(good):
    gate = GateResult(gate="a\x00b\x1b", word="failed", figure="\ud800", why="\x08")
    found, _ = cases(msgspec.structs.replace(good[1], gates=(gate,)))
    assert "a\ufffdb\ufffd" in found


@pytest.mark.parametrize(
    ("changed", "name", "tags"),
    [
        ({"sender_crashed": "status 9"}, "the sender stays alive", ["failure"]),
        ({"interrupted": True}, "the run comes to its end", ["error"]),
    ],
)
def test_how_a_run_ended_is_a_case(good, changed, name, tags):
    manifest = msgspec.structs.replace(good[1].manifest, **changed)
    found, _ = cases(msgspec.structs.replace(good[1], manifest=manifest))
    assert found[name] == tags


def test_an_invalid_run_is_an_error(good):
    found, _ = cases(msgspec.structs.replace(good[1], valid=False))
    assert found["instruments"] == ["error"]
