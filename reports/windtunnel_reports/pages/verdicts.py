"""Gates, invariants and stories."""

from html import escape

from windtunnel.domain.verdict import Story, Verdict
from windtunnel_reports.gates import GateResult
from windtunnel_reports.pages.html import code, count, details, mark, section, table, things
from windtunnel_reports.pages.words import FAULTS, QUESTIONS, STORY_KINDS
from windtunnel_reports.story import often
from windtunnel_reports.summary import Summary

STORIES_OPEN = 3
STORIES_MAX = 12


def gates(summary: Summary) -> str:
    """Return the gates, and the steady state."""
    if not summary.gates and not summary.steady_state:
        return ""
    body = ""
    if summary.gates:
        body = _gate_table(summary.gates)
    if summary.steady_state:
        body += "<h3>Steady state, while no fault was on</h3>" + _gate_table(summary.steady_state)
    note = "Measured value and its 95% interval; a gate passes when the whole interval does."
    return section("Gates", body, note=note)


def _gate_table(gates_of: tuple[GateResult, ...]) -> str:
    rows = [
        (
            mark(gate.word),
            f"<code>{escape(gate.gate)}</code>"
            + (f'<div class="why">{escape(gate.why)}</div>' if gate.why else ""),
            escape(gate.figure),
        )
        for gate in gates_of
    ]
    return table(("verdict", "gate", "measured"), rows, numbers=1, kind="verdicts")


def invariants(summary: Summary) -> str:
    """Return the invariants: those that this run speaks of in a table, the others in a list."""
    shown = [found for found in summary.verdicts if _is_shown(found)]
    rows = [_invariant(found, summary) for found in shown]
    head = ("verdict", "what must hold", "put to the test", "broken")
    body = table(head, rows, numbers=2, kind="verdicts")
    rest = [found for found in summary.verdicts if not _is_shown(found)]
    if rest:
        names = "".join(
            f"<li>{escape(found.name)} {code(found.id)}"
            + (f' <span class="soft">· {escape(found.why)}</span>' if found.why else "")
            + "</li>"
            for found in rest
        )
        body += f'<h3>Not claimed by this run</h3><ul class="plain">{names}</ul>'
    note = "Doubt is never a pass: what is required must be proven."
    return section("Invariants", body, note=note)


def _is_shown(found: Verdict) -> bool:
    return found.word != "untested" or (found.required and found.claimed)


def _invariant(found: Verdict, summary: Summary) -> tuple[str, str, str, str]:
    required = '<span class="tag">required</span>' if found.required else ""
    causes = summary.root_causes.get(found.id, 0)
    why = escape(found.why)
    if found.word == "broken" and causes:
        why = f"root cause of {things(causes, 'story', 'stories')} below"
    said = f'<div class="why">{why}</div>' if why else ""
    question = QUESTIONS.get(found.id, "")
    name = (
        f"<b>{escape(found.name[:1].upper() + found.name[1:])}</b> {code(found.id)} {required}"
        f'<div class="soft">{escape(question)}</div>{said}'
    )
    broken = f"<b>{count(found.broken)}</b>" if found.broken else "0"
    return mark(found.word), name, count(found.n), broken


def stories(summary: Summary) -> str:
    """Return the stories, the first few unfolded."""
    if not summary.stories:
        return ""
    shown = summary.stories[:STORIES_MAX]
    body = "".join(_story(story, summary) for story in shown[:STORIES_OPEN])
    rest = "".join(_story(story, summary) for story in shown[STORIES_OPEN:])
    if rest:
        body += details(f"{len(shown) - STORIES_OPEN} more stories", rest)
    more = len(summary.stories) - len(shown)
    if more > 0:
        words = things(more, "more story is", "more stories are")
        body += f'<p class="soft">{words} in summary.json.</p>'
    broke = things(len(summary.stories), "message")
    note = f"{broke} broke a rule; each is told by its root cause."
    return section("What happened", body, note=note)


def _story(story: Story, summary: Summary) -> str:
    first = story.lines[0].t if story.lines else 0
    extra = _extra(story)
    lines = "".join(
        _line(line.kind, line.text, at=(line.t - first) / 1e6, is_extra=place in extra)
        for place, line in enumerate(story.lines)
    )
    start_s = (first - summary.manifest.start_us) / 1e6
    facts = [f"{start_s:.1f} s into the traffic"]
    if story.intent is not None:
        facts.insert(0, f"message {story.intent}")
    if story.recipient:
        facts.append(f"to {story.recipient}")
    if story.copies > 1:
        facts.append(f"who got it {often(story.copies)}")
    facts += [f"during: {FAULTS.get(fault, fault)}" for fault in story.faults]
    if story.also:
        facts.append(f"also breaks {', '.join(story.also)}")
    title = escape(story.sentence[:1].upper() + story.sentence[1:])
    return (
        f'<article class="story"><h3><span class="mark bad"><i>✗</i>{escape(story.invariant)}'
        f"</span> {title}</h3>"
        f'<p class="soft">{escape(" · ".join(facts))}</p><ol>{lines}</ol></article>'
    )


def _extra(story: Story) -> list[int]:
    """Return the places of copies that arrived after the first: what no customer wants."""
    return [place for place, line in enumerate(story.lines) if line.kind == "handset"][1:]


def _line(kind: str, text: str, *, at: float, is_extra: bool) -> str:
    sign, words = STORY_KINDS.get(kind, ("·", kind))
    kinds = f"{kind} extra" if is_extra else kind
    return (
        f'<li class="{escape(kinds)}"><time>+{at:.3f} s</time>'
        f'<i title="{escape(words)}">{sign}</i>'
        f'<span>{escape(text)} <span class="code">{escape(kind)}</span></span></li>'
    )
