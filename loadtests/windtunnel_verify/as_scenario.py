"""A schedule as a scenario file, and a scenario's plan as a schedule."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import msgspec
from ruamel.yaml import YAML

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Intent
from windtunnel.domain.worldspec import FaultSpec, NumberSpec
from windtunnel_scenarios import Plan
from windtunnel_scenarios.exact_plan import Planned
from windtunnel_scenarios.listed import MARK
from windtunnel_scenarios.texts import said
from windtunnel_verify.happenings import AnyHappening, Happening
from windtunnel_verify.schedule import Crash, Inbound, PlannedFault, Schedule, Wanted

_UNITS = (("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000))
_LATE = ("deadline", "overlap", "restart_after")
DRAIN_S = 20


def scenario_text(
    schedule: Schedule,
    *,
    name: str,
    question: str,
    seed: int,
    exercises: tuple[str, ...] = (),
    drain_s: float = DRAIN_S,
) -> str:
    """Return a scenario file that plays a schedule, with the question as its comment."""
    document: dict[str, Any] = {
        "scenario": name,
        "seed": seed,
        "starts": datetime.fromtimestamp(schedule.epoch_s, UTC).isoformat(timespec="seconds"),
        **_world(schedule),
    }
    document["messages"] = [_message(wanted) for wanted in schedule.intents]
    happens = _happenings(schedule)
    if happens:
        document["happenings"] = happens
    timeline = [*map(_fault, schedule.faults), *map(_disturbance, schedule.timeline)]
    if timeline:
        document["timeline"] = timeline
    if exercises:
        document["exercises"] = list(exercises)
    document["gates"] = ["invariants kept"]
    document["drain"] = f"{drain_s:g}s"
    comment = "".join(f"# {line}\n" for line in question.splitlines())
    return comment + _yaml(document)


def schedule_of(plan: Plan, *, intents: tuple[Intent, ...] | None = None) -> Schedule:
    """Return the schedule that a scenario's plan is in virtual time.

    Args:
        plan: of a scenario with traffic or with listed messages.
        intents: some of its intents; all unless said.

    Raises:
        ConfigError: its plan has messages whose places have a gap.
    """
    chosen = sorted(plan.intents if intents is None else intents, key=lambda intent: intent.intent)
    world = plan.world
    return Schedule(
        intents=tuple(map(wanted_of, chosen)),
        faults=tuple(fault for spec in world.timeline for fault in _exact(spec)),
        timeline=tuple(spec for spec in world.timeline if spec.scope.exact is None),
        inbound=tuple(_inbound(each) for each in plan.happenings if each.what == "text"),
        happenings=tuple(
            _happening(each) for each in plan.happenings if each.what not in {"text", "crash"}
        ),
        crash=next((_crash(each) for each in plan.happenings if each.what == "crash"), None),
        providers=world.providers,
        numbers=world.numbers,
        tokens=world.tokens if len(world.tokens) > 1 else (),
        profile=world.profile,
        profiles=dict(world.profiles),
        not_on_whatsapp=world.not_on_whatsapp or 0.0,
        templates=world.templates,
        switches=dict(world.switches),
        epoch_s=world.epoch_s,
    )


def wanted_of(intent: Intent) -> Wanted:
    """Return an intent of a plan as a schedule names it: its marker becomes a place for one.

    What its template says of itself is left out.
    """
    marker = intent.marker

    def unmarked(text: str) -> str:
        return text.replace(marker, MARK)

    return Wanted(
        at_us=intent.intended_us,
        recipient=intent.recipient,
        number=intent.number,
        scope=intent.scope,
        text="" if intent.text == said(intent) else unmarked(intent.text),
        template=intent.template,
        lang=intent.lang,
        header=tuple(map(unmarked, intent.header)),
        body=tuple(map(unmarked, intent.body)),
        named={name: unmarked(text) for name, text in intent.named.items()},
        code=None if intent.code is None else unmarked(intent.code),
        deadline_us=intent.deadline_us,
        order_key=intent.order_key,
    )


def time_text(us: int) -> str:
    """Return a duration as a scenario writes it: "25h", "90s", "1500ms", "7us"."""
    for unit, size in _UNITS:
        if us and us % size == 0:
            return f"{us // size}{unit}"
    if us % 1000 == 0:
        return f"{us // 1000}ms" if us else "0s"
    return f"{us}us"


def _message(wanted: Wanted) -> dict[str, Any]:
    found = _timed(msgspec.to_builtins(wanted))
    # Defaults that a reader wants to see, and values that YAML would take for numbers.
    return {"at": time_text(wanted.at_us), "recipient": wanted.recipient} | found


def _happenings(schedule: Schedule) -> list[dict[str, Any]]:
    found: list[tuple[int, dict[str, Any]]] = []
    for text in schedule.inbound:
        told = {"what": "text", "recipient": text.recipient, "text": text.text}
        found.append((text.at_us, told | _timed(msgspec.to_builtins(text))))
    found += [(happening.at_us, _named(happening)) for happening in schedule.happenings]
    if schedule.crash is not None:
        crash = schedule.crash
        if crash.at_us is None:
            found.append((0, {"what": "crash", "step": crash.step}))
        else:
            found.append((crash.at_us, {"what": "crash"}))
        found[-1][1]["restart_after"] = time_text(crash.restart_after_us)
    ordered = sorted(found, key=lambda pair: pair[0])
    return [{"at": time_text(at_us)} | fields for at_us, fields in ordered]


def _named(happening: Happening) -> dict[str, Any]:
    fields = _timed(msgspec.to_builtins(happening))
    if "by_us" in fields:
        by_us = fields.pop("by_us")
        fields["by"] = time_text(by_us) if by_us >= 0 else f"-{time_text(-by_us)}"
    return fields


def _timed(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields with times as durations, under their names without `_us`."""
    fields.pop("at_us", None)
    for name in _LATE:
        value = fields.pop(f"{name}_us", None)
        if value is not None:
            fields[name] = time_text(value)
    return fields


