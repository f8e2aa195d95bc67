"""The bottom of the page: the instruments' own health, the machine, the versions."""

from html import escape

from windtunnel_reports.instruments import Instruments
from windtunnel_reports.pages.html import section, started, table
from windtunnel_reports.summary import Summary

OK = '<span class="mark good"><i>✓</i>fine</span>'
NOT_OK = '<span class="mark bad"><i>✗</i>beyond</span>'


def instruments(summary: Summary) -> str:
    """Return whether the wind tunnel itself was healthy."""
    found = summary.instruments
    problems = (*found.ledger, *found.invalid)
    body = ""
    if problems:
        items = "".join(f"<li>{escape(problem)}</li>" for problem in problems)
        body += f'<div class="alarm"><b>This run proves nothing</b><ul>{items}</ul></div>'
    elif found.blurred:
        items = "".join(f"<li>{escape(problem)}</li>" for problem in found.blurred)
        body += f'<div class="alarm"><b>{_blur(found)}</b><ul>{items}</ul></div>'
    rows = [
        (
            OK if reading.ok else NOT_OK,
            escape(reading.name),
            escape(reading.value),
            escape(reading.limit),
        )
        for reading in found.readings
    ]
    is_whole = not found.ledger
    rows.append((OK if is_whole else NOT_OK, "the ledger", f"{summary.facts:,} facts", "whole"))
    body += table(("", "instrument", "reading", "limit"), rows, numbers=2)
    delta_ms = summary.delta_us / 1000
    body += f'<p class="soft">Times within {delta_ms:.1f} ms of each other count as equal.</p>'
    return section("Instruments", body, note="Was the wind tunnel itself healthy?")


def _blur(found: Instruments) -> str:
    if found.only_longer:
        return "Latencies are longer than they were; gates that passed all the same stand"
    return "Latency gates are undecided"


def made_of(summary: Summary) -> str:
    """Return the run's identity, machine and versions."""
    manifest = summary.manifest
    pairs = [
        ("run", manifest.run),
        ("started", started(manifest.started_at)),
        ("seed", str(manifest.seed)),
        ("plan digest", manifest.plan_digest),
        ("sender digest", manifest.sender_digest),
        *manifest.machine.items(),
        *manifest.versions.items(),
    ]
    if summary.cost_micro:
        cost = f"{summary.cost_micro / 1e6:.2f} {summary.currency}"
        pairs.insert(2, ("messages would have cost", cost))
    items = "".join(
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in pairs
        if value
    )
    body = f'<dl class="grid">{items}</dl>'
    if manifest.sender_crashed:
        said = f"<pre>{escape(manifest.sender_crashed)}</pre>"
        body = f"<h3>The sender's last words</h3>{said}{body}"
    return section("Run and machine", body)
