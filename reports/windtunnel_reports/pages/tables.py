"""How far messages came and how long it took: the funnel, percentiles, groups, the matrix."""

from html import escape

from windtunnel_reports.funnel import STEPS, Group
from windtunnel_reports.pages.html import count, percent, plain, seconds, section, table, things
from windtunnel_reports.pages.words import ENDS, FAULTS, LATENCIES, SHORT_STEPS
from windtunnel_reports.pages.words import STEPS as STEP_WORDS
from windtunnel_reports.summary import Latency, Summary

GROUPS = (
    ("provider", "By provider"),
    ("flow", "By flow"),
    ("country", "By country"),
    ("number", "By number"),
)
PERCENTILES = ("p50", "p90", "p95", "p99")


def funnel(summary: Summary) -> str:
    """Return how far the messages came, and where the others are."""
    whole = summary.funnel["all"][0].counts
    wanted = whole["wanted"]
    bars = "".join(_bar(step, whole[step], wanted) for step in STEPS)
    ends = [
        f"<li><b>{count(whole[end])}</b> {plain(words, end)}</li>"
        for end, words in ENDS.items()
        if whole[end]
    ]
    body = f'<div class="funnel">{bars}</div>'
    if ends:
        body += f'<h3>Where the others are</h3><ul class="plain">{"".join(ends)}</ul>'
    if summary.failures:
        rows = [
            (f"<code>{each.code}</code>", escape(each.title), count(each.count))
            for each in summary.failures
        ]
        body += table(("code", "the provider's reason", "messages"), rows, numbers=1)
    return section("How far they came", body)


def _bar(step: str, number: int, wanted: int) -> str:
    width = 100 * number / wanted if wanted else 0
    return (
        f"<div><span>{plain(STEP_WORDS[step], step)}</span>"
        f'<div class="bar"><i style="width:{width:.2f}%"></i></div>'
        f"<b>{count(number)}</b><em>{percent(number, wanted)}</em></div>"
    )


def latencies(summary: Summary) -> str:
    """Return the percentiles of every latency."""
    rows = [
        (
            plain(LATENCIES.get(name, name), name),
            *(_wait(found, part) for part in PERCENTILES),
            count(found.count),
            count(found.missing),
        )
        for name, found in summary.latencies.items()
        if found.count
    ]
    head = ("from → to", *PERCENTILES, "samples", "never")
    note = "Exact percentiles of all samples; what never came counts as an endless wait."
    return section("How long it took", table(head, rows, numbers=6), note=note)


def _wait(found: Latency, part: str) -> str:
    return escape(seconds(getattr(found, part)))


def groups(summary: Summary) -> str:
    """Return the funnel by each of them; a single group says nothing new."""
    parts = []
    for name, title in GROUPS:
        found = summary.funnel[name]
        if len(found) > 1:
            parts.append(f"<h3>{title}</h3>{_groups(name, found)}")
    return section("Who was served how", "".join(parts)) if parts else ""


def _groups(name: str, found: tuple[Group, ...]) -> str:
    steps = tuple(step for step in STEPS if step != "offered")
    head = (name, *(SHORT_STEPS[step] for step in steps), "failed", "p50 wait", "p95 wait")
    rows = [
        (
            f"<b>{escape(group.name)}</b>",
            *(_of(group, step) for step in steps),
            count(group.counts["failed"] + group.counts["not_accepted"]),
            escape(seconds(group.p50_s)),
            escape(seconds(group.p95_s)),
        )
        for group in found
    ]
    return table(head, rows, numbers=len(steps) + 3)


def _of(group: Group, step: str) -> str:
    number, wanted = group.counts[step], group.counts["wanted"]
    if step == "wanted":
        return count(number)
    return f'{count(number)} <span class="soft">{percent(number, wanted)}</span>'


def matrix(summary: Summary) -> str:
    """Return fault × API call × what became of the message, zeros included."""
    if not summary.matrix:
        return ""
    states = list(next(iter(summary.matrix.values())))
    rows = []
    for name, found in summary.matrix.items():
        fault, _, attempt = name.partition(" / ")
        cells = (_cell(found[state]) for state in states)
        words = plain(FAULTS.get(fault, fault), fault)
        rows.append((words, escape(f"API call {attempt}"), *cells))
    head = ("fault", "struck", *states)
    note = "Zeros are shown on purpose: what no fault touched was not put to the test."
    struck = sum(sum(found.values()) for found in summary.matrix.values())
    body = f'<p class="soft">{things(struck, "API call")} struck by a fault.</p>'
    return section("What the faults hit", body + table(head, rows, numbers=len(states)), note=note)


def _cell(number: int) -> str:
    return f"<b>{count(number)}</b>" if number else '<span class="soft">0</span>'
