"""From a file to a scenario; an error names file, line, key and rule, and the nearest word."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios.documents import (
    Lines,
    first_error,
    nearest,
    parse,
    plain,
    question,
    read_file,
)
from windtunnel_scenarios.flows import FLOWS
from windtunnel_scenarios.model import ScenarioModel

BEGINS = "a scenario is a mapping that begins with scenario: <name>"
LATER = ("stop_when", "include", "do")
"""Keys of the design that this release does not act on; silence about them would be a lie."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """Words that only other floors know; an empty tuple means: not checked here."""

    invariants: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Scenario:
    """A loaded scenario: its name, the question it asks, the file's text, the values."""

    name: str
    question: str
    text: str
    source: str
    model: ScenarioModel


def list_scenarios() -> list[str]:
    """Return the names of the shipped scenarios, sorted."""
    folder = files("windtunnel_scenarios") / "catalog"
    names = (entry.name for entry in folder.iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_scenario(name_or_path: str, *, known: Known | None = None) -> Scenario:
    """Load a shipped scenario by name or a file by path.

    Raises:
        ConfigError: not found, not YAML, or a value that breaks a rule.
    """
    source, text = _read(name_or_path)
    document = parse(text, source, begins=BEGINS)
    lines = Lines(document, source)
    for key in LATER:
        if key in document:
            raise ConfigError(lines.say((key,), "is not supported by this release yet"))
    try:
        model = ScenarioModel.model_validate(plain(document))
    except ValidationError as error:
        raise ConfigError(first_error(error, lines, ScenarioModel)) from error
    _check_words(model, lines, known or Known())
    return Scenario(
        name=model.scenario, question=question(text), text=text, source=source, model=model
    )


def _read(name_or_path: str) -> tuple[str, str]:
    path = Path(name_or_path)
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        return str(path), read_file(path, "scenario")
    if name_or_path not in list_scenarios():
        hint = nearest(name_or_path, tuple(list_scenarios()))
        raise ConfigError(
            f"no scenario {name_or_path!r}{hint}; shipped: {', '.join(list_scenarios())}; "
            "or give the path of a .yaml file"
        )
    entry = files("windtunnel_scenarios") / "catalog" / f"{name_or_path}.yaml"
    return f"{name_or_path}.yaml", entry.read_text(encoding="utf-8")


def _check_words(model: ScenarioModel, lines: Lines, known: Known) -> None:
    def check(path: tuple[str | int, ...], word: str, words: tuple[str, ...]) -> None:
        if words and word not in words:
            allowed = ", ".join(words)
            raise ConfigError(
                lines.say(path, f"is {word!r}{nearest(word, words)}; known: {allowed}")
            )

    for path, name in _profiles(model):
        check(path, name, known.profiles)
    for place, provider in enumerate(model.providers):
        check(("providers", place), provider, known.providers)
    for path, provider in _providers(model):
        if provider not in model.providers:
            near = nearest(provider, model.providers)
            raise ConfigError(lines.say(path, f"is {provider!r}, which providers has not{near}"))
    for index, flow in enumerate(model.traffic):
        check(("traffic", index, "flow"), flow.flow, tuple(FLOWS))
    for index, entry in enumerate(model.timeline):
        check(("timeline", index, "fault"), entry.fault, known.faults)
    for index, invariant in enumerate(model.exercises):
        check(("exercises", index), invariant, known.invariants)


def _profiles(model: ScenarioModel) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(model.profile, dict):
        yield from ((("profile", provider), name) for provider, name in model.profile.items())
    elif model.profile:
        yield ("profile",), model.profile


def _providers(model: ScenarioModel) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield where a provider is named that must be among the scenario's own."""
    for index, number in enumerate(model.world.numbers):
        if number.provider:
            yield ("world", "numbers", index, "provider"), number.provider
    if isinstance(model.profile, dict):
        yield from ((("profile", provider), provider) for provider in model.profile)
    if model.providers:
        for index, entry in enumerate(model.timeline):
            if entry.provider is not None:
                yield ("timeline", index, "provider"), entry.provider
