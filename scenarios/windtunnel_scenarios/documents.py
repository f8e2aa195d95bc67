"""A YAML document with the lines on which its keys stand, and its errors in words."""

import re
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from windtunnel.domain.errors import ConfigError

FILE_BYTES_MAX = 1_000_000
NUMBERS = (int, float)


class Lines:
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


def read_file(path: Path, what: str) -> str:
    """Return the text of a file.

    Raises:
        ConfigError: it is not there, too large, or not text.
    """
    if not path.is_file():
        raise ConfigError(f"{path}: no such {what} file")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise ConfigError(f"{path}: larger than {FILE_BYTES_MAX} bytes")
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not text in UTF-8: {error}") from error


def parse(text: str, source: str, *, begins: str) -> Any:
    """Return the mapping that a text holds.

    Raises:
        ConfigError: it is not YAML, or no mapping; `begins` says how one begins.
    """
    try:
        document = YAML(typ="rt").load(StringIO(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{source}:{line}: not YAML: {error.problem}") from error
    except YAMLError as error:
        raise ConfigError(f"{source}: not YAML: {error}") from error
    if not isinstance(document, dict):
        raise ConfigError(f"{source}:1: {begins}")
    return document


def plain(value: Any) -> Any:
    """Return a round-trip document as plain dictionaries, lists and scalars."""
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    # A number that remembers how it was written is a subclass, which no encoder takes.
    kind = next((kind for kind in NUMBERS if isinstance(value, kind)), None)
    return value if kind is None or isinstance(value, bool) else kind(value)


def first_error(error: ValidationError, lines: Lines, model: type[BaseModel]) -> str:
    """Return the first thing that is wrong with a document, in one line."""
    first = error.errors()[0]
    path = tuple(first["loc"])
    kind, found = first["type"], first.get("input")
    message = re.sub(r"^(Value error, )", "", first["msg"])
    if kind == "extra_forbidden":
        return lines.say(path, f"is not a key here{nearest(str(path[-1]), _fields(path, model))}")
    if kind == "missing":
        return lines.say(path, "is missing")
    if kind == "value_error":
        return lines.say(path, message)
    return lines.say(path, f"is {found!r}; {message[0].lower()}{message[1:]}")


def nearest(word: str, words: tuple[str, ...]) -> str:
    """Return the question whether the nearest of the words was meant, "" where none is near."""
    near = get_close_matches(word, words, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def question(text: str) -> str:
    """Return the comment with which a file begins, as one line."""
    lines = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.lstrip("# ").strip())
    return " ".join(lines)


def _fields(path: tuple[str | int, ...], model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys that the model allows where a path's last key stands."""
    schema = model.model_json_schema(by_alias=True)
    node: Any = schema
    for part in path[:-1]:
        if "$ref" in node:
            node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
        node = _below(node, part)
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]]
    return tuple(node.get("properties", {}))


def _below(node: Any, part: str | int) -> Any:
    if isinstance(part, int):
        return node.get("items", {})
    named = node.get("properties", {}).get(part)
    more = node.get("additionalProperties", {})
    return named or (more if isinstance(more, dict) else {})
