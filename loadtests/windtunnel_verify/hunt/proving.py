"""From a failure as drawn to a finding: it must show again by its schedule, then it gets small."""

from collections.abc import Callable

from windtunnel_verify.hunt.finding import Finding, Problem
from windtunnel_verify.hunt.minimise import Minimiser, Try
from windtunnel_verify.hunt.replays import versions
from windtunnel_verify.hunt.selfcheck import reference_is_repeatable
from windtunnel_verify.hunt.trial import ENDLESS, Trial, name_of_root
from windtunnel_verify.schedule import Schedule


def finding_of(
    root: str,
    drawn: Trial,
    attempt: Try,
    *,
    runs_max: int,
    examples: int,
    tell: Callable[[int], None],
) -> Finding | Problem:
    """Return a failure in its smallest form, or why it proves nothing."""
    whole = attempt(drawn.schedule, drawn.seed)
    if root not in whole.roots or attempt(drawn.schedule, drawn.seed).digest != whole.digest:
        return why_not_same(root, drawn.schedule, drawn.seed, attempt)
    most = min(runs_max, ENDLESS.get(root, runs_max))
    minimiser = Minimiser(attempt, whole, root, runs_max=most, tell=tell)
    small = minimiser.minimise()
    story = small.roots[root]
    return Finding(
        invariant=root,
        name=name_of_root(root),
        schedule=small.schedule,
        seed=small.seed,
        story=story,
        also=story.also,
        digest=small.digest,
        examples=examples,
        runs=minimiser.runs,
        versions=versions(),
    )


def why_not_same(root: str, schedule: Schedule, seed: int, attempt: Try) -> Problem:
    """Return why a schedule does not end twice in the same way."""
    if not reference_is_repeatable(schedule, seed):
        said = "two runs of the reference sender over one schedule left different ledgers"
        return Problem(kind="harness", said=said)
    if attempt(schedule, seed).digest != attempt(schedule, seed).digest:
        return Problem(
            kind="chance",
            said="two runs of this sender over one schedule with one seed differ: it draws chance "
            "or time from where the run cannot seed it, so nothing that it does can be replayed",
        )
    said = f"{root} was broken as drawn, and its schedule does not show it again"
    return Problem(kind="lost", said=said)
