"""The judge: reads a ledger and nothing else, and gives one verdict per invariant."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence

import msgspec

from windtunnel.domain.facts import AnyFact
from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Story, Verdict
from windtunnel_reports.cases import Case, Cases
from windtunnel_reports.context import Context
from windtunnel_reports.invariants import INVARIANTS, ROOT_CAUSE_ORDER, Invariant
from windtunnel_reports.matrix import matrix_of


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a ledger says.

    `stories` holds one per broken intent, told by its root cause, then one per event, person or
    stretch of time that is of no intent; `root_causes` counts those;
    `matrix` counts fault × attempt × what became of the message; `counts` are exact figures.
    """

    verdicts: tuple[Verdict, ...]
    stories: tuple[Story, ...]
    root_causes: dict[str, int]
    matrix: dict[str, dict[str, int]]
    counts: dict[str, int]


def judge(
    facts: Iterable[AnyFact],
    *,
    required: Collection[str],
    policy: Policy,
    reports: Collection[str],
    delta_us: int,
    faults: Sequence[str] | None = None,
) -> Judgement:
    """Judge a ledger.

    Args:
        facts: in the order of (t, writer, seq).
        required: ids of invariants that must be kept, not just unbroken.
        policy: what the sender claims.
        reports: what its adapter can tell: "outcome", "cause", "effect".
        delta_us: the tolerance for clocks and scheduling.
        faults: kinds that the matrix shows even where they did not strike.
    """
    return judge_cases(
        Cases().read(facts),
        required=required,
        policy=policy,
        reports=reports,
        delta_us=delta_us,
        faults=faults,
    )


def judge_cases(
    cases: Cases,
    *,
    required: Collection[str],
    policy: Policy,
    reports: Collection[str],
    delta_us: int,
    faults: Sequence[str] | None = None,
) -> Judgement:
    """Judge cases that were read before; see `judge`."""
    context = Context(cases=cases, policy=policy, reports=frozenset(reports), delta_us=delta_us)
    folds = [invariant(context) for _, invariant in sorted(INVARIANTS.items())]
    for index in sorted(cases.by_index):
        for fold in folds:
            fold.judge(cases.by_index[index])
    for fold in folds:
        fold.finish()
    verdicts = tuple(fold.verdict(required=fold.id in required) for fold in folds)
    stories = _root_causes(folds)
    return Judgement(
        verdicts=verdicts,
        stories=stories,
        root_causes=dict(Counter(story.invariant for story in stories)),
        matrix=matrix_of(cases, faults),
        counts=_counts(cases, folds),
    )


def _root_causes(folds: list[Invariant]) -> tuple[Story, ...]:
    by_intent: dict[int, list[Story]] = defaultdict(list)
    apart: dict[str, list[Story]] = defaultdict(list)
    for fold in folds:
        if fold.is_claimed:
            for index, story in fold.broken.items():
                by_intent[index].append(story)
            for about, story in fold.apart.items():
                apart[about].append(story)
    groups = [by_intent[index] for index in sorted(by_intent)]
    groups += [apart[about] for about in sorted(apart)]
    return tuple(_told(group) for group in groups)


def _told(group: list[Story]) -> Story:
    ordered = sorted(group, key=lambda story: _rank(story.invariant))
    also = tuple(story.invariant for story in ordered[1:])
    return msgspec.structs.replace(ordered[0], also=also)


def _rank(invariant: str) -> tuple[int, str]:
    known = ROOT_CAUSE_ORDER
    return (known.index(invariant) if invariant in known else len(known), invariant)


def _counts(cases: Cases, folds: list[Invariant]) -> dict[str, int]:
    by_id = {fold.id: fold for fold in folds}
    every = list(cases.by_index.values())
    extra = _extra(cases)
    return {
        "intents": sum(case.intent is not None for case in every),
        "shed": len(cases.shed),
        "attempts": sum(len(case.attempts) for case in every),
        "unmatched_attempts": sum(a.fact.marker is None for a in cases.attempts),
        "accepted": sum(bool(case.accepted) for case in every),
        "arrived": sum(bool(case.rows) for case in every),
        "lost": by_id["R03"].breaches,
        "doubled": len(extra),
        "duplicated": sum(extra),
        "wrong_recipient": by_id["R07"].counters["wrong_recipient"],
        "late": sum(_is_late(case) for case in every),
        "unsure": sum(bool(case.unsure) for case in every),
        "unknown": sum(
            case.outcome is not None and case.outcome.state == "unknown" for case in every
        ),
    }


def _extra(cases: Cases) -> list[int]:
    """Return the copies beyond the first of each message that came more than once.

    Messages that cannot be told apart count as one, with the copies beyond all of them.
    """
    alike = {index for group in cases.untold for index in group.indexes}
    single = (case for index, case in cases.by_index.items() if index not in alike)
    extra = [len(case.rows) - 1 for case in single if not case.unsure]
    extra += [len(cases.together(group).rows) - len(group.indexes) for group in cases.untold]
    return [copies for copies in extra if copies > 0]


def _is_late(case: Case) -> bool:
    if case.intent is None or case.intent.deadline is None or not case.rows:
        return False
    return min(row.t for row in case.rows) > case.intent.deadline
