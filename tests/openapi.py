"""A small reader of an OpenAPI document: what is wrong with a value under one of its schemas.

It knows the words that Meta's document uses. `allOf` is merged before `additionalProperties` is
looked at: the document closes the parts of a message that are open together.
"""

import os
import re
from pathlib import Path

import pytest
import yaml

VARIABLE = "WINDTUNNEL_META_OPENAPI"
KINDS = {
    "string": str,
    "object": dict,
    "array": list,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
PATTERN_IS_A_SLIP = "^[2-6, 11-14]$"
"""The document's pattern of a button's index holds footnote numbers; its own examples break it."""


def read_document():
    """Return the document that the environment names, or skip."""
    path = os.environ.get(VARIABLE)
    if not path:
        pytest.skip(
            f"{VARIABLE} is not set; run it with {VARIABLE}=<Meta's business-messaging-api "
            "OpenAPI file, from github.com/facebook/openapi> pytest tests/contract"
        )
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Document(yaml.load(Path(path).read_text(encoding="utf-8"), Loader=loader))  # noqa: S506


class Document:
    """One document."""

    def __init__(self, tree):
        self.tree = tree

    def operation(self, method, path):
        return self.tree["paths"][path][method]

    def answer(self, method, path):
        """Return the schema of a 200 in JSON."""
        content = self.operation(method, path)["responses"]["200"]["content"]
        return content["application/json"]["schema"]

    def body(self, method, path):
        """Return the JSON request body: its schema and its examples."""
        return self.operation(method, path)["requestBody"]["content"]["application/json"]

    def schema(self, name):
        return self.tree["components"]["schemas"][name]

    def wrong(self, value, schema, at="$"):
        """Return what is wrong with a value, in words; nothing where it fits."""
        schema = self._merged(schema)
        kind = schema.get("type")
        if kind and not _is(value, kind):
            return [f"{at}: {value!r} is no {kind}"]
        found = []
        if "enum" in schema and value not in schema["enum"]:
            found.append(f"{at}: {value!r} is none of {schema['enum']}")
        if isinstance(value, str):
            found += _wrong_text(value, schema, at)
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                found += self.wrong(item, schema["items"], f"{at}[{index}]")
        if isinstance(value, dict):
            found += self._wrong_object(value, schema, at)
        return found + self._wrong_choice(value, schema, at)

    def _wrong_object(self, value, schema, at):
        known = schema.get("properties", {})
        found = [f"{at}: no {name}" for name in schema.get("required", ()) if name not in value]
        for name, inner in value.items():
            if name in known:
                found += self.wrong(inner, known[name], f"{at}.{name}")
            elif schema.get("additionalProperties") is False:
                found.append(f"{at}: {name} is not allowed")
        return found

    def _wrong_choice(self, value, schema, at):
        choices = schema.get("oneOf") or schema.get("anyOf")
        mapping = schema.get("discriminator", {}).get("mapping")
        if mapping and isinstance(value, dict):
            name = value.get(schema["discriminator"]["propertyName"])
            if name not in mapping:
                return [f"{at}: {name!r} is none of {sorted(mapping)}"]
            choices = [{"$ref": mapping[name]}]
        if not choices or any(not self.wrong(value, one, at) for one in choices):
            return []
        return self.wrong(value, choices[0], at) if len(choices) == 1 else [f"{at}: fits none"]

    def _merged(self, schema):
        while "$ref" in schema:
            schema = self.schema(schema["$ref"].rpartition("/")[2])
        merged = {key: value for key, value in schema.items() if key != "allOf"}
        for one in schema.get("allOf", ()):
            part = {k: v for k, v in self._merged(one).items() if k != "discriminator"}
            merged["properties"] = part.get("properties", {}) | merged.get("properties", {})
            merged["required"] = [*merged.get("required", ()), *part.get("required", ())]
            merged = part | merged
        return merged


def _is(value, kind):
    return isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _wrong_text(value, schema, at):
    pattern = schema.get("pattern", "")
    if pattern not in {"", PATTERN_IS_A_SLIP} and not re.search(pattern, value):
        return [f"{at}: {value!r} does not match {pattern}"]
    if len(value) > schema.get("maxLength", len(value)):
        return [f"{at}: longer than {schema['maxLength']}"]
    return []
