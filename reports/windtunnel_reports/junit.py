"""junit.xml: one case per invariant and per gate."""

from xml.etree import ElementTree as ET

from windtunnel.domain.verdict import Verdict
from windtunnel_reports.story import render_story
from windtunnel_reports.summary import Summary


def render_junit(summary: Summary) -> bytes:
    """Return the document: broken = failure; required and open = error; the rest skipped."""
    cases = [_invariant(verdict) for verdict in summary.verdicts]
    for gate in summary.gates:
        case = ET.Element("testcase", classname="windtunnel.gates", name=gate.gate)
        if gate.word != "passed":
            tag = "failure" if gate.word == "failed" else "error"
            ET.SubElement(case, tag, message=gate.why or gate.figure).text = gate.figure
        cases.append(case)
    if not summary.valid:
        case = ET.Element("testcase", classname="windtunnel", name="instruments")
        reasons = (*summary.instruments.ledger, *summary.instruments.invalid)
        ET.SubElement(case, "error", message="the run is invalid").text = "\n".join(reasons)
        cases.append(case)
    suite = ET.Element(
        "testsuite",
        name=f"{summary.manifest.scenario} with {summary.manifest.sender}",
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors=str(sum(case.find("error") is not None for case in cases)),
        skipped=str(sum(case.find("skipped") is not None for case in cases)),
    )
    suite.extend(cases)
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def _invariant(verdict: Verdict) -> ET.Element:
    name = f"{verdict.id} {verdict.name}"
    case = ET.Element("testcase", classname="windtunnel.invariants", name=name)
    if verdict.word == "broken":
        stories = "\n\n".join(render_story(story) for story in verdict.stories[:3])
        message = f"{verdict.broken} breaches"
        ET.SubElement(case, "failure", message=message).text = stories
    elif verdict.word == "kept":
        return case
    elif verdict.required:
        ET.SubElement(case, "error", message=f"{verdict.word}: {verdict.why}")
    else:
        ET.SubElement(case, "skipped", message=f"{verdict.word}: {verdict.why}")
    return case
