"""Which invariants a run must keep: what always applies, what is claimed, and what happened."""

from collections.abc import Callable, Collection, Iterator

import msgspec

from windtunnel.domain.catalog import Catalog
from windtunnel.domain.facts import OptOutFact, TemplateStateFact
from windtunnel.domain.policy import Policy
from windtunnel_reports.cases import Case, Cases
from windtunnel_reports.customers import scopes_of
from windtunnel_reports.invariants import INVARIANTS
from windtunnel_reports.invariants.r11_code_specific_waits import LIMITERS
from windtunnel_reports.invariants.r19_opt_out_honoured import OPTED_OUT
from windtunnel_reports.invariants.r21_template_state import GONE


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a run: its claims, its reports, its cases, and whether it is a soak."""

    policy: Policy
    reports: frozenset[str]
    cases: Cases
    soak: bool


def required_by(
    policy: Policy, reports: Collection[str], cases: Cases, *, soak: bool = False
) -> tuple[str, ...]:
    """Return the ids of the invariants that a run must keep, in order.

    What is declared by no bound or claim is not required, and what the adapter cannot report
    neither. A required invariant that a small run did not test stays untested there: add runs up
    with `merge_verdicts` before a gate asks.

    Args:
        policy: what the sender claims.
        reports: what its adapter can tell: "outcome", "cause", "effect".
        cases: what happened.
        soak: whether the run is long and busy enough for rates and means.
    """
    run = Asked(policy=policy, reports=frozenset(reports), cases=cases, soak=soak)
    return tuple(
        name
        for name, invariant in sorted(INVARIANTS.items())
        if invariant.needs <= run.reports and _APPLIES[name](run)
    )


def _always(_run: Asked) -> bool:
    return True


def _is_bounded(run: Asked) -> bool:
    return run.policy.attempts is not None or run.policy.horizon_s is not None


def _claims(name: str, *, soak: bool = False) -> Callable[[Asked], bool]:
    """Return what holds where this is claimed, in a soak if it takes one."""

    def holds(run: Asked) -> bool:
        claim = getattr(run.policy, name)
        return claim is not None and claim is not False and (run.soak or not soak)

    return holds


def _at_least_once(run: Asked) -> bool:
    return run.policy.delivery == "at-least-once" and _is_bounded(run)


def _provider_idempotent(run: Asked) -> bool:
    return run.policy.delivery == "provider-idempotent"


def _asked_for_retry_after(run: Asked) -> bool:
    return any(a.answer is not None and a.answer.retry_after_s for a in run.cases.attempts)


def _has_opt_out(run: Asked) -> bool:
    codes = {status.code for case in _cases(run) for status in case.statuses}
    codes |= {a.answer.code for a in run.cases.attempts if a.answer is not None}
    return bool(run.cases.of_kind(OptOutFact)) or OPTED_OUT in codes


def _has_catalog(run: Asked, holds: Callable[[Catalog], bool]) -> bool:
    """Return whether a provider of the run is so; a ledger without catalogs has any."""
    catalogs = run.cases.catalogs.values()
    return not catalogs or any(map(holds, catalogs))


def _has_limits(run: Asked) -> bool:
    return _has_catalog(run, _knows_limits)


def _knows_limits(catalog: Catalog) -> bool:
    codes = catalog.codes.values()
    return any(code.wait_s is not None and code.limiter in LIMITERS for code in codes)


def _can_isolate(run: Asked) -> bool:
    """Say whether something less than a number can be limited, in a run that is long enough."""
    return run.soak and _has_catalog(run, _knows_small_limits)


def _knows_small_limits(catalog: Catalog) -> bool:
    return any(code.limiter in ("pair", "template") for code in catalog.codes.values())


def _has_free_form(run: Asked) -> bool:
    has_windows = _has_catalog(run, lambda catalog: catalog.window_s is not None)
    return has_windows and any(
        case.intent is not None and case.intent.form == "free" for case in _cases(run)
    )


def _has_template_event(run: Asked) -> bool:
    facts = run.cases.of_kind(TemplateStateFact)
    return any(fact.event is not None and fact.state in GONE for fact in facts)


def _has_deadline(run: Asked) -> bool:
    return any(
        case.intent is not None and case.intent.deadline is not None for case in _cases(run)
    )


def _is_ordered(run: Asked) -> bool:
    keyed = any(case.intent is not None and case.intent.order_key for case in _cases(run))
    return bool(run.policy.ordering) and keyed


def _receives(run: Asked) -> bool:
    tries = (push for pushes in run.cases.pushes.values() for push in pushes)
    return any(push.http is not None for push in tries)


def _is_tempted_by_webhooks(run: Asked) -> bool:
    """Say whether forged webhooks can be told, or a crash can take what was acknowledged."""
    can_tell = bool(run.cases.crashes) or _has_catalog(run, lambda catalog: catalog.signs)
    return _receives(run) and can_tell


def _has_languages(run: Asked) -> bool:
    has_templates = _has_catalog(run, lambda catalog: catalog.has_templates)
    return run.policy.language_fallbacks is not None and has_templates


def _has_marketing(run: Asked) -> bool:
    return any("marketing" in scopes_of(case) for case in _cases(run))


def _has_two_ways(run: Asked) -> bool:
    ways = {(a.fact.provider, a.fact.number) for a in run.cases.attempts}
    ways |= {("", case.intent.number) for case in _cases(run) if case.intent is not None}
    numbers = {number for _, number in ways}
    return run.soak and run.policy.fallback_after_s is not None and len(numbers) > 1


def _cases(run: Asked) -> Iterator[Case]:
    return iter(run.cases.by_index.values())


_APPLIES: dict[str, Callable[[Asked], bool]] = {
    "R01": _always,
    "R02": _always,
    "R03": _always,
    "R04": _always,
    "R05": _always,
    "R06": _at_least_once,
    "R07": _always,
    "R08": _provider_idempotent,
    "R09": _always,
    "R10": _asked_for_retry_after,
    "R11": _has_limits,
    "R12": _claims("backoff", soak=True),
    "R13": _claims("backoff", soak=True),
    "R14": _is_bounded,
    "R15": _claims("retry_budget", soak=True),
    "R16": _claims("breaker_probe_per_s", soak=True),
    "R17": _claims("recover_within_s", soak=True),
    "R18": _can_isolate,
    "R19": _has_opt_out,
    "R20": _has_free_form,
    "R21": _has_template_event,
    "R22": _has_deadline,
    "R23": _is_ordered,
    "R24": _receives,
    "R25": _is_tempted_by_webhooks,
    "R26": _has_marketing,
    "R27": _claims("frequency_cap"),
    "R28": _has_languages,
    "R29": _has_two_ways,
    "R30": _always,
    "R31": _claims("support_within_s"),
    "R32": _claims("contacts"),
}
