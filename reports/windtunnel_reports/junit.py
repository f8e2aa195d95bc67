"""junit.xml: one case per invariant, per gate and per steady-state probe, and the instruments."""

import re
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.story import render_story
from windtunnel_reports.summary import Summary

STORIES_SHOWN = 3
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold even escaped."""


def render_junit(summary: Summary) -> bytes:
    """Return the document: broken = failure; required and open = error; the rest skipped."""
    cases = [_invariant(verdict) for verdict in summary.verdicts]
    cases += _gates(summary.gates, "windtunnel.gates")
    cases += _gates(summary.steady_state, "windtunnel.steady_state")
    cases += _run(summary)
    manifest = summary.manifest
    suite = ET.Element(
        "testsuite",
        name=_clean(f"{manifest.scenario} with {manifest.sender}"),
        tests=str(len(cases)),
        failures=str(_count(cases, "failure")),
        errors=str(_count(cases, "error")),
        skipped=str(_count(cases, "skipped")),
        time=f"{manifest.duration_us / 1e6:.3f}",
        timestamp=manifest.started_at,
    )
    suite.extend(cases)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _count(cases: Iterable[ET.Element], tag: str) -> int:
    return sum(case.find(tag) is not None for case in cases)


def _case(classname: str, name: str) -> ET.Element:
    return ET.Element("testcase", classname=classname, name=_clean(name))


def _add(case: ET.Element, tag: str, message: str, text: str = "") -> None:
    ET.SubElement(case, tag, message=_clean(message)).text = _clean(text) or None


def _invariant(verdict: Verdict) -> ET.Element:
    case = _case("windtunnel.invariants", f"{verdict.id} {verdict.name}")
    said = f"{verdict.word}: {verdict.why}" if verdict.why else verdict.word
    if verdict.word == "broken":
        stories = "\n\n".join(render_story(story) for story in verdict.stories[:STORIES_SHOWN])
        _add(case, "failure", f"broken {verdict.broken} times", stories)
    elif verdict.word != "kept":
        _add(case, "error" if verdict.required and verdict.claimed else "skipped", said)
    return case


def _gates(gates: Iterable[GateResult], classname: str) -> list[ET.Element]:
    cases = []
    for gate in gates:
        case = _case(classname, gate.gate)
        if gate.word != "passed":
            tag = "failure" if gate.word == "failed" else "error"
            _add(case, tag, gate.why or gate.figure, gate.figure)
        cases.append(case)
    return cases


def _run(summary: Summary) -> list[ET.Element]:
    """Return the cases of the run itself: its instruments, and a sender that ended by itself."""
    cases = [_case("windtunnel.run", "instruments")]
    if not summary.valid:
        reasons = (*summary.instruments.ledger, *summary.instruments.invalid)
        _add(cases[0], "error", "the run is invalid: it proves nothing", "\n".join(reasons))
    if summary.manifest.sender_crashed:
        cases.append(_case("windtunnel.run", "the sender stays alive"))
        said = summary.manifest.sender_crashed
        _add(cases[-1], "failure", "the sender ended by itself", said)
    if summary.manifest.interrupted:
        cases.append(_case("windtunnel.run", "the run comes to its end"))
        _add(cases[-1], "error", "the run was interrupted")
    return cases


def _clean(text: str) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
