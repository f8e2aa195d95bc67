"""docs/senders.md against the code: every key and placeholder is there, and its example works."""

import asyncio
import re
from pathlib import Path

import pytest
from sender_world import FakeWorld, free_text

from windtunnel.domain.sender import Outcome
from windtunnel_load.adapters.service import (
    FIELDS,
    PLACES,
    ReadyModel,
    RequestModel,
    ServiceModel,
    load_service,
)
from windtunnel_load.senders import SHIPPED

PAGE = (Path(__file__).parents[3] / "docs" / "senders.md").read_text()
KEYS = {*ServiceModel.model_fields, *ReadyModel.model_fields, *RequestModel.model_fields}


def block(language):
    return re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[1]


@pytest.mark.parametrize("key", sorted(KEYS))
def test_each_key_of_a_sender_file_is_documented(key):
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize("name", [*FIELDS, *PLACES])
def test_each_placeholder_is_documented(name):
    assert f"`{{{name}}}`" in PAGE


@pytest.mark.parametrize("name", SHIPPED)
def test_each_shipped_sender_is_documented(name):
    assert f"| `{name}` |" in PAGE


def test_the_pages_file_can_be_loaded(tmp_path):
    path = tmp_path / "sender.yaml"
    path.write_text(block("yaml"))
    assert load_service(path).policy.attempts == 4


def test_the_pages_python_sender_sends():
    names = {}
    exec(block("python"), names)  # noqa: S102 - it is our own page

    async def go():
        world = FakeWorld()
        outcome = await names["create"](world).send(free_text())
        await world.http.aclose()
        return outcome

    assert asyncio.run(go()) == Outcome(state="accepted")
