"""Whether a fault is possible at all: its id, its times, and every field of its scope."""

from dataclasses import fields

from windtunnel.domain.countries import CALLING_CODES, UNKNOWN
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.worldspec import NAME_MAX, FaultSpec, Scope
from windtunnel.engine.faults.nearest import proposal

TIME_US_MAX = 100 * 31_557_600 * 1_000_000
"""A hundred years: no fault begins or ends later."""

RECIPIENTS_MAX = 100_000
EXACT_MAX = 100_000
COUNTRIES = (*CALLING_CODES.values(), UNKNOWN)


def check_spec(spec: FaultSpec, *, scope_fields: frozenset[str]) -> None:
    """Check a fault whose kind can be limited by these fields of a scope.

    Raises:
        ConfigError: what was found, what is allowed.
    """
    _check_scope_fields(spec, scope_fields)
    _check_own(spec)
    _check_numbers(spec)
    _check_words(spec)
    _check_lists(spec)


def _check_own(spec: FaultSpec) -> None:
    for name, value, least in (("for_us", spec.for_us, 1), ("at_us", spec.at_us or 0, 0)):
        if not least <= value <= TIME_US_MAX:
            raise ConfigError(
                f"fault {spec.kind}: {name} is {value}; must be {least} to {TIME_US_MAX}"
            )
    if len(spec.id) > NAME_MAX:
        raise ConfigError(
            f"fault {spec.kind}: id has {len(spec.id)} characters; at most {NAME_MAX} are allowed"
        )


def _check_scope_fields(spec: FaultSpec, allowed: frozenset[str]) -> None:
    for field in fields(Scope):
        if getattr(spec.scope, field.name) is not None and field.name not in allowed:
            raise ConfigError(
                f"fault {spec.kind}: scope.{field.name} cannot limit this kind; "
                f"allowed are {', '.join(sorted(allowed))}"
            )


def _check_numbers(spec: FaultSpec) -> None:
    scope = spec.scope
    for name in ("share", "chance"):
        value = getattr(scope, name)
        if value is not None and not 0 <= value <= 1:
            raise ConfigError(f"fault {spec.kind}: scope.{name} is {value}; must be 0 to 1")
    for name in ("first", "every"):
        value = getattr(scope, name)
        if value is not None and value < 1:
            raise ConfigError(f"fault {spec.kind}: scope.{name} is {value}; must be 1 or more")


def _check_lists(spec: FaultSpec) -> None:
    scope = spec.scope
    for name, bound in (("recipients", RECIPIENTS_MAX), ("exact", EXACT_MAX)):
        value = getattr(scope, name)
        if value is not None and not 0 < len(value) <= bound:
            raise ConfigError(
                f"fault {spec.kind}: scope.{name} has {len(value)} entries; must be 1 to {bound}"
            )
    for pair in scope.exact or ():
        index, attempt_no = pair
        if index < 0 or attempt_no < 1:
            raise ConfigError(
                f"fault {spec.kind}: scope.exact has {tuple(pair)}; must be "
                "(intent index from 0, attempt number from 1)"
            )


def _check_words(spec: FaultSpec) -> None:
    country, template = spec.scope.country, spec.scope.template or ""
    if country is not None and country not in COUNTRIES:
        raise ConfigError(
            f"fault {spec.kind}: scope.country is {country[:NAME_MAX]!r}; "
            f"{proposal(country[:NAME_MAX], COUNTRIES)}"
        )
    if len(template) > NAME_MAX:
        raise ConfigError(
            f"fault {spec.kind}: scope.template has {len(template)} characters; "
            f"at most {NAME_MAX} are allowed"
        )
