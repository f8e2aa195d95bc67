"""The sections of the page, one function each."""

from html import escape

from windtunnel.domain.verdict import Story, Verdict
from windtunnel_reports.pages.html import mark, seconds, table
from windtunnel_reports.pages.plots import legend, plot
from windtunnel_reports.summary import Summary

STORIES_SHOWN = 8
LATENCY_WORDS = {
    "time_to_accepted": "until an API call was accepted",
    "time_to_handed_over": "until the message was handed over",
    "time_to_delivered": "until it was on the handset (handsets online)",
    "pipeline": "until the first API call",
    "response": "until the sender answered us",
    "service": "the sender's own answer time",
    "lateness": "how late our generator was",
    "webhook_ack": "webhook delivery, until acknowledged",
}
KINDS = {"KEPT": "good", "BROKEN": "bad", "FAILED": "bad"}


def verdict(summary: Summary) -> str:
    """Return the headline with what to do next, and the few figures that matter."""
    kind = KINDS.get(summary.headline, "doubt")
    steps = "".join(f"<li>{escape(step)}</li>" for step in summary.next_steps)
    counts = summary.counts
    figures = (
        (counts["intents"], "messages you wanted to send"),
        (counts["attempts"], "API calls"),
        (counts["arrived"], "arrived"),
        (counts["duplicated"], "arrived once too often"),
        (counts["lost"], "lost without a word"),
    )
    cells = "".join(
        f'<div><b>{value:,}</b><span class="soft">{text}</span></div>' for value, text in figures
    )
    return (
        f'<section class="verdict {kind}"><div class="word">{escape(summary.headline)}</div>'
        f"<p>{escape(summary.explanation)}</p><ul class=next>{steps}</ul></section>"
        f'<div class="figures">{cells}</div>'
    )


def asked(summary: Summary) -> str:
    """Return what was asked: the question, the sender, how to see it again."""
    manifest = summary.manifest
    return (
        f"<h2>What was asked</h2><p>{escape(manifest.question)}</p>"
        f'<p class="soft">Sender <b>{escape(manifest.sender)}</b>, which promises '
        f"{escape(manifest.policy.delivery)}. Again, with the same plan:</p>"
        f"<p><code>{escape(manifest.command)} --seed {manifest.seed}</code></p>"
    )


def gates(summary: Summary) -> str:
    """Return the gates."""
    if not summary.gates:
        return ""
    rows = [
        (
            mark(gate.word),
            f"<code>{escape(gate.gate)}</code>",
            escape(gate.figure),
            escape(gate.why),
        )
        for gate in summary.gates
    ]
    return f"<h2>Gates</h2>{table(('', 'gate', 'figure', 'why'), rows)}"


def invariants(summary: Summary) -> str:
    """Return the invariants: tested ones in a table, the others in a line."""
    shown = [v for v in summary.verdicts if v.word != "untested" or v.required]
    rows = [_invariant(found) for found in shown]
    rest = [v for v in summary.verdicts if v not in shown]
    text = f"<h2>What must always hold</h2>{table(('', 'invariant', 'put to the test', ''), rows)}"
    if rest:
        names = ", ".join(f"{escape(v.name)} <span class=soft>{v.id}</span>" for v in rest)
        text += f'<p class="soft">Not claimed by this run: {names}.</p>'
    return text


def _invariant(found: Verdict) -> tuple[str, str, str, str]:
    required = ' <span class="tag">required</span>' if found.required else ""
    tail = f"{found.broken} times broken" if found.word == "broken" else escape(found.why)
    name = f'{escape(found.name)} <span class="soft code">{found.id}</span>{required}'
    return mark(found.word), name, f"{found.n:,}", tail


def stories(summary: Summary) -> str:
    """Return the first stories."""
    if not summary.stories:
        return ""
    shown = "".join(_story(story, summary) for story in summary.stories[:STORIES_SHOWN])
    more = len(summary.stories) - STORIES_SHOWN
    tail = f'<p class="soft">... and {more} more in summary.json.</p>' if more > 0 else ""
    return f"<h2>What happened</h2>{shown}{tail}"


