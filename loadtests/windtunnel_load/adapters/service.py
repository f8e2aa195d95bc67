"""sender.yaml: how to start a service, when it is ready, and what its request looks like."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel.domain.policy import Policy
from windtunnel_load.adapters.from_environment import with_variables
from windtunnel_load.adapters.lines import LinedFile, Path_, nearest
from windtunnel_load.adapters.outcome import CallbackModel, OutcomeModel, PollModel, Told

PLACES = (
    "base_url",
    "token",
    "number_id",
    "account",
    "app_secret",
    "verify_token",
    "webhook_url",
    "outcome_url",
    "port",
)
"""Placeholders of the environment and the command: {base_url}, {token}, ..."""

FIELDS = (
    "intent",
    "marker",
    "recipient",
    "country",
    "number",
    "text",
    "template",
    "lang",
    "code",
    "params",
    "param1",
    "param2",
    "param3",
    "flow",
    "scope",
    "consent",
)
"""Placeholders of the request: {recipient}, {marker}, ..."""

CONSENT_FIELDS = ("recipient", "country", "scope", "evidence")
"""Placeholders of the request that tells of a consent."""

CONSENT = "{consent}"
_PLACE = re.compile(r"\{(\w+)\}")
_TEXTS = ("path", "headers", "body")
_WHERE = re.compile(r"at `\$\.([\w.]+)`")


Correlate = Literal["marker", "recipient", "opaque"]
"""How its calls are known: the marker is in them, only in their opaque data, or nowhere."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ReadyModel(_Model):
    """When the service is ready: this path answers below 500."""

    path: str = Field("/", pattern="^/", description="asked with GET until it answers")
    within_s: float = Field(20.0, gt=0, le=300, description="how long to wait")


class RequestModel(_Model):
    """A request to the service: to send one message, or to know of a consent."""

    method: Literal["POST", "PUT"] = "POST"
    path: str = Field(pattern="^/", description="may hold placeholders")
    headers: dict[str, str] = {}
    body: Any = Field(None, description="JSON; strings may hold placeholders")


class ServiceModel(_Model):
    """The whole file."""

    name: str = Field("service", max_length=80)
    start: list[str] = Field([], description="the command, as a list of words")
    folder: str = Field("", description="where it runs; the file's own folder unless said")
    url: str = Field(
        "http://127.0.0.1:{port}",
        pattern="^http://[^/]+$",
        description="where it listens: loopback only, and no path",
    )
    ready: ReadyModel = ReadyModel()
    environment: dict[str, str] = {}
    intercept: bool = Field(
        default=False, description="lead calls to the provider's built-in host here"
    )
    webhook_path: str = Field("", description="where it takes webhooks; empty: it takes none")
    request: RequestModel
    consents: RequestModel | None = Field(None, description="tells of a customer's consent")
    correlate: Correlate = Field("marker", description="how its calls are known")
    outcome: Told = Field(None, description="none: its 2xx is its promise")
    policy: dict[str, Any] = Field({"delivery": "undeclared"})


