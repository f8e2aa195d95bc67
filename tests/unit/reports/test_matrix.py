"""The coverage matrix of one run, and of many."""

from ledgers_long import LongRun

from windtunnel_reports.cases import Cases
from windtunnel_reports.matrix import empty_matrix, matrix_of, merge_matrices

KINDS = ("answer-code", "answer-lost", "wire")


def struck():
    """One message that four faults strike, and one that arrives twice after a fault."""
    run = LongRun().wants(0)
    for at in range(1, 5):
        run.tries(at=at).answers(at=at, code=131000, fault="answer-code")
    run.wants(1).tries(at=6).loses_answer(at=6).arrives(at=7).tries(at=8).answers(at=8)
    return run.arrives(at=9).quiet()


def cases():
    return Cases().read(sorted(struck().facts, key=lambda fact: fact.t))


def test_only_what_struck_has_rows_unless_more_are_named():
    assert {name.partition(" / ")[0] for name in matrix_of(cases())} == {
        "answer-code",
        "answer-lost",
    }
    assert set(matrix_of(cases(), KINDS)) == set(empty_matrix(KINDS))


def test_attempts_from_the_third_on_share_a_row():
    matrix = matrix_of(cases())
    missed = [matrix[f"answer-code / {number}"]["did not arrive"] for number in ("1", "2", "3+")]
    assert missed == [1, 1, 2]


def test_what_became_of_the_message_is_told_apart():
    matrix = matrix_of(cases())
    assert matrix["answer-lost / 1"] == {
        "arrived once": 0,
        "arrived twice or more": 1,
        "did not arrive": 0,
    }


def test_the_judge_takes_the_kinds_to_show():
    assert set(struck().judge(faults=KINDS).matrix) == set(empty_matrix(KINDS))


def test_many_runs_add_up_and_keep_their_zeros():
    one = matrix_of(cases())
    merged = merge_matrices([one, one], KINDS)
    assert merged["answer-lost / 1"]["arrived twice or more"] == 2
    assert sum(merged["wire / 1"].values()) == 0
    assert list(merged) == sorted(merged)


def test_kinds_that_nobody_named_stay_in_the_sum():
    assert set(merge_matrices([matrix_of(cases())])) == set(matrix_of(cases()))
