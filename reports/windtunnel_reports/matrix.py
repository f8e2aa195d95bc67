"""The coverage matrix: fault × attempt × what became of the message, its zeros visible.

A cell that no run ever hit is a place where nothing was tried, and a verdict says nothing of it.
"""

from collections.abc import Iterable, Mapping, Sequence

from windtunnel_reports.cases import Case, Cases

ATTEMPTS = ("1", "2", "3+")
STATES = ("arrived once", "arrived twice or more", "did not arrive")

Matrix = dict[str, dict[str, int]]
"""Counts by "fault / attempt", then by what became of the message."""


def matrix_of(cases: Cases, faults: Sequence[str] | None = None) -> Matrix:
    """Return the matrix of one run.

    Args:
        cases: what the run's ledger says.
        faults: kinds to show even where they did not strike; None: only those that did.
    """
    struck = {a.answer.fault for a in cases.attempts if a.answer and a.answer.fault}
    matrix = empty_matrix([*struck, *(faults or ())])
    for case in cases.by_index.values():
        state = _state(case)
        for place, attempt in enumerate(case.attempts):
            if attempt.answer is not None and attempt.answer.fault:
                number = ATTEMPTS[min(place, len(ATTEMPTS) - 1)]
                matrix[f"{attempt.answer.fault} / {number}"][state] += 1
    return matrix


def merge_matrices(
    matrices: Iterable[Mapping[str, Mapping[str, int]]], faults: Sequence[str] = ()
) -> Matrix:
    """Return the sum of the matrices of many runs, with rows for these kinds in any case."""
    merged = empty_matrix(faults)
    for matrix in matrices:
        for name, counts in matrix.items():
            row = merged.setdefault(name, dict.fromkeys(STATES, 0))
            for state, count in counts.items():
                row[state] += count
    return dict(sorted(merged.items()))


def empty_matrix(faults: Iterable[str]) -> Matrix:
    """Return a matrix of zeros for these kinds of fault, in order of their names."""
    names = sorted(set(faults))
    return {f"{f} / {n}": dict.fromkeys(STATES, 0) for f in names for n in ATTEMPTS}


def _state(case: Case) -> str:
    copies = len(case.rows)
    return STATES[2] if copies == 0 else STATES[0 if copies == 1 else 1]
