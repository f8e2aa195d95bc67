"""A failure of one message among many, said as exact faults on its own attempts.

What a throttle or a drawn share did to it in a crowd needs the crowd no more.
"""

from windtunnel.domain.facts import AnswerFact, AttemptFact
from windtunnel.domain.marker import marker_of
from windtunnel_verify.hunt.edits import only, replace
from windtunnel_verify.hunt.trial import Trial
from windtunnel_verify.schedule import PlannedFault, Schedule

_PLANS: dict[str, tuple[str, dict[str, str | int | float | bool]]] = {
    "after-hold": ("answer-lost", {}),
    "after-reset": ("wire", {"after": "reset"}),
    "before-hold": ("wire", {"before": "hold"}),
    "before-reset": ("wire", {"before": "reset"}),
}


def exactly(trial: Trial, index: int) -> Schedule:
    """Return a schedule of one message of a trial, with what struck it as exact faults."""
    alone = only(trial.schedule, (index,))
    if trial.ran is None:
        return alone
    attempts: dict[str, int] = {}
    faults: list[PlannedFault] = []
    for fact in trial.ran.ledger.facts():
        if isinstance(fact, AttemptFact) and fact.marker == marker_of(index):
            attempts[fact.attempt] = len(attempts) + 1
        elif isinstance(fact, AnswerFact) and fact.attempt in attempts:
            faults += _fault_of(fact, attempts[fact.attempt])
    kept = tuple(fault for fault in alone.faults if fault.fault.startswith("webhook"))
    return replace(alone, faults=(*faults, *kept), timeline=())


def _fault_of(answer: AnswerFact, attempt: int) -> list[PlannedFault]:
    """Return what does the same to one attempt; nothing where all went well."""
    kind, settings = _PLANS.get(answer.plan, ("", {}))
    if not answer.accepted and answer.code:
        kind, settings = "answer-code", {"code": answer.code}
        if answer.retry_after_s is not None:
            settings["retry_after_s"] = answer.retry_after_s
    if not kind:
        return []
    return [PlannedFault(intent=0, attempt=attempt, fault=kind, settings=dict(settings))]
