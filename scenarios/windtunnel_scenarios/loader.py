"""From a file to a scenario; an error names file, line, key and rule, and the nearest word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios.flows import FLOWS
from windtunnel_scenarios.model import ScenarioModel

FILE_BYTES_MAX = 1_000_000
NUMBERS = (int, float)
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
    document = _parse(text, source)
    lines = _Lines(document, source)
    for key in LATER:
        if key in document:
            raise ConfigError(lines.say((key,), "is not supported by this release yet"))
    try:
        model = ScenarioModel.model_validate(_plain(document))
    except ValidationError as error:
        raise ConfigError(_first_error(error, lines)) from error
    _check_words(model, lines, known or Known())
    return Scenario(
        name=model.scenario, question=_question(text), text=text, source=source, model=model
    )


def _read(name_or_path: str) -> tuple[str, str]:
    path = Path(name_or_path)
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        if not path.is_file():
            raise ConfigError(f"{path}: no such scenario file")
        if path.stat().st_size > FILE_BYTES_MAX:
            raise ConfigError(f"{path}: larger than {FILE_BYTES_MAX} bytes")
        try:
            return str(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise ConfigError(f"{path}: not text in UTF-8: {error}") from error
    if name_or_path not in list_scenarios():
        hint = _nearest(name_or_path, tuple(list_scenarios()))
        raise ConfigError(
            f"no scenario {name_or_path!r}{hint}; shipped: {', '.join(list_scenarios())}; "
            "or give the path of a .yaml file"
        )
    entry = files("windtunnel_scenarios") / "catalog" / f"{name_or_path}.yaml"
    return f"{name_or_path}.yaml", entry.read_text(encoding="utf-8")


def _parse(text: str, source: str) -> Any:
    try:
        document = YAML(typ="rt").load(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{source}:{line}: not YAML: {error.problem}") from error
    except YAMLError as error:
        raise ConfigError(f"{source}: not YAML: {error}") from error
    if not isinstance(document, dict):
        raise ConfigError(f"{source}:1: a scenario is a mapping that begins with scenario: <name>")
    return document


def _plain(value: Any) -> Any:
    """Return a round-trip document as plain dictionaries, lists and scalars."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    # A number that remembers how it was written is a subclass, which no encoder takes.
    kind = next((kind for kind in NUMBERS if isinstance(value, kind)), None)
    return value if kind is None or isinstance(value, bool) else kind(value)


class _Lines:
    """Where each key of a document stands."""

    def __init__(self, document: Any, source: str) -> None:
        self._document = document
        self._source = source

    def say(self, path: tuple[str | int, ...], text: str) -> str:
        """Return "file:line: key.path text"."""
        name = ""
        for part in path:
            name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
        return f"{self._source}:{self.line(path)}: {name} {text}".replace(":  ", ": ")

    def line(self, path: tuple[str | int, ...]) -> int:
        """Return the line of the deepest part of a path that the document has."""
        node: Any = self._document
        line = 1
        for part in path:
            try:
                marks: Any = node.lc
                place = marks.item(part) if isinstance(part, int) else marks.key(part)
                line, node = place[0] + 1, node[part]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line


def _first_error(error: ValidationError, lines: _Lines) -> str:
    first = error.errors()[0]
    path = tuple(first["loc"])
    kind, found = first["type"], first.get("input")
    message = re.sub(r"^(Value error, )", "", first["msg"])
    if kind == "extra_forbidden":
        return lines.say(path, f"is not a key here{_nearest(str(path[-1]), _fields(path))}")
    if kind == "missing":
        return lines.say(path, "is missing")
    if kind == "value_error":
        return lines.say(path, message)
    return lines.say(path, f"is {found!r}; {message[0].lower()}{message[1:]}")


def _fields(path: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that the model allows where a path's last key stands."""
    schema = ScenarioModel.model_json_schema(by_alias=True)
    node: Any = schema
    for part in path[:-1]:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = node.get("items", {}) if isinstance(part, int) else node["properties"].get(part, {})
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return tuple(node.get("properties", {}))


def _check_words(model: ScenarioModel, lines: _Lines, known: Known) -> None:
    def check(path: tuple[str | int, ...], word: str, words: tuple[str, ...]) -> None:
        if words and word not in words:
            allowed = ", ".join(words)
            raise ConfigError(
                lines.say(path, f"is {word!r}{_nearest(word, words)}; known: {allowed}")
            )

    for path, name in _profiles(model):
        check(path, name, known.profiles)
    for place, provider in enumerate(model.providers):
        check(("providers", place), provider, known.providers)
    for path, provider in _providers(model):
        if provider not in model.providers:
            near = _nearest(provider, model.providers)
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


def _nearest(word: str, words: tuple[str, ...]) -> str:
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _question(text: str) -> str:
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").strip())
    return " ".join(lines)
