import json
import os
import signal
import subprocess
import sys

import pytest

from windtunnel.domain.errors import LedgerError
from windtunnel.domain.facts import HealFact, SeenFact
from windtunnel.runtime import segment
from windtunnel.runtime.ledger import read_ledger
from windtunnel.runtime.segment import SegmentWriter

SMALL = 3 * 4096


def fill(writer, count):
    for number in range(count):
        writer.write(SeenFact(t=number, intent=number, state="ok"))


def test_a_line_begins_with_its_place(tmp_path):
    writer = SegmentWriter(tmp_path, "sim-1")
    writer.write(HealFact(t=7))
    writer.close()
    line = (tmp_path / "sim-1.0001.seg").read_bytes().splitlines()[0]
    assert line == b'{"kind":"heal","seq":0,"writer":"sim-1","t":7}'


def test_closing_cuts_the_file_and_ends_it_with_a_count(tmp_path):
    writer = SegmentWriter(tmp_path, "host")
    fill(writer, 3)
    writer.close(delta_us=250)
    last = json.loads((tmp_path / "host.0001.seg").read_bytes().splitlines()[-1])
    assert (last["kind"], last["count"], last["delta_us"]) == ("end", 3, 250)


def test_closing_twice_is_once(tmp_path):
    writer = SegmentWriter(tmp_path, "host")
    writer.close()
    writer.close()
    assert read_ledger(tmp_path).unended == []


def test_a_fact_after_the_end_is_refused(tmp_path):
    writer = SegmentWriter(tmp_path, "host")
    writer.close()
    with pytest.raises(LedgerError, match="came too late"):
        writer.write(HealFact(t=1))


def test_a_full_segment_is_followed_by_the_next(tmp_path):
    writer = SegmentWriter(tmp_path, "host", segment_bytes=SMALL)
    fill(writer, 500)
    writer.close()
    ledger = read_ledger(tmp_path)
    assert [fact.seq for fact in ledger.facts()] == list(range(500))
    assert (ledger.problems, len(ledger.segments["host"]) > 2) == ([], True)


def test_a_fact_larger_than_a_segment_is_refused(tmp_path):
    writer = SegmentWriter(tmp_path, "host", segment_bytes=SMALL)
    with pytest.raises(LedgerError, match="a fact of"):
        writer.write(SeenFact(t=0, intent=1, state="x" * SMALL))
    writer.close()


def test_a_line_is_bounded_whatever_room_there_is_and_the_others_are_written(tmp_path):
    writer = SegmentWriter(tmp_path, "host")
    long = SeenFact(t=1, intent=1, state="x" * segment.LINE_BYTES_MAX)
    with pytest.raises(LedgerError, match="most is 262144"):
        writer.write_all([HealFact(t=0), long, HealFact(t=2)])
    with pytest.raises(LedgerError, match="most is 262144"):
        writer.write(long)
    writer.write_all([HealFact(t=3)])
    writer.close()
    ledger = read_ledger(tmp_path)
    assert [fact.t for fact in ledger.facts()] == [0, 3]
    assert not ledger.problems


def test_the_number_of_segments_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(segment, "SEGMENTS_MAX", 2)
    writer = SegmentWriter(tmp_path, "host", segment_bytes=SMALL)
    with pytest.raises(LedgerError, match="filled 2 segments"):
        fill(writer, 1000)
    writer.close()


def test_what_was_written_survives_a_kill(tmp_path):
    code = (
        "import os, sys, pathlib\n"
        "from windtunnel.domain.facts import HealFact\n"
        "from windtunnel.runtime.segment import SegmentWriter\n"
        "w = SegmentWriter(pathlib.Path(sys.argv[1]), 'sim')\n"
        "for t in range(100): w.write(HealFact(t=t))\n"
        f"os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, os.fspath(tmp_path)], check=False)
    ledger = read_ledger(tmp_path)
    assert ended.returncode == -signal.SIGKILL
    assert len(list(ledger.facts())) == 100
    assert ledger.unended == ["sim"]
