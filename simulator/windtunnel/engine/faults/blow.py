"""What all the faults that strike one attempt do to it together."""

from windtunnel.domain.catalog import Code
from windtunnel.domain.wire import CLEAN, WirePlan
from windtunnel.engine.faults.effect import Effect

Culprit = tuple[str, str]
"""(kind, id) of a fault."""


class Blow:
    """The first that refuses, the first that fails later, and all wire plans as one."""

    __slots__ = (
        "code",
        "code_by",
        "early_by",
        "http",
        "later",
        "later_by",
        "plan",
        "plan_by",
        "retry_after_s",
        "swapped_by",
    )

    def __init__(self) -> None:
        self.code: Code | None = None
        self.http: int | None = None
        self.retry_after_s: int | None = None
        self.later: Code | None = None
        self.plan = CLEAN
        self.code_by: Culprit | None = None
        self.later_by: Culprit | None = None
        self.early_by: Culprit | None = None
        self.plan_by: Culprit | None = None
        self.swapped_by: Culprit | None = None

    def add(self, effect: Effect, by: Culprit) -> None:
        """Take in one more fault's effect; what earlier ones decided stands."""
        if effect.code is not None and self.code is None:
            self.code, self.http = effect.code, effect.http
            self.retry_after_s, self.code_by = effect.retry_after_s, by
        if effect.later is not None and self.later is None:
            self.later, self.later_by = effect.later, by
        if effect.is_early:
            self.early_by = self.early_by or by
        if effect.is_swapped:
            self.swapped_by = self.swapped_by or by
        if effect.plan is not CLEAN:
            self.plan_by = self.plan_by or by
            self.plan = effect.plan if self.plan is CLEAN else _joined(self.plan, effect.plan)

    def culprit(self, *, is_accepted: bool) -> Culprit:
        """Return the fault to name in the answer's fact, ("", "") where none had an effect."""
        after = self.later_by or self.early_by or self.swapped_by
        by = self.plan_by or (after if is_accepted else None)
        return self.code_by or by or ("", "")


def _joined(first: WirePlan, second: WirePlan) -> WirePlan:
    return WirePlan(
        before=second.before if first.before == "none" else first.before,
        after=second.after if first.after == "none" else first.after,
        delay_ms=first.delay_ms or second.delay_ms,
        cut_bytes=first.cut_bytes or second.cut_bytes,
        body=second.body if first.body is None else first.body,
        status=second.status if first.body is None else first.status,
    )


def acts(plan: WirePlan) -> str:
    """Return what a plan does, joined by "+"; "clean" where the answer goes out whole."""
    if plan.is_clean:
        return "clean"
    if plan.before in {"reset", "hold"}:
        return f"before-{plan.before}"
    done = [
        name
        for name, is_done in (
            ("before-answer", not plan.is_seen),
            ("delay", plan.delay_ms > 0),
            ("body", plan.is_seen and plan.body is not None),
            ("cut", plan.cut_bytes > 0),
            (f"after-{plan.after}", plan.after != "none"),
        )
        if is_done
    ]
    return "+".join(done)
