from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import HealFact
from windtunnel.runtime import ledger as ledger_module
from windtunnel.runtime.ledger import read_ledger
from windtunnel.runtime.segment import SegmentWriter


def written(folder, writer, times):
    segment = SegmentWriter(folder, writer)
    for t in times:
        segment.write(HealFact(t=t))
    segment.close()
    return folder / f"{writer}.0001.seg"


def test_writers_are_merged_by_time_then_name(tmp_path):
    written(tmp_path, "b", [1, 5])
    written(tmp_path / "deeper", "a", [1, 3, 9])
    merged = [(fact.t, fact.writer) for fact in read_ledger(tmp_path).facts()]
    assert merged == [(1, "a"), (1, "b"), (3, "a"), (5, "b"), (9, "a")]


def test_a_fact_written_late_takes_its_place(tmp_path):
    written(tmp_path, "a", [5, 4, 6])
    assert [fact.t for fact in read_ledger(tmp_path).facts()] == [4, 5, 6]


@given(
    times=st.lists(st.integers(-3, 12), max_size=40),
    drift=st.booleans(),
    block=st.integers(1, 5),
)
def test_however_late_facts_are_written_they_come_in_order(times, drift, block):
    times = [t + place for place, t in enumerate(times)] if drift else times
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(ledger_module, "BLOCK", block)
        written(Path(name), "a", times)
        ledger = read_ledger(Path(name))
        found = [(fact.t, fact.seq) for fact in ledger.facts()]
    assert found == sorted((t, seq) for seq, t in enumerate(times))
    assert (ledger.problems, ledger.counts) == ([], {"a": len(times)})


def test_a_line_that_stands_twice_is_read_twice_and_told(tmp_path):
    path = written(tmp_path, "a", [1, 2])
    first, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([first, first, *rest]))
    ledger = read_ledger(tmp_path)
    assert [fact.t for fact in ledger.facts()] == [1, 1, 2]
    assert "seq 0 where 1 was due" in ledger.problems[0]


def test_problems_stand_in_the_order_of_the_writers(tmp_path):
    for writer, t in (("b", 1), ("a", 2)):
        path = written(tmp_path, writer, [t])
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0] + b"\0" * 64)
    ledger = read_ledger(tmp_path)
    assert [fact.writer for fact in ledger.facts()] == ["b", "a"]
    assert [problem[:10] for problem in ledger.problems] == ["a.0001.seg", "b.0001.seg"]
    assert ledger.unended == ["a", "b"]


def test_a_whole_ledger_has_no_problem(tmp_path):
    written(tmp_path, "a", [1])
    ledger = read_ledger(tmp_path)
    list(ledger.facts())
    assert (ledger.problems, ledger.unended, ledger.counts) == ([], [], {"a": 1})


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda raw: raw[: raw.rindex(b'{"kind":"end"')], "no end"),
        (lambda raw: raw.replace(b'"t":2', b'"t":3'), "facts found"),
        (lambda raw: b"".join(raw.splitlines(keepends=True)[1:]), "seq 1 where 0 was due"),
        (lambda raw: raw.replace(b'"kind":"heal"', b'"kind":"hael"', 1), "cannot be read"),
        (lambda raw: raw.replace(b'"kind":"heal"', b'"kind":heal"', 1), "cannot be read"),
        (lambda raw: raw[: raw.rindex(b'{"kind":"end"')] + b"\0" * 9, "no end"),
    ],
    ids=["cut", "changed", "lost", "unreadable", "no JSON", "unclosed"],
)
def test_a_spoilt_segment_is_a_problem(tmp_path, spoil, said):
    path = written(tmp_path, "a", [1, 2])
    path.write_bytes(spoil(path.read_bytes()))
    ledger = read_ledger(tmp_path)
    list(ledger.facts())
    assert any(said in problem for problem in ledger.problems)


def test_one_unreadable_line_is_told_of_once_however_many_follow(tmp_path):
    path = written(tmp_path, "a", range(100))
    path.write_bytes(path.read_bytes().replace(b'"kind":"heal"', b'"kind":"hael"', 1))
    ledger = read_ledger(tmp_path)
    assert len(list(ledger.facts())) == 99
    assert len(ledger.problems) == 3


def test_an_unreadable_ledger_does_not_tell_of_every_line(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_module, "PROBLEMS_MAX", 5)
    path = written(tmp_path, "a", range(100))
    path.write_bytes(path.read_bytes().replace(b'"kind":"heal"', b'"kind":"hael"'))
    ledger = read_ledger(tmp_path)
    list(ledger.facts())
    assert len(ledger.problems) == 6
    assert ledger.problems[5] == "and more: only the first 5 problems are told"


def test_the_harness_says_its_tolerance_at_its_end(tmp_path):
    segment = SegmentWriter(tmp_path, "harness")
    segment.close(delta_us=1234)
    ledger = read_ledger(tmp_path)
    list(ledger.facts())
    assert ledger.delta_us == 1234


@pytest.mark.parametrize("folder", ["", "nowhere"])
def test_a_folder_without_segments_is_no_ledger(tmp_path, folder):
    with pytest.raises(LedgerError, match="is this the folder of a run"):
        read_ledger(tmp_path / folder)


def test_the_number_of_files_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(ledger_module, "SEGMENT_FILES_MAX", 1)
    written(tmp_path, "a", [1])
    written(tmp_path, "b", [1])
    with pytest.raises(LedgerError, match="at most 1"):
        read_ledger(tmp_path)
