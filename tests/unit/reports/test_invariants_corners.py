"""The rare turns of the folds: what is absent, unknown or said twice."""

import msgspec
import pytest
from ledgers import Run

from windtunnel.domain.facts import AnswerFact
from windtunnel.domain.policy import Policy
from windtunnel_reports.cases import Case, Cases
from windtunnel_reports.context import Context
from windtunnel_reports.invariants.base import Invariant


def bare():
    return Context(cases=Cases(), policy=Policy.undeclared(), reports=frozenset(), delta_us=0)


def test_a_message_that_is_broken_twice_is_counted_twice_and_told_once():
    fold = Invariant(bare())
    fold.id = "R00"
    for sentence in ("first", "second"):
        fold.breach(Case(index=3), sentence)
    assert fold.breaches == 2
    assert [story.sentence for story in fold.broken.values()] == ["first"]


def test_r02_a_refused_call_before_the_next_excuses_no_second_copy():
    run = Run(delivery="at-least-once", client_timeout_s=5.0).wants()
    run.tries(at=1).answers(at=1.1, code=131000)
    run.tries(at=3).answers(at=3.1).arrives(at=4)
    run.tries(at=5).answers(at=5.1).arrives(at=6)
    assert run.quiet().word("R02") == "broken"


def test_r02_a_lost_answer_behind_a_refused_call_excuses_one():
    run = Run(delivery="at-least-once", client_timeout_s=5.0).wants()
    run.tries(at=1).answers(at=1.1, code=131000)
    run.tries(at=3).loses_answer(at=3.1).arrives(at=4)
    run.tries(at=20).answers(at=20.1).arrives(at=21)
    assert run.quiet().word("R02") == "kept"


def test_r03_a_service_that_promised_nothing_owes_nothing():
    run = Run().wants()
    run.reports = ()
    assert run.quiet().word("R03") == "kept"


def test_r03_a_service_that_never_answered_promised_nothing():
    assert Run().wants().promises(None, at=1).quiet().word("R03") == "kept"


def test_r03_an_accepted_call_keeps_a_services_promise():
    run = Run().wants().promises(200, at=1).tries(at=2).answers(at=2.1)
    assert run.quiet().word("R03") == "kept"


def test_r11_a_limit_whose_wait_nobody_knows_holds_up_nothing():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429)
    run.facts = [
        msgspec.structs.replace(fact, code=999) if isinstance(fact, AnswerFact) else fact
        for fact in run.facts
    ]
    run.wants(1).tries(at=1.5).answers(at=1.5)
    assert run.quiet().word("R11") == "untested"


@pytest.mark.parametrize(
    ("delivery", "word"), [("at-most-once", "undecided"), ("at-least-once", "broken")]
)
def test_r03_a_plain_service_has_no_word_for_unknown(delivery, word):
    run = Run(delivery=delivery).wants().promises(202, at=0.5)
    run.tries(at=1).answers(at=1.1, code=131000, plan="before-hold", written="none").quiet()
    assert run.word("R03") == word


def test_r03_a_plain_service_whose_last_answer_was_whole_knew():
    run = Run().wants().promises(202, at=0.5).tries(at=1).answers(at=1.1, code=131000)
    run.tries(at=2).answers(at=2.1, code=130429).quiet()
    assert run.word("R03") == "broken"
