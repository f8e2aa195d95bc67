"""A missing translation: the declared fallback stands in for it, each language once."""

import asyncio
import json
from dataclasses import replace

import pytest
from msgspec import structs
from sender_world import FakeWorld, accepted, intent_of, refused

from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.careful import CAREFUL
from windtunnel_load.senders.reference import Reference

MISSING = 132001


def sent(*answers, lang="pt", fallbacks=None, **wanted):
    """The languages of the calls, and the outcome."""
    world = FakeWorld(*answers)
    policy = structs.replace(CAREFUL.policy, language_fallbacks=fallbacks)

    async def go():
        sender = Reference(world, replace(CAREFUL, policy=policy))
        outcome = await sender.send(intent_of(lang=lang, **wanted))
        await sender.close()
        return outcome

    outcome = asyncio.run(go())
    bodies = [json.loads(call.content) for call in world.calls]
    return [body["template"]["language"]["code"] for body in bodies], outcome


@pytest.mark.parametrize(
    ("fallbacks", "missing", "languages", "state"),
    [
        (None, 1, ["pt"], "failed"),
        ({"fr": "en"}, 1, ["pt"], "failed"),
        ({"pt": "pt_BR"}, 0, ["pt"], "accepted"),
        ({"pt": "pt_BR"}, 1, ["pt", "pt_BR"], "accepted"),
        ({"pt": "pt_BR"}, 2, ["pt", "pt_BR"], "failed"),
        ({"pt": "pt_BR", "pt_BR": "en"}, 2, ["pt", "pt_BR", "en"], "accepted"),
        ({"pt": "pt_BR", "pt_BR": "pt"}, 2, ["pt", "pt_BR"], "failed"),
        ({"US": "es"}, 1, ["pt", "es"], "accepted"),
        ({"pt": "pt_BR", "US": "es"}, 2, ["pt", "pt_BR", "es"], "accepted"),
        ({"US": "pt"}, 1, ["pt"], "failed"),
    ],
    ids=[
        "none declared",
        "none for this one",
        "nothing is missing",
        "the declared one",
        "that one is missing, too",
        "its own fallback",
        "a circle",
        "the country's",
        "the country's comes last",
        "the same one",
    ],
)
def test_the_declared_fallback_stands_in(fallbacks, missing, languages, state):
    answers = [refused(MISSING)] * missing + [accepted()]
    went, outcome = sent(*answers, fallbacks=fallbacks, country="US")
    assert (went, outcome.state) == (languages, state)


def test_who_has_no_fallback_left_says_why():
    _, outcome = sent(refused(MISSING), fallbacks={})
    assert outcome == Outcome(state="failed", cause="template", code=MISSING)


def test_another_refusal_is_no_reason_for_another_language():
    went, outcome = sent(refused(131026), fallbacks={"pt": "pt_BR"})
    assert (went, outcome.cause) == (["pt"], "recipient")
