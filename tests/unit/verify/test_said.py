"""The one word for a search: doubt is never a pass."""

import pytest

from windtunnel.domain.policy import Policy
from windtunnel.domain.verdict import Verdict
from windtunnel.domain.worldspec import FaultSpec
from windtunnel_verify import Problem, Searched
from windtunnel_verify.hunt.finding import Counts
from windtunnel_verify.said import headline, say_searched, schedule_lines
from windtunnel_verify.schedule import PlannedFault, Schedule, order


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


def test_a_schedule_says_where_it_is_and_what_is_done_to_all():
    spec = FaultSpec(kind="throttle", at_us=5_000_000, for_us=60_000_000, settings={"a": 1})
    fault = PlannedFault(intent=0, fault="answer-lost", provider="there")
    lines = schedule_lines(
        Schedule(
            intents=(order(),),
            faults=(fault,),
            timeline=(spec,),
            providers=("here", "there"),
            switches={"b": 2},
        )
    )
    assert lines == [
        "    at here and there (b 2)",
        "    at      0s  intent 0: order_confirmed (en) to 5511999990001",
        "    at      5s  throttle for 1m (a 1)",
        "    intent 0, attempt 1 at there: answer-lost",
    ]
