"""The one word for a search: doubt is never a pass."""

import pytest

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Verdict
from windtunnel_verify import Problem, Searched
from windtunnel_verify.hunt.finding import Counts
from windtunnel_verify.said import headline, say_searched


def searched(word="kept", *, required=True, claimed=True, problem=None, schedules=2):
    verdict = Verdict(
        id="R03", name="nothing lost silently", word=word, required=required, claimed=claimed
    )
    problems = () if problem is None else (Problem(kind=problem, said="it is so"),)
    return Searched(
        profile="x",
        seed=0,
        policy=Policy.undeclared(),
        verdicts=(verdict,),
        findings=(),
        matrix={},
        counts=Counts(schedules=schedules, intents=1),
        problems=problems,
    )


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (searched(), "KEPT"),
        (searched("untested"), "UNDECIDED"),
        (searched("undecided"), "UNDECIDED"),
        (searched("untested", required=False), "KEPT"),
        (searched("untested", claimed=False), "KEPT"),
        (searched("broken"), "BROKEN"),
        (searched("broken", problem="lost"), "INVALID"),
        (searched(problem="chance"), "INVALID"),
        (searched(problem="harness"), "INVALID"),
        (searched(problem="corpus"), "UNDECIDED"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_headline(found, word):
    assert headline(found) == word


def test_a_count_of_one_reads_as_one():
    said = say_searched(searched(schedules=1)).split("\n")[0]
    assert said == "KEPT  1 schedule with 1 message and 0 faults that struck."
