"""Stories: the few facts, in time order, that prove a breach, in plain words."""

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from windtunnel.domain.facts import StatusFact
from windtunnel.domain.marker import index_of
from windtunnel.domain.verdict import STORY_FACTS_MAX, Story, StoryLine
from windtunnel_reports.cases import Attempt, Case

ACKS_MAX = 2

_PLANS = {
    "after-hold": "its answer was lost",
    "after-reset": "the connection was reset before the answer",
    "before-reset": "the connection was reset before the provider saw it",
    "before-hold": "it was swallowed before the provider saw it",
    "before-answer": "something in between answered for the provider",
    "delay": "its answer was late",
    "body": "another page was answered",
    "cut": "its answer was cut",
}
"""What each act of a wire plan did to an answer."""


class Ranked(NamedTuple):
    """A line and how much depends on it, least first: see the ranks."""

    rank: int
    line: StoryLine


PROOF, CALL, NEWS, ACK = range(4)
"""Without the first it is no proof; then when calls arrive, what became of it, what was acked."""


def tell(
    invariant: str,
    sentence: str,
    case: Case,
    *,
    attempts: Iterable[Attempt] | None = None,
    evidence: Iterable[StoryLine] = (),
    proof: Collection[str] = (),
) -> Story:
    """Return the story of a case: its attempts, acked webhooks, handset rows and outcome.

    `attempts` are those that prove it; where none are named, all are told as far as there is room.
    `evidence` holds lines of facts that prove it, too: a consent, an opt-out. `proof` names the
    kinds of the case's other lines of which the same is true.
    """
    chosen = list(case.attempts if attempts is None else attempts)
    names = _names(case, chosen)
    proving = NEWS if attempts is None else PROOF
    ranked = [each for attempt in chosen for each in _ranked(attempt, names, proving)]
    copies = [
        StoryLine(t=row.t, kind="handset", text=f"arrives on the customer's handset ({_nth(n)})")
        for n, row in enumerate(case.rows, 1)
    ]
    rest = [(NEWS, line) for line in (*copies, *_ends(case))]
    rest += [(ACK, news_line(case, t, status)) for t, status in case.heard[:ACKS_MAX]]
    ranked += [Ranked(PROOF if line.kind in proof else rank, line) for rank, line in rest]
    proven = list(evidence)
    ranked = [each for each in ranked if each.line not in proven]
    told = _shorten([*(Ranked(PROOF, line) for line in proven), *ranked])
    faults = sorted({a.answer.fault for a in chosen if a.answer is not None and a.answer.fault})
    return Story(
        invariant=invariant,
        sentence=sentence,
        lines=tuple(told),
        intent=case.index,
        recipient=case.recipient,
        faults=tuple(faults),
        copies=0 if case.guess() else len(case.rows),
    )


def news_line(case: Case, t: int, status: StatusFact) -> StoryLine:
    """Return the line of a status that the sender acknowledged, or asked for and was told."""
    if (t, status) in case.asked:
        text = f"the sender asks, and is told '{status.status}'"
        return StoryLine(t=t, kind="told", text=text)
    text = f"the sender acknowledges the webhook '{status.status}'"
    return StoryLine(t=t, kind="push", text=text)


def _ends(case: Case) -> list[StoryLine]:
    """Return what the sender said of the end: what its send raised, what it reports."""
    lines = []
    if case.promise is not None and case.promise.error is not None:
        text = f"the sender's send raises {case.promise.error}"
        lines.append(StoryLine(t=case.promise.t, kind="promise", text=text))
    if case.outcome is not None:
        outcome = case.outcome
        code = f" ({outcome.code})" if outcome.code else ""
        text = f"the sender reports: {outcome.state}{code}"
        lines.append(StoryLine(t=outcome.t, kind="outcome", text=text))
    return lines