def _story(story: Story, summary: Summary) -> str:
    start = summary.manifest.start_us
    lines = "".join(
        f'<li class="{escape(line.kind)}"><time>{(line.t - start) / 1e6:.3f} s</time>'
        f"<span>{escape(line.text)}</span></li>"
        for line in story.lines
    )
    also = f" · also {', '.join(story.also)}" if story.also else ""
    who = f"message {story.intent}" if story.intent is not None else ""
    return (
        f'<article class="story"><h3>{escape(story.sentence[:1].upper() + story.sentence[1:])}</h3>'
        f'<span class="soft code">{story.invariant}{also} · {who}</span><ol>{lines}</ol></article>'
    )


def curves(summary: Summary) -> str:
    """Return the two plots."""
    every = summary.seconds
    if not every:
        return ""
    flow = [
        ("wanted", [float(s.wanted) for s in every]),
        ("API calls accepted", [float(s.accepted) for s in every]),
        ("API calls refused", [float(s.refused) for s in every]),
    ]
    wait = [("p95 until accepted", [s.p95_accepted_s for s in every])]
    return (
        "<h2>Over time</h2>"
        f"<figure><figcaption>Messages per second {legend([n for n, _ in flow])}</figcaption>"
        f"{plot(every, flow, summary.spells, unit='per second')}</figure>"
        "<figure><figcaption>How long a message waited until it was accepted, by the second in "
        f"which it was wanted {legend([n for n, _ in wait])}</figcaption>"
        f"{plot(every, wait, summary.spells, unit='seconds')}</figure>"
    )


def latencies(summary: Summary) -> str:
    """Return the percentiles."""
    parts = ("p50", "p90", "p95", "p99")
    rows = [
        (
            f"{escape(LATENCY_WORDS.get(name, name))} "
            f'<span class="soft code">{escape(name)}</span>',
            *(seconds(found[part]) for part in parts),
            f"{found['count']:.0f}",
        )
        for name, found in summary.latencies.items()
    ]
    head = ("from the time it was wanted", *parts, "samples")
    return f"<h2>How long it took</h2>{table(head, rows, numbers=5)}"


def funnels(summary: Summary) -> str:
    """Return the funnel by country and flow, and the codes of failures."""
    parts = ["<h2>How far they came</h2>"]
    for name in ("flow", "country"):
        groups = summary.funnel[name]
        steps = list(next(iter(groups.values()))) if groups else []
        rows = [(escape(g), *(f"{found[s]:,}" for s in steps)) for g, found in groups.items()]
        parts.append(table((name, *steps), rows, numbers=len(steps)))
    if summary.failures:
        codes = ", ".join(f"{code} ({count})" for code, count in summary.failures.items())
        parts.append(f'<p class="soft">Refused or failed for good, by code: {codes}.</p>')
    return "".join(parts)


def matrix(summary: Summary) -> str:
    """Return fault × API call × what became of the message, zeros included."""
    if not summary.matrix:
        return ""
    states = list(next(iter(summary.matrix.values())))
    rows = [
        (escape(name), *(str(found[state]) for state in states))
        for name, found in summary.matrix.items()
    ]
    head = ("fault / API call", *states)
    return f"<h2>What the faults hit</h2>{table(head, rows, numbers=len(states))}"


def instruments(summary: Summary) -> str:
    """Return whether the wind tunnel itself was healthy."""
    found = summary.instruments
    reasons = (*found.ledger, *found.invalid, *found.blurred)
    said = "".join(f"<li>{escape(reason)}</li>" for reason in reasons)
    healthy = "" if reasons else "<p>All in order: nothing was lost, nothing was late.</p>"
    return (
        f"<h2>Instruments</h2>{healthy}<ul>{said}</ul>"
        f'<p class="soft">Generator late by {found.lateness_p99_ms:.1f} ms at p99, using '
        f"{found.cpu_share:.0%} of a core; simulator timers late by "
        f"{summary.manifest.simulator_timer_p99_ms:.1f} ms; tolerance "
        f"{summary.delta_us / 1000:.1f} ms; {summary.facts:,} facts.</p>"
    )


def footer(summary: Summary) -> str:
    """Return what the run was made of."""
    manifest = summary.manifest
    pairs = [
        ("run", manifest.run),
        ("started", manifest.started_at),
        ("seed", str(manifest.seed)),
        ("plan", manifest.plan_digest),
        ("profile", manifest.profile),
        ("exit status", str(summary.exit_status)),
        *manifest.versions.items(),
        *manifest.machine.items(),
    ]
    text = " · ".join(f"{escape(k)} <code>{escape(v)}</code>" for k, v in pairs if v)
    return f"<footer>{text}</footer>"
