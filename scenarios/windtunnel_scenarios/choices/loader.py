"""From a file to a choice; an error names file, line, key and rule."""

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from windtunnel.domain.errors import ConfigError
from windtunnel_scenarios.choices.model import ChoiceModel
from windtunnel_scenarios.documents import (
    Lines,
    first_error,
    nearest,
    parse,
    plain,
    question,
    read_file,
)

FOLDER = "choices"
BEGINS = "a choice is a mapping that begins with choice: <name>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A loaded choice: its name, the question it asks, the file's text, the values."""

    name: str
    question: str
    text: str
    model: ChoiceModel


def list_choices() -> list[str]:
    """Return the names of the shipped choices, sorted."""
    names = (entry.name for entry in (files("windtunnel_scenarios") / FOLDER).iterdir())
    return sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml"))


def load_choice(
    name_or_path: str, *, faults: tuple[str, ...] = (), providers: tuple[str, ...] = ()
) -> Choice:
    """Load a shipped choice by name, or a file by path.

    Args:
        name_or_path: which one.
        faults: kinds of faults that an incident may name; empty: not checked here.
        providers: whose incidents there may be; empty: not checked here.

    Raises:
        ConfigError: not found, not YAML, or a value that breaks a rule.
    """
    source, text = _read(name_or_path)
    document = parse(text, source, begins=BEGINS)
    lines = Lines(document, source)
    try:
        model = ChoiceModel.model_validate(plain(document))
    except ValidationError as error:
        raise ConfigError(first_error(error, lines, ChoiceModel)) from error
    for index, incident in enumerate(model.incidents):
        for key, known in (("fault", faults), ("provider", providers)):
            named = getattr(incident, key)
            if known and named not in known:
                said = f"is {named!r}{nearest(named, known)}; known: {', '.join(known)}"
                raise ConfigError(lines.say(("incidents", index, key), said))
    return Choice(name=model.choice, question=question(text), text=text, model=model)


def _read(name_or_path: str) -> tuple[str, str]:
    path = Path(name_or_path)
    if path.suffix in {".yaml", ".yml"} or path.is_file():
        return str(path), read_file(path, "choice")
    shipped = list_choices()
    if name_or_path not in shipped:
        raise ConfigError(
            f"no choice {name_or_path!r}{nearest(name_or_path, tuple(shipped))}; shipped: "
            f"{', '.join(shipped)}; or give the path of a .yaml file"
        )
    entry = files("windtunnel_scenarios") / FOLDER / f"{name_or_path}.yaml"
    return f"{name_or_path}.yaml", entry.read_text(encoding="utf-8")