def compose(
    invariant: str,
    sentence: str,
    lines: Iterable[StoryLine],
    *,
    case: Case | None = None,
    recipient: str | None = None,
) -> Story:
    """Return a story of lines that were chosen; beyond STORY_FACTS_MAX the last ones stay."""
    ordered = sorted(lines, key=lambda line: line.t)
    return Story(
        invariant=invariant,
        sentence=sentence,
        lines=tuple(ordered[-STORY_FACTS_MAX:]),
        intent=None if case is None else case.index,
        recipient=recipient if case is None else case.recipient,
    )


def render_story(story: Story, *, start_us: int = 0) -> str:
    """Return a story as terminal text, times in seconds from `start_us`."""
    head = f"BROKEN  {story.invariant}  {story.sentence}"
    if story.copies > 1:
        head += f"\n        {whom(story)} got it {often(story.copies)}"
    if story.also:
        head += f"\n        (also: {', '.join(story.also)})"
    rows = [
        f"  {(line.t - start_us) / 1e6:10.3f}s  {line.kind:<8}  {line.text}"
        for line in story.lines
    ]
    return "\n".join([head, *rows])


def whom(story: Story) -> str:
    """Return who the customer of a story is."""
    return f"the customer {story.recipient}" if story.recipient else "a customer"


def often(times: int) -> str:
    """Return how often, in words."""
    return "twice" if times == 2 else f"{times} times"  # noqa: PLR2004 - the word for it


def _names(case: Case, chosen: list[Attempt]) -> dict[str, str]:
    """Return what each attempt is called: its number among the message's own.

    Where the story is of several messages, it counts its own calls and names the message of each.
    """
    own = {each.fact.attempt: number for number, each in enumerate(case.attempts, 1)}
    if all(each.fact.attempt in own for each in chosen):
        return {attempt: f"API call {number}" for attempt, number in own.items()}
    names = {}
    for number, each in enumerate(sorted(chosen, key=lambda one: one.fact.t), 1):
        index = index_of(each.fact.marker or "")
        whose = "no known message" if index is None else f"message {index}"
        names[each.fact.attempt] = f"API call {number} ({whose})"
    return names


def _attempt_lines(attempt: Attempt, names: dict[str, str]) -> list[StoryLine]:
    fact, answer, name = attempt.fact, attempt.answer, names[attempt.fact.attempt]
    lines = [StoryLine(t=fact.t, kind="attempt", text=f"{name} arrives")]
    if answer is None:
        return lines
    if answer.accepted:
        text = f"{name} is accepted"
    elif answer.http:
        text = f"{name} is refused with code {answer.code} (HTTP {answer.http})"
    else:
        text = f"{name} gets nowhere"
    if answer.plan != "clean":
        lost = " and ".join(_PLANS.get(act, act) for act in answer.plan.split("+"))
        text += f", but {lost}" if answer.accepted else f": {lost}"
    if answer.fault:
        text += f"  [fault {answer.fault}]"
    lines.append(StoryLine(t=answer.t, kind="answer", text=text))
    return lines


def _ranked(attempt: Attempt, names: dict[str, str], proving: int) -> Iterator[Ranked]:
    """Yield the lines of a call; that it arrived is said by its answer, too."""
    lines = _attempt_lines(attempt, names)
    if len(lines) > 1:
        yield Ranked(max(proving, CALL), lines[0])
    yield Ranked(proving, lines[-1])


def _shorten(ranked: list[Ranked]) -> list[StoryLine]:
    """Keep what there is room for: what most depends on, of like lines the first and the last."""
    by_time = sorted(ranked, key=lambda each: each.line.t)
    kept: set[int] = set()
    for rank in (PROOF, CALL, NEWS, ACK):
        places = [place for place, each in enumerate(by_time) if each.rank == rank]
        room = STORY_FACTS_MAX - len(kept)
        fitting = places if len(places) <= room else [*places[: room - 1], *places[-1:]][:room]
        kept.update(fitting if room > 0 else ())
    return [each.line for place, each in enumerate(by_time) if place in kept]


def _nth(number: int) -> str:
    words = ("first copy", "second copy", "third copy")
    return words[number - 1] if number <= len(words) else f"copy {number}"
