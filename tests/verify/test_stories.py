"""The story of each seeded bug, made small: at most eight facts, and every one that decides.

A fact decides if the breach is none without it: that is asked of the judge, fact by fact. And of
what somebody did or met, the facts that a story tells are enough for the breach.
"""

import re

import pytest

from windtunnel.domain.facts import AttemptFact
from windtunnel.domain.verdict import STORY_FACTS_MAX
from windtunnel_load.senders.mutants import MUTANTS
from windtunnel_reports.cases import Cases
from windtunnel_reports.judge import judge_cases
from windtunnel_verify.kill_matrix import told_of
from windtunnel_verify.records import REPORTS

LINES_OF = {
    "answer": "answer",
    "attempt": "attempt",
    "crash": "crash",
    "effect": "effect",
    "fault_off": "fault_off",
    "handset": "handset",
    "inbound": "inbound",
    "number_changed": "number",
    "optout": "optout",
    "outcome": "outcome",
    "promise": "promise",
    "push": "push",
    "restart": "restart",
    "seen": "seen",
    "template_state": "template",
    "to_agent": "to_agent",
}
"""The kinds of fact that somebody did or met, and what the lines of a story call them."""

MANY = 400
"""Facts of a run for which one fact less decides nothing: what only many messages show."""


def kind_of(fact):
    return type(fact).__struct_config__.tag


def is_broken(facts, invariant, policy):
    judged = judge_cases(
        Cases().read(facts), required=(), policy=policy, reports=REPORTS, delta_us=0
    )
    return any(each.id == invariant and each.word == "broken" for each in judged.verdicts)


def decides(fact, facts, story, policy):
    """Whether without a fact nothing is broken."""
    return not is_broken([each for each in facts if each is not fact], story.invariant, policy)


def is_told(fact, facts, story):
    """Whether a story names a fact; a call is also named by its answer and by a later number."""
    lines = {(line.t, line.kind) for line in story.lines}
    if (fact.t, LINES_OF[kind_of(fact)]) in lines:
        return True
    if not isinstance(fact, AttemptFact):
        return False
    answers = [each for each in facts if getattr(each, "attempt", None) == fact.attempt]
    if any((each.t, "answer") in lines for each in answers):
        return True
    calls = [each for each in facts if isinstance(each, AttemptFact)]
    numbers = [int(n) for line in story.lines for n in re.findall(r"API call (\d+)", line.text)]
    return story.invariant == "R14" and max(numbers, default=0) > calls.index(fact)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_story_is_short_and_tells_what_decides(name):
    story, ran = told_of(name)
    assert 2 <= len(story.lines) <= STORY_FACTS_MAX
    facts = list(ran.ledger.facts())
    if len(facts) > MANY:
        return
    untold = [
        fact for fact in facts if kind_of(fact) in LINES_OF and not is_told(fact, facts, story)
    ]
    assert [fact for fact in untold if decides(fact, facts, story, ran.policy)] == []
    told = [fact for fact in facts if fact not in untold]
    assert is_broken(told, story.invariant, ran.policy)
