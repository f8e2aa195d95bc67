"""sender.yaml: how to start a service, when it is ready, and what its request looks like."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from io import StringIO
from pathlib import Path
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy

FILE_BYTES_MAX = 262_144
PLACES = (
    "base_url",
    "token",
    "number_id",
    "account",
    "app_secret",
    "verify_token",
    "webhook_url",
    "port",
)
"""Placeholders of the environment and the command: {base_url}, {token}, ..."""

FIELDS = (
    "intent",
    "marker",
    "recipient",
    "country",
    "text",
    "template",
    "lang",
    "code",
    "params",
    "param1",
    "param2",
    "param3",
    "flow",
)
"""Placeholders of the request: {recipient}, {marker}, ..."""

_PLACE = re.compile(r"\{(\w+)\}")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadyModel(_Model):
    """When the service is ready: this path answers below 500."""

    path: str = Field("/", pattern="^/", description="asked with GET until it answers")
    within_s: float = Field(20.0, gt=0, le=300, description="how long to wait")


class RequestModel(_Model):
    """The request that asks the service to send one message."""

    method: Literal["POST", "PUT"] = "POST"
    path: str = Field(pattern="^/", description="may hold placeholders")
    headers: dict[str, str] = {}
    body: Any = Field(None, description="JSON; strings may hold placeholders")


class ServiceModel(_Model):
    """The whole file."""

    name: str = Field("service", max_length=80)
    start: list[str] = Field([], description="the command, as a list of words")
    folder: str = Field("", description="where it runs; the file's own folder unless said")
    url: str = Field("http://127.0.0.1:{port}", description="where it listens, loopback only")
    ready: ReadyModel = ReadyModel()
    environment: dict[str, str] = {}
    webhook_path: str = Field("", description="where it takes webhooks; empty: it takes none")
    request: RequestModel
    correlate: Literal["marker", "recipient", "opaque"] = "marker"
    outcome: Literal["none"] = Field("none", description="poll and callback come later")
    policy: dict[str, Any] = Field({"delivery": "undeclared"})


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A loaded file: its folder, its values, its policy."""

    name: str
    path: str
    folder: str
    model: ServiceModel
    policy: Policy


def load_service(path: Path) -> Service:
    """Load a sender.yaml.

    Raises:
        ConfigError: not found, not YAML, a wrong key or value, or an impossible policy.
    """
    if not path.is_file():
        raise ConfigError(f"{path}: no such file; http: wants the path of a sender.yaml")
    if path.stat().st_size > FILE_BYTES_MAX:
        raise ConfigError(f"{path}: larger than {FILE_BYTES_MAX} bytes")
    try:
        document = YAML(typ="rt").load(StringIO(path.read_text(encoding="utf-8")))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigError(f"{path}:{line}: not YAML: {error.problem}") from error
    if not isinstance(document, dict):
        raise ConfigError(f"{path}:1: must be a mapping with the keys start and request")
    try:
        model = ServiceModel.model_validate(msgspec.json.decode(msgspec.json.encode(document)))
    except ValidationError as error:
        raise ConfigError(_say(error, document, path)) from error
    _check_places(model, path)
    try:
        policy = msgspec.convert(model.policy, Policy)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: policy: {error}") from error
    policy.check()
    folder = (path.parent / model.folder).resolve()
    return Service(name=model.name, path=str(path), folder=str(folder), model=model, policy=policy)


def fill(value: Any, places: Mapping[str, Any]) -> Any:
    """Return a template with its placeholders in place; "{x}" alone keeps x's own type."""
    if isinstance(value, dict):
        return {key: fill(each, places) for key, each in value.items()}
    if isinstance(value, list):
        return [fill(each, places) for each in value]
    if not isinstance(value, str):
        return value
    alone = _PLACE.fullmatch(value)
    if alone and alone[1] in places:
        return places[alone[1]]
    return _PLACE.sub(lambda found: str(places.get(found[1], found[0])), value)


def _check_places(model: ServiceModel, path: Path) -> None:
    started = [*model.start, model.url, *model.environment.values()]
    asked = [model.request.path, *model.request.headers.values(), *_strings(model.request.body)]
    for texts, allowed in ((started, PLACES), (asked, (*FIELDS, *PLACES))):
        for text in texts:
            for name in _PLACE.findall(text):
                if name not in allowed:
                    near = get_close_matches(name, allowed, n=1)
                    hint = f"; did you mean {{{near[0]}}}?" if near else ""
                    raise ConfigError(
                        f"{path}: placeholder {{{name}}} is unknown{hint}; "
                        f"allowed here: {', '.join(allowed)}"
                    )


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in _strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in _strings(each)]
    return [value] if isinstance(value, str) else []


def _say(error: ValidationError, document: Any, path: Path) -> str:
    first = error.errors()[0]
    line, node = 1, document
    for part in first["loc"]:
        try:
            line = (node.lc.item(part) if isinstance(part, int) else node.lc.key(part))[0] + 1
            node = node[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            break
    name = ".".join(map(str, first["loc"]))
    if first["type"] == "extra_forbidden":
        near = get_close_matches(str(first["loc"][-1]), ServiceModel.model_fields, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{path}:{line}: {name} is not a key here{hint}"
    if first["type"] == "missing":
        return f"{path}:{line}: {name} is missing"
    return f"{path}:{line}: {name} is {first['input']!r}; {first['msg']}"