def _fault(fault: PlannedFault) -> dict[str, Any]:
    told = {"intent": fault.intent, "attempt": fault.attempt, "fault": fault.fault}
    return {**told, **({"provider": fault.provider} if fault.provider else {}), **fault.settings}


def _disturbance(spec: FaultSpec) -> dict[str, Any]:
    scope = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(spec.scope).items()
        if value is not None
    }
    times = {"at": time_text(spec.at_us or 0), "for": time_text(spec.for_us)}
    return {**times, "fault": spec.kind, **scope, **spec.settings}


def _world(schedule: Schedule) -> dict[str, Any]:
    """Return what a scenario says of providers and world, where it is not the usual."""
    world: dict[str, Any] = {}
    if schedule.numbers and schedule.numbers != (NumberSpec(),):
        world["numbers"] = [_number(spec) for spec in schedule.numbers]
    if schedule.not_on_whatsapp:
        world["audience"] = {"not_on_whatsapp": schedule.not_on_whatsapp}
    if schedule.switches:
        world["switches"] = dict(schedule.switches)
    told = {
        "providers": list(schedule.providers),
        "profile": _profile(schedule),
        "world": world,
    }
    return {key: value for key, value in told.items() if value}


def _profile(schedule: Schedule) -> str | dict[str, str]:
    """Return a scenario's profile: of the first provider, or by provider."""
    first = {each: schedule.profile for each in schedule.providers[:1] if schedule.profile}
    return {**first, **schedule.profiles} if schedule.profiles else schedule.profile


def _number(spec: NumberSpec) -> dict[str, Any]:
    told = {
        "provider": spec.provider,
        "throughput_per_s": spec.throughput_per_s,
        "settings": dict(spec.settings),
    }
    return {"id": spec.name} | {key: value for key, value in told.items() if value}


def _exact(spec: FaultSpec) -> list[PlannedFault]:
    return [
        PlannedFault(
            intent=intent,
            attempt=attempt,
            fault=spec.kind,
            settings=spec.settings,
            provider=spec.scope.provider or "",
        )
        for intent, attempt in spec.scope.exact or ()
    ]


def _inbound(planned: Planned) -> Inbound:
    found: Inbound = _converted(planned.at_us, planned.fields, Inbound)
    return found


def _crash(planned: Planned) -> Crash:
    fields = dict(planned.fields)
    if "step" in fields:
        return msgspec.convert(fields, Crash)
    found: Crash = _converted(planned.at_us, fields, Crash)
    return found


def _happening(planned: Planned) -> AnyHappening:
    fields = {"what": planned.what, **planned.fields}
    found: AnyHappening = _converted(planned.at_us, fields, AnyHappening)
    return found


def _converted(at_us: int, fields: Mapping[str, Any], kind: Any) -> Any:
    try:
        return msgspec.convert({"at_us": at_us, **fields}, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(f"happening {dict(fields)}: {error}") from error


def _yaml(document: Mapping[str, Any]) -> str:
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 4_096
    out = StringIO()
    yaml.dump(dict(document), out)
    return out.getvalue()
