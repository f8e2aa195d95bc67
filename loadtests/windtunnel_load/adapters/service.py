"""sender.yaml: how to start a service, when it is ready, and what its request looks like."""

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel.domain.policy import Policy
from windtunnel_load.adapters.from_environment import with_variables
from windtunnel_load.adapters.lines import LinedFile, Path_, nearest
from windtunnel_load.adapters.outcome import CallbackModel, OutcomeModel, PollModel, Told
from windtunnel_load.adapters.places import OF_PROVIDER, PLACES, places_in, strings_in

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
    webhook_path: str | dict[str, str] = Field(
        "", description="where it takes webhooks, by provider where that differs; empty: none"
    )
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

    def webhook_urls(self, url: str, providers: Iterable[str]) -> dict[str, str]:
        """Return where it takes the webhooks of each provider of a world.

        Args:
            url: where it listens.
            providers: those of the world; those of several share a path, each with its name.
        """
        path, names = self.model.webhook_path, tuple(providers)
        if isinstance(path, dict):
            return {name: f"{url}{path[name]}" for name in names if name in path}
        if not path:
            return {}
        return {name: f"{url}{path}" + (f"/{name}" if len(names) > 1 else "") for name in names}

    def check_providers(self, providers: Collection[str]) -> None:
        """Refuse a placeholder of a provider that a world has not.

        Raises:
            ConfigError: there is one.
        """
        model = self.model
        told = [model.start, model.url, model.environment, _request_texts(model.request)]
        told += [value for _, value, _ in _poll_places(model)]
        told += [] if model.consents is None else [_request_texts(model.consents)]
        for _, text in strings_in(told):
            for name in places_in(text):
                provider = name.rpartition(".")[0]
                if provider and provider not in providers:
                    raise ConfigError(
                        f"{self.path}: {{{name}}} is of {provider}, and the world has "
                        f"{' and '.join(providers)}; add --provider, or leave it out"
                    )

    @property
    def is_told_of_consents(self) -> bool:
        """True where it hears whose consent the business holds, by itself or with a message."""
        request = self.model.request
        asked = (request.path, request.headers, request.body)
        texts = (text for part in asked for _, text in strings_in(part))
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


def _request_texts(request: RequestModel) -> list[Any]:
    return [getattr(request, part) for part in _TEXTS]


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
        for where, text in strings_in(value, place):
            for name in places_in(text):
                if name not in allowed and name.rpartition(".")[2] not in OF_PROVIDER:
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
    used = {name for _, text in strings_in(told) for name in places_in(text)}
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
