import pytest

from windtunnel_reports.manifest import Manifest
from windtunnel_reports.metrics import Ack, Metrics, Row
from windtunnel_reports.windows import calm_windows, within

S = 1_000_000


def manifest(**changed):
    fields = {
        "run": "r", "scenario": "s", "question": "", "scenario_text": "", "seed": 1,
        "plan_digest": "d", "sender": "x", "adapter": "python", "command": "c", "profile": "p",
        "start_us": 10 * S, "duration_us": 60 * S, "warm_up_us": 5 * S, "recover_us": 10 * S,
    }  # fmt: skip
    return Manifest(**{**fields, **changed})


@pytest.mark.parametrize(
    ("spells", "windows"),
    [
        ([], [(15, 70)]),
        ([(30, 40)], [(15, 30), (50, 70)]),
        ([(30, 40), (20, 35)], [(15, 20), (50, 70)]),
        ([(12, 40)], [(50, 70)]),
        ([(30, 65)], [(15, 30)]),
        ([(10, 70)], []),
        ([(80, 90)], [(15, 70)]),
    ],
    ids=["no fault", "one", "two", "in the warm-up", "to the end", "always", "after the traffic"],
)
def test_the_time_without_a_fault(spells, windows):
    found = calm_windows(manifest(), [(on * S, off * S) for on, off in spells])
    assert found == tuple((low * S, high * S) for low, high in windows)


def test_a_run_that_is_all_warm_up_has_no_such_time():
    assert calm_windows(manifest(duration_us=5 * S), []) == ()


def test_a_window_holds_its_beginning_and_not_its_end():
    rows = tuple(
        Row(t=t, flow="f", country="BR", number="n", template="", end="read")
        for t in (14.999999, 15.0, 29.999999, 30.0)
    )
    acks = (Ack(15 * S, 0.1), Ack(30 * S, 0.2))
    found = within(Metrics(rows=rows, acks=acks, counts={"lost": 3}), [(15 * S, 30 * S)])
    assert [row.t for row in found.rows] == [15.0, 29.999999]
    assert (found.acks, found.counts) == (acks[:1], {})
