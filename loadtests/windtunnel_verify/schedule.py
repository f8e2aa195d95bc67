"""A schedule: what is wanted, and the sparse list of what goes wrong. It is a run's replay."""

from collections.abc import Callable

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import MessageScope
from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import (
    FaultSpec,
    NumberSpec,
    Scope,
    TemplateSpec,
    TokenSpec,
    WorldSpec,
)
from windtunnel.engine.faults.connect_refused import ConnectRefused
from windtunnel_scenarios.listed import MARK, has_marker, intent_of
from windtunnel_scenarios.templates import library
from windtunnel_scenarios.texts import LIBRARY_SHELF, Shelf, shelf_of
from windtunnel_verify.happenings import AnyHappening

INTENTS_MAX = 100_000
WEBHOOK_WAITS = (("webhook-delay", "delay_ms"), ("webhook-duplicate", "after_ms"))
"""The webhook faults that let something wait, and their settings that say how long."""

FOR_EVER_US = 400 * 86_400 * 1_000_000
RECIPIENT = "5511999990001"


class Wanted(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message that the business wants sent; its index is its place in the schedule."""

    at_us: int = 0
    recipient: str = RECIPIENT
    number: str = "main"
    scope: MessageScope = "utility"
    text: str = ""
    template: str | None = None
    lang: str | None = None
    header: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    named: dict[str, str] = {}
    code: str | None = None
    deadline_us: int | None = None
    order_key: str | None = None


class PlannedFault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fault on one attempt of one intent: attempts count from 1, intents from 0.

    With a provider it strikes attempts there alone.
    """

    intent: int
    attempt: int = 1
    fault: str
    settings: dict[str, str | int | float | bool] = {}
    provider: str = ""


DrawFault = Callable[[int, int], tuple[PlannedFault, ...]]
"""(intent, attempt from 1) → the faults that are to strike it or its message's webhooks; asked
once, when the attempt arrives."""


class Inbound(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A customer's text; it opens the session window."""

    at_us: int = 0
    recipient: str = RECIPIENT
    number: str = "main"
    text: str = "hello"


class Crash(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The sender's process ends before its n-th step (from 1), and comes back after a while.

    With `at_us` it ends at that time instead, whatever it waits for.
    """

    step: int = 1
    at_us: int | None = None
    restart_after_us: int = 1_000_000


class Schedule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything that a run is made of, beside the sender and the seed.

    `faults` strike one attempt each, `timeline` whatever their scope holds, at their time. `crash`
    strikes the first life; `providers`, `profiles` and `tokens` are those of a world, which has
    one token unless said. `tail_us` is how long the run waits for the platform's timers once all
    else is quiet, and webhooks that faults put off longer are waited for, too. `templates` of None
    are the shipped library.
    """

    intents: tuple[Wanted, ...]
    faults: tuple[PlannedFault, ...] = ()
    timeline: tuple[FaultSpec, ...] = ()
    inbound: tuple[Inbound, ...] = ()
    happenings: tuple[AnyHappening, ...] = ()
    crash: Crash | None = None
    providers: tuple[str, ...] = ()
    numbers: tuple[NumberSpec, ...] = (NumberSpec(),)
    tokens: tuple[TokenSpec, ...] = ()
    profile: str = "meta-ci"
    profiles: dict[str, str] = {}
    not_on_whatsapp: float = 0.0
    templates: tuple[TemplateSpec, ...] | None = None
    switches: dict[str, str | int | float | bool] = {}
    epoch_s: int = 1_764_000_000
    tail_us: int = 3_600_000_000


def order(at_us: int = 0, **more: object) -> Wanted:
    """Return a wanted order confirmation, from the shipped library."""
    given = {"template": "order_confirmed", "lang": "en", "body": ("Ada", MARK, "$ 5.00")}
    return Wanted(at_us=at_us, **(given | more))  # type: ignore[arg-type]  # fields of Wanted


def intents_of(schedule: Schedule) -> list[Intent]:
    """Return the intents in order of time.

    Raises:
        ConfigError: too many, or one whose content holds no marker.
    """
    if len(schedule.intents) > INTENTS_MAX:
        raise ConfigError(f"{len(schedule.intents)} intents; at most {INTENTS_MAX} are allowed")
    shelf = LIBRARY_SHELF if schedule.templates is None else shelf_of(schedule.templates)
    found = [_intent(index, wanted, shelf) for index, wanted in enumerate(schedule.intents)]
    return sorted(found, key=lambda intent: intent.intended_us)


def spec_of(schedule: Schedule, seed: int) -> WorldSpec:
    """Return the world of a schedule."""
    return WorldSpec(
        seed=seed,
        providers=schedule.providers,
        profile=schedule.profile,
        profiles=dict(schedule.profiles),
        tokens=schedule.tokens or (TokenSpec(),),
        templates=library() if schedule.templates is None else schedule.templates,
        numbers=schedule.numbers,
        timeline=(*timeline_of(schedule.faults), *schedule.timeline),
        epoch_s=schedule.epoch_s,
        not_on_whatsapp=schedule.not_on_whatsapp,
        switches=dict(schedule.switches),
    )


def late_us(schedule: Schedule, drawn: tuple[PlannedFault, ...] = ()) -> int:
    """Return by how much webhooks may come later for the faults that strike them."""
    timeline = (*timeline_of((*schedule.faults, *drawn)), *schedule.timeline)
    return sum(
        max((_ms(spec, name) for spec in timeline if spec.kind == kind), default=0) * 1000
        for kind, name in WEBHOOK_WAITS
    )


def _ms(spec: FaultSpec, name: str) -> int:
    value = spec.settings.get(name)
    return value if isinstance(value, int) else 0


def _intent(index: int, wanted: Wanted, shelf: Shelf) -> Intent:
    if not has_marker(wanted):
        raise ConfigError(f"intents[{index}]: no part of its content holds {MARK}")
    return intent_of(
        wanted,
        index=index,
        flow="schedule",
        at_us=wanted.at_us,
        deadline_us=wanted.deadline_us,
        shelf=shelf,
    )


def timeline_of(faults: tuple[PlannedFault, ...]) -> tuple[FaultSpec, ...]:
    """Return one fault for each kind and settings, with all the attempts that it strikes."""
    pairs: dict[tuple[object, ...], list[PlannedFault]] = {}
    for fault in faults:
        key: tuple[object, ...] = (fault.fault, fault.provider, *sorted(fault.settings.items()))
        if fault.fault == ConnectRefused.kind:
            # It leaves no attempt, so its own end in the ledger says when it struck.
            key += (fault.intent, fault.attempt)
        pairs.setdefault(key, []).append(fault)
    return tuple(
        FaultSpec(
            kind=alike[0].fault,
            at_us=0,
            for_us=FOR_EVER_US,
            scope=Scope(
                provider=alike[0].provider or None,
                exact=tuple((fault.intent, fault.attempt) for fault in alike),
            ),
            settings=dict(alike[0].settings),
        )
        for alike in pairs.values()
    )
