"""The top of the page: the verdict, the few figures that matter, and what was asked."""

from html import escape

from windtunnel_reports.exits import MEANINGS
from windtunnel_reports.pages.html import count, details, plain, section, started
from windtunnel_reports.pages.words import HEADLINES, PROMISES
from windtunnel_reports.summary import Summary

ZERO_IS_GOOD = frozenset({"duplicated", "lost", "wrong_recipient", "late"})


def masthead(summary: Summary) -> str:
    """Return the line above everything: whose report of which run."""
    manifest = summary.manifest
    return (
        '<div class="masthead"><span class="brand">Windtunnel</span>'
        f"<span>{escape(manifest.scenario)} · {escape(manifest.sender)}</span>"
        f'<span class="soft">{escape(started(manifest.started_at))}</span></div>'
    )


def verdict(summary: Summary) -> str:
    """Return the headline, one sentence, and what to do next."""
    kind, sign, word = HEADLINES[summary.headline]
    steps = "".join(f"<li>{_command(step)}</li>" for step in summary.next_steps)
    meaning = MEANINGS[summary.exit_status]
    gate = "" if summary.gated else " (without --gate: printed, not enforced)"
    return (
        f'<div class="verdict {kind}"><h1><i>{sign}</i>{word}</h1>'
        f"<p>{escape(summary.explanation)}</p>"
        f'<div class="next"><b>Next</b><ul>{steps}</ul></div>'
        f'<div class="exit soft">exit status {summary.exit_status}: {escape(meaning)}{gate}</div>'
        "</div>"
    )


def _command(step: str) -> str:
    """Return a step with its command, which follows a colon, set as code."""
    text, colon, command = step.partition(": windtunnel ")
    if not colon:
        return escape(step)
    return f"{escape(text)}: <code>windtunnel {escape(command)}</code>"


def figures(summary: Summary) -> str:
    """Return the figures that matter, in a row."""
    counts = summary.counts
    cells = (
        ("intents", counts["intents"], "messages you wanted to send"),
        ("attempts", counts["attempts"], "API calls"),
        ("arrived", counts["arrived"], "arrived on a handset"),
        ("duplicated", counts["duplicated"], "copies too many"),
        ("lost", counts["lost"], "lost without a word"),
        ("unknown", counts["unknown"], "reported as unknown"),
    )
    return '<div class="figures">' + "".join(_figure(*cell) for cell in cells) + "</div>"


def _figure(name: str, value: int, words: str) -> str:
    kind = "bad" if name in ZERO_IS_GOOD and value else ""
    sign = "<i>✗</i>" if kind else ""
    return (
        f'<div class="{kind}"><b>{sign}{count(value)}</b><span>{escape(words)}</span>'
        f'<span class="code">{name}</span></div>'
    )


def asked(summary: Summary) -> str:
    """Return what was asked: the question, the sender's promise, how to see it again."""
    manifest = summary.manifest
    policy = manifest.policy
    promise = PROMISES[policy.delivery]
    bounds = []
    if policy.attempts is not None:
        bounds.append(f"{policy.attempts} API calls a message at most")
    if policy.horizon_s is not None:
        bounds.append(f"gives up after {policy.horizon_s:g} s")
    if policy.client_timeout_s is not None:
        bounds.append(f"waits {policy.client_timeout_s:g} s for an answer")
    rows = [
        ("sender", plain(manifest.sender, manifest.adapter)),
        ("its promise", plain(promise, policy.delivery) + _soft(", ".join(bounds))),
        ("provider", plain(manifest.profile, "profile")),
        ("plan", f"seed {manifest.seed}, digest <code>{escape(manifest.plan_digest)}</code>"),
        ("see it again", f"<code>{escape(replay(summary))}</code>"),
    ]
    pairs = "".join(f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in rows)
    text = ""
    if manifest.scenario_text:
        text = details("The scenario's file", f"<pre>{escape(manifest.scenario_text)}</pre>")
    question = escape(manifest.question or manifest.scenario)
    return section("What was asked", f'<p class="lead">{question}</p><dl>{pairs}</dl>{text}')


def replay(summary: Summary) -> str:
    """Return the command that runs the same plan again."""
    manifest = summary.manifest
    has_seed = "--seed" in manifest.command.split()
    return manifest.command if has_seed else f"{manifest.command} --seed {manifest.seed}"


def _soft(text: str) -> str:
    return f'<br><span class="soft">{escape(text)}</span>' if text else ""
