"""The conformance statement holds: every claim has its proof, every proof its claim."""

import pytest
from conformance.marks import marks
from conformance.page import PAGE, page, proofs
from conformance.rows import CLAIMED, providers, read

TABLES = [read(provider) for provider in providers()]
every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.provider)


def test_the_page_is_what_the_tables_and_the_marks_say():
    assert PAGE.read_text() == page(), "stale: python tests/conformance/write.py"


@every_table
def test_each_claim_is_proved_by_a_test(table):
    proven = proofs(table.provider)
    claims = [row.id for row in table.rows() if row.level in CLAIMED]
    assert [row for row in claims if row not in proven] == []


@every_table
def test_nothing_is_proved_that_is_said_to_be_absent(table):
    absent = {row.id for row in table.rows() if row.level == "absent"}
    assert absent & proofs(table.provider).keys() == set()


def test_each_mark_names_rows_that_exist():
    known = {(table.provider, row.id) for table in TABLES for row in table.rows()}
    asked = {(mark.provider, row): mark for mark in marks() for row in mark.rows}
    assert [
        f"{m.path}:{m.line}: no row {row!r}" for row, m in asked.items() if row not in known
    ] == []


def test_each_mark_stands_on_a_test():
    assert [f"{mark.path}:{mark.line}" for mark in marks() if not mark.test] == []


@every_table
def test_no_row_stands_twice(table):
    ids = [row.id for row in table.rows()]
    assert [one for one in ids if ids.count(one) > 1] == []


@every_table
def test_each_source_of_a_row_is_explained(table):
    named = {key for row in table.rows() for key in row.source.split(", ")}
    assert sorted(named - table.sources.keys()) == []
