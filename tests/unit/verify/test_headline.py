"""The headline of a search, and what it says beside its verdicts."""

import msgspec
import pytest

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Story, Verdict
from windtunnel_verify.hunt.finding import Counts, Finding, Problem, Searched
from windtunnel_verify.outputs import told_of
from windtunnel_verify.said import headline, say_searched, unproven
from windtunnel_verify.schedule import Schedule, order

PLAIN = Searched(
    profile="quick",
    seed=0,
    policy=Policy.undeclared(),
    verdicts=(),
    findings=(),
    matrix={},
    counts=Counts(),
)
FOUND = Finding(
    invariant="R02",
    name="duplicates",
    schedule=Schedule(intents=(order(),)),
    seed=0,
    story=Story(invariant="R02", sentence="twice", lines=()),
)


def verdict(word, *, required=True):
    return Verdict(id="R02", name="duplicates", word=word, required=required)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({}, "KEPT"),
        ({"verdicts": (verdict("kept"),)}, "KEPT"),
        ({"verdicts": (verdict("untested", required=False),)}, "KEPT"),
        ({"verdicts": (verdict("undecided"),)}, "UNDECIDED"),
        ({"verdicts": (verdict("untested"),)}, "UNDECIDED"),
        ({"problems": (Problem(kind="flight", said="no"),)}, "INVALID"),
        ({"findings": (FOUND,), "problems": (Problem(kind="flight", said="no"),)}, "BROKEN"),
        ({"findings": (FOUND,), "interrupted": True}, "INTERRUPTED"),
    ],
)
def test_the_headline_is_the_first_of_its_kind(more, word):
    assert headline(msgspec.structs.replace(PLAIN, **more)) == word


def test_notes_and_flights_that_failed_are_said():
    problem = Problem(kind="flight", said="schedule 3: not ready")
    said = say_searched(msgspec.structs.replace(PLAIN, notes=("by the way",), problems=(problem,)))
    assert "by the way" in said
    assert "! a schedule could not be flown: schedule 3: not ready" in said


def test_what_is_required_and_not_proven_is_named():
    assert [v.word for v in unproven([verdict("kept"), verdict("untested")])] == ["untested"]


def test_a_service_over_http_has_no_token_and_no_test():
    told = told_of(FOUND, sender="http:sender.yaml")
    assert (told.token, told.test, told.scenario) == ("", "", "found-r02.yaml")
    assert told_of(FOUND, sender="mine:create").test == "test_r02.py"
