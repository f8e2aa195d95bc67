"""R32: what breaks it, its nearest legal neighbours, and what leaves it untested."""

import pytest
from ledgers import us
from ledgers_long import LongRun

from windtunnel.domain.facts import NumberChangedFact

WITH_NINE, WITHOUT = "5511999990001", "551199990001"


def met(first, second, *, forms=(WITH_NINE, WITHOUT), person=WITH_NINE, **policy):
    """A person writes twice, under two forms, and gets these contacts."""
    run = LongRun(**{"contacts": True, **policy})
    for place, (form, contact) in enumerate(zip(forms, (first, second), strict=True)):
        run.writes(f"in{place}", at=1 + place, recipient=form, person=person)
        run.effect(f"in{place}", "read", at=1.5 + place, contact=contact)
    return run.quiet()


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (met("c1", "c2"), "broken"),
        (met("c1", "c1"), "kept"),
        (met("c1", "c2", contacts=None), "untested"),
        (met("c1", None), "untested"),
        (met("c1", "c1", forms=(WITHOUT, WITHOUT)), "untested"),
        (met("c1", "c2", forms=(WITHOUT, WITHOUT)), "broken"),
        (met("c1", "c2", person=""), "broken"),
        (met("c1", "c2", person="", forms=(WITH_NINE, "5511999990002")), "untested"),
    ],
    ids=[
        "two contacts",
        "one contact",
        "not declared",
        "not reported",
        "one form",
        "one form, two contacts",
        "nobody said who it is",
        "two people",
    ],
)
def test_the_contacts_of_a_person(run, word):
    assert run.word("R32") == word


@pytest.mark.parametrize(("contact", "word"), [("c1", "kept"), ("c2", "broken")])
def test_a_status_is_of_the_person_whom_the_message_was_for(contact, word):
    run = met("c1", "c1").wants(recipient=WITHOUT).tries(at=5, recipient=WITHOUT).answers(at=5)
    run.status("sent", at=5.1, acked=6).effect("m1:sent", "sent", at=6, contact=contact)
    assert run.word("R32") == word


@pytest.mark.parametrize(("contact", "word"), [("c1", "kept"), ("c2", "broken")])
def test_a_changed_number_is_the_same_person(contact, word):
    run = met("c1", "c1", forms=(WITH_NINE, WITH_NINE))
    run.facts.append(
        NumberChangedFact(
            t=us(5), event="nc1", recipient=WITH_NINE, new="5511888880001", person=WITH_NINE
        )
    )
    run.push("nc1", at=5.5)
    run.writes("in9", at=6, recipient="5511888880001", person="")
    run.effect("in9", "read", at=6.5, contact=contact).effect("nc1", "moved", at=7, contact="c1")
    assert run.word("R32") == word


def moved(*, heard, wrote=6.0, met=6.5):
    """A person's number changes at 5; they write from the new one, and get another contact."""
    new = "5511888880001"
    run = LongRun(contacts=True).writes("in0", at=1, recipient=WITH_NINE, person=WITH_NINE)
    run.effect("in0", "read", at=1.5, contact="c1")
    run.facts.append(
        NumberChangedFact(t=us(5), event="nc1", recipient=WITH_NINE, new=new, person=WITH_NINE)
    )
    if heard is not None:
        run.delivers("nc1", at=heard).effect("nc1", "moved", at=heard, contact="c1")
    run.writes("in9", at=wrote, recipient=new, person=WITH_NINE).delivers("in9", at=met, ms=400)
    return run.effect("in9", "read", at=met, contact="c2").quiet()


@pytest.mark.parametrize(
    ("run", "word"),
    [
        (moved(heard=6.0), "broken"),
        (moved(heard=6.2), "kept"),
        (moved(heard=7.0), "kept"),
        (moved(heard=None), "untested"),
        (moved(heard=5.0, wrote=5.0, met=5.0), "kept"),
    ],
    ids=["told before", "told meanwhile", "told after", "never told", "of one instant"],
)
def test_nobody_knows_of_a_changed_number_before_it_is_told(run, word):
    assert run.word("R32") == word


@pytest.mark.parametrize(("at", "word"), [(4, "kept"), (8, "broken")], ids=["before", "after"])
def test_the_status_of_a_message_to_a_changed_number_is_judged_by_what_was_told(at, word):
    new = "5511888880001"
    run = moved(heard=6.2).wants(recipient=new).tries(at=1, recipient=new).answers(at=1)
    run.status("sent", at=at, acked=at).effect("m1:sent", "sent", at=at, contact="c2")
    assert run.word("R32") == word


def test_an_effect_of_nobody_known_is_left_out():
    run = met("c1", "c1").effect("template:paused", "held", at=5, contact="c9")
    assert run.word("R32") == "kept"


def test_the_story_names_both_contacts():
    (story,) = met("c1", "c2").verdict("R32").stories
    assert [line.text[-2:] for line in story.lines if line.kind == "effect"] == ["c1", "c2"]


def test_a_message_without_an_intent_is_of_nobody():
    run = LongRun(contacts=True).tries(at=1).answers(at=1).status("sent", at=2, acked=3)
    assert run.effect("m1:sent", "sent", at=3, contact="c").quiet().word("R32") == "untested"
