"""A YAML file with the line of each key, so that an error can say where."""

from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from windtunnel.domain.errors import ConfigError

FILE_BYTES_MAX = 262_144
DEPTH_MAX = 40
"""Deeper than any request; an alias to what holds it would have no end."""

Path_ = tuple[str | int, ...]
"""Keys and indexes from the top of a document to a value."""


class LinedFile:
    """A loaded mapping: `values` are plain, `say` names a place in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._document = _read(path)
        if not isinstance(self._document, dict):
            raise ConfigError(f"{path}:1: must be a mapping of keys to values")
        self.values: dict[str, Any] = self._plain(self._document, 0)

    def error(self, place: Path_, text: str) -> ConfigError:
        """Return the error "file:line: key text"."""
        name = ".".join(map(str, place))
        return ConfigError(f"{self._path}:{self._line(place)}: {name} {text}")

    def _line(self, place: Path_) -> int:
        line, node = 1, self._document
        for part in place:
            try:
                marks = node.lc
                found = marks.item(part) if isinstance(part, int) else marks.key(part)
                line, node = found[0] + 1, node[part]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line

    def _plain(self, value: Any, depth: int) -> Any:
        if depth > DEPTH_MAX:
            raise ConfigError(f"{self._path}: nested deeper than {DEPTH_MAX} levels")
        if isinstance(value, dict):
            return {str(key): self._plain(each, depth + 1) for key, each in value.items()}
        if isinstance(value, list):
            return [self._plain(each, depth + 1) for each in value]
        if value is None or isinstance(value, bool):
            return value
        for kind in (int, float, str):
            if isinstance(value, kind):
                return kind(value)
        return str(value)


def nearest(word: str, words: Any) -> str:
    """Return "; did you mean ...?", or nothing where no word is near."""
    near = get_close_matches(word, list(words), n=1, cutoff=0.5)
    return f"; did you mean {near[0]}?" if near else ""


def _read(path: Path) -> Any:
    if not path.is_file():
        raise ConfigError(f"{path}: no such file; http: wants the path of a sender.yaml")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise ConfigError(f"{path}: larger than {FILE_BYTES_MAX} bytes")
    try:
        return YAML(typ="rt").load(StringIO(path.read_text(encoding="utf-8")))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8: {error}") from error
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {error.problem}") from error
    except YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {error}") from error
