"""docs/senders.md against the code: every key and placeholder is there, and its example works."""

import asyncio
import re
from pathlib import Path

import pytest
from sender_world import FakeWorld, free_text

from windtunnel.domain.sender import Intent, Outcome
from windtunnel_load.adapters.outcome import CallbackModel, OutcomeModel, PollModel
from windtunnel_load.adapters.service import (
    FIELDS,
    PLACES,
    ReadyModel,
    RequestModel,
    ServiceModel,
    load_service,
)
from windtunnel_load.host import lines
from windtunnel_load.senders import SHIPPED

PAGE = (Path(__file__).parents[3] / "docs" / "senders.md").read_text()
MODELS = (ServiceModel, ReadyModel, RequestModel, OutcomeModel, PollModel, CallbackModel)
KEYS = {key for model in MODELS for key in model.model_fields}

PARTS = (
    lines.OutcomeLine,
    lines.SeenLine,
    lines.EffectLine,
    lines.ToAgentLine,
    lines.WebhookStatusLine,
)
FIELDS_OF_LINES = [name for part in PARTS for name in part.__struct_fields__]
LINES = sorted({*lines.WORDS, "hello", "send", "webhook", "close", *FIELDS_OF_LINES})


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def block(language):
    return blocks(language)[0]


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


@pytest.mark.parametrize("text", [each for each in blocks("yaml") if "name:" in each])
def test_each_file_of_the_page_can_be_loaded(tmp_path, text):
    path = tmp_path / "sender.yaml"
    path.write_text(text)
    assert load_service(path).policy.horizon_s


@pytest.mark.parametrize("word", [*LINES, *Intent.__struct_fields__])
def test_each_word_of_the_lines_is_documented(word):
    assert f"`{word}`" in PAGE


def test_the_pages_python_sender_sends():
    names = {}
    exec(block("python"), names)  # noqa: S102 - it is our own page

    async def go():
        world = FakeWorld()
        outcome = await names["create"](world).send(free_text())
        await world.http.aclose()
        return outcome

    assert asyncio.run(go()) == Outcome(state="accepted")