_PARTS: dict[str, type[BaseModel]] = {
    "ready": ReadyModel,
    "request": RequestModel,
    "outcome": OutcomeModel,
    "outcome.poll": PollModel,
    "outcome.callback": CallbackModel,
    "consents": RequestModel,
}


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A loaded file: its folder, its values, its policy."""

    name: str
    path: str
    folder: str
    model: ServiceModel
    policy: Policy

    @property
    def is_told_of_consents(self) -> bool:
        """True where it hears whose consent the business holds, by itself or with a message."""
        request = self.model.request
        asked = (request.path, request.headers, request.body)
        texts = (text for part in asked for _, text in _strings(part, ()))
        return self.model.consents is not None or any(CONSENT in text for text in texts)


def load_service(path: Path, *, has_keys: bool = False) -> Service:
    """Load a sender.yaml.

    Args:
        path: of the file.
        has_keys: whether the provider has idempotency keys.

    Raises:
        ConfigError: not found, not YAML, a wrong key or value, or an impossible policy.
    """
    file = LinedFile(path)
    try:
        model = ServiceModel.model_validate(with_variables(file))
    except ValidationError as error:
        raise _first_of(error, file) from error
    _check_places(model, file)
    _check_uses(model, file)
    policy = _policy_of(model, file, has_keys=has_keys)
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
    return _PLACE.sub(lambda found: _said(places.get(found[1], found[0])), value)


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _check_places(model: ServiceModel, file: LinedFile) -> None:
    parts: list[tuple[Path_, Any, tuple[str, ...]]] = [
        (("start",), model.start, PLACES),
        (("url",), model.url, PLACES),
        (("environment",), model.environment, PLACES),
        *_parts_of("request", model.request, (*FIELDS, *PLACES)),
        *_poll_places(model),
    ]
    if model.consents is not None:
        parts += _parts_of("consents", model.consents, (*CONSENT_FIELDS, *PLACES))
    for place, value, allowed in parts:
        for where, text in _strings(value, place):
            for name in _places(text):
                if name not in allowed:
                    raise file.error(
                        where,
                        f"has the unknown placeholder {{{name}}}{nearest(name, allowed)}; "
                        f"allowed here: {', '.join(allowed)}",
                    )


def _parts_of(
    name: str, request: RequestModel, allowed: tuple[str, ...]
) -> list[tuple[Path_, Any, tuple[str, ...]]]:
    return [((name, part), getattr(request, part), allowed) for part in _TEXTS]


def _poll_places(model: ServiceModel) -> Iterator[tuple[Path_, Any, tuple[str, ...]]]:
    poll = None if model.outcome is None else model.outcome.poll
    if poll is not None:
        yield ("outcome", "poll", "path"), poll.path, ("id", *PLACES)
        yield ("outcome", "poll", "headers"), poll.headers, ("id", *PLACES)


def _check_uses(model: ServiceModel, file: LinedFile) -> None:
    """Refuse a file whose parts do not belong together."""
    request = model.request
    told = [model.start, model.environment, request.path, request.headers, request.body]
    used = {name for _, text in _strings(told, ()) for name in _places(text)}
    if model.correlate == "opaque" and "marker" not in used:
        raise file.error(
            ("correlate",),
            "is opaque, so the service must be given the marker to pass on: put {marker} into the "
            "request",
        )
    callback = None if model.outcome is None else model.outcome.callback
    if callback is None and "outcome_url" in used:
        raise file.error(("outcome",), "is no callback, so there is no {outcome_url}")
    if callback is not None and "outcome_url" not in used and not callback.port:
        raise file.error(
            ("outcome", "callback"),
            "has no way to the service: put {outcome_url} into its environment, or name a port",
        )


def _places(text: str) -> list[str]:
    found: list[str] = _PLACE.findall(text)
    return found


def _strings(value: Any, place: Path_) -> Iterator[tuple[Path_, str]]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _strings(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _strings(each, (*place, index))
    elif isinstance(value, str):
        yield place, value


def _policy_of(model: ServiceModel, file: LinedFile, *, has_keys: bool) -> Policy:
    for name in model.policy:
        if name not in Policy.__struct_fields__:
            hint = nearest(name, Policy.__struct_fields__)
            raise file.error(("policy", name), f"is not a claim that a policy can make{hint}")
    try:
        policy = msgspec.convert(model.policy, Policy)
    except msgspec.ValidationError as error:
        found = _WHERE.search(str(error))
        place = tuple(found[1].split(".")) if found else ()
        said = str(error).partition(" - at ")[0].lower()
        raise file.error(("policy", *place), f"is wrong: {said}") from error
    try:
        policy.check(has_idempotency_keys=has_keys)
    except PolicyError as error:
        raise PolicyError(str(file.error(("policy",), f"cannot be kept: {error}"))) from error
    return policy


def _first_of(error: ValidationError, file: LinedFile) -> ConfigError:
    found = error.errors()
    # A key that is misspelt is missing, too; what is there says more.
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    place: Path_ = tuple(first["loc"])
    if first["type"] == "extra_forbidden":
        model = _PARTS.get(".".join(map(str, place[:-1])), ServiceModel)
        return file.error(place, f"is not a key here{nearest(str(place[-1]), model.model_fields)}")
    if first["type"] == "missing":
        return file.error(place, "is missing")
    if first["type"] == "value_error":
        return file.error(place, first["msg"].removeprefix("Value error, "))
    return file.error(place, f"is {first['input']!r}; {first['msg'].lower()}")
