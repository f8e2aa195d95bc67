"""An OpenAPI document as the few values that its page shows."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

JSON = "application/json"
TOKEN_HEADER = "X-Windtunnel-Token"  # noqa: S105 - the name of the header, no token
_METHODS = ("get", "post", "put", "patch", "delete")
_ATTRIBUTES = re.compile(r"^    (\w+): (.*(?:\n     .*)*)", re.MULTILINE)
_PLACES = re.compile(r"\{(\w+)\}")
_FAILED = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A parameter, or a field of a body: `kind` in words, `default` and `example` as JSON."""

    name: str
    kind: str
    says: str = ""
    where: str = ""
    is_required: bool = False
    default: str = ""
    example: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What may come back: `shape` is the kind of its body."""

    status: str
    shape: str

    @property
    def is_good(self) -> bool:
        """Whether this is what was asked for."""
        return self.status.isdigit() and int(self.status) < _FAILED


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """One thing that can be asked."""

    method: str
    path: str
    tag: str
    says: str
    fields: tuple[Field, ...]
    body: str
    body_shape: str
    answers: tuple[Answer, ...]

    @property
    def id(self) -> str:
        """What links to it end with."""
        words = re.findall(r"\w+", self.path.removeprefix("/control"))
        return "-".join([self.method.lower(), *words])

    @property
    def example(self) -> str:
        """Its path with the examples in it."""
        path, asked = self.path, []
        for field in self.fields:
            if field.where == "path":
                path = path.replace(f"{{{field.name}}}", quote(field.example, safe=""))
            elif field.example:
                asked.append((field.name, field.example))
        return path + ("?" + urlencode(asked) if asked else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """A named kind of body, with its fields."""

    name: str
    says: str
    fields: tuple[Field, ...]


def routes_of(document: Mapping[str, Any]) -> Iterator[Route]:
    """Yield every route in the document's order."""
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if method in operations:
                yield _route(method.upper(), path, operations[method])


def shapes_of(document: Mapping[str, Any]) -> Iterator[Shape]:
    """Yield every named kind of body, by name."""
    for name, schema in sorted(document["components"]["schemas"].items()):
        says, _, told = schema.get("description", "").partition("\n\nAttributes:\n")
        of_fields = {field: " ".join(text.split()) for field, text in _ATTRIBUTES.findall(told)}
        required = schema.get("required", ())
        fields = tuple(
            Field(
                name=key,
                kind=kind_of(part),
                says=of_fields.get(key, ""),
                default=json.dumps(part["default"]) if "default" in part else "",
                is_required=key in required,
            )
            for key, part in schema.get("properties", {}).items()
        )
        yield Shape(name=name, says=says, fields=fields)


def kind_of(schema: Mapping[str, Any]) -> str:
    """Return a schema's kind in words: "list of NumberSpec", "valid, expired or revoked"."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "enum" in schema or "const" in schema:
        return _either([str(value) for value in schema.get("enum", [schema.get("const")])])
    if "anyOf" in schema:
        return _either(list(dict.fromkeys(kind_of(part) for part in schema["anyOf"])))
    kind = str(schema.get("type", "anything"))
    if kind == "array":
        parts = schema.get("prefixItems")
        inner = ", ".join(map(kind_of, parts)) if parts else kind_of(schema.get("items", {}))
        return f"list of {inner}"
    values = schema.get("additionalProperties")
    if kind == "object" and isinstance(values, Mapping):
        return f"object of {kind_of(values)}"
    return kind


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _route(method: str, path: str, operation: Mapping[str, Any]) -> Route:
    order = _PLACES.findall(path)
    found = [_field(raw) for raw in operation.get("parameters", ())]
    fields = [field for field in found if field.name != TOKEN_HEADER]
    fields.sort(key=lambda field: order.index(field.name) if field.name in order else len(order))
    schema = operation.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    examples = schema.get("examples", ())
    return Route(
        method=method,
        path=path,
        tag=operation["tags"][0],
        says=operation.get("description", operation["summary"]),
        fields=tuple(fields),
        body=json.dumps(examples[0], indent=2) if examples else "",
        body_shape=kind_of(schema) if schema else "",
        answers=tuple(_answer(*answer) for answer in operation["responses"].items()),
    )


def _field(raw: Mapping[str, Any]) -> Field:
    schema = raw["schema"]
    examples = schema.get("examples", ())
    return Field(
        name=raw["name"],
        kind=kind_of(schema),
        says=raw.get("description", ""),
        where=raw["in"],
        is_required=raw.get("required", False),
        default=json.dumps(schema["default"]) if "default" in schema else "",
        example=str(examples[0]) if examples else "",
    )


def _answer(status: str, raw: Mapping[str, Any]) -> Answer:
    content = raw.get("content", {})
    kind = next(iter(content), "")
    schema = content.get(JSON, {}).get("schema")
    return Answer(
        status="other" if status == "default" else status,
        shape=kind if schema is None else kind_of(schema),
    )
