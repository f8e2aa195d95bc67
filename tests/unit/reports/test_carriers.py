"""Which provider carried a message, and where a report says so."""

from ledgers_queue import OTHER, QueueRun

from windtunnel_reports.cases import Cases
from windtunnel_reports.funnel import funnels
from windtunnel_reports.metrics import measure


def rows(run):
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    return measure(cases, (), {}).rows


def carried(run):
    return [row.provider for row in rows(run)]


def test_it_is_the_provider_through_which_it_arrived():
    run = QueueRun(both=True).wants().tries(at=1).answers(at=1).queues(at=2)
    run.arrives(at=3).with_row(provider="queues")
    assert carried(run) == ["queues"]


def test_it_is_the_last_that_took_it_where_nothing_arrived():
    run = QueueRun(both=True).wants().queues(at=1).tries(at=2).answers(at=2)
    assert carried(run) == ["meta"]


def test_it_is_the_last_that_was_asked_where_nobody_took_it():
    run = QueueRun(both=True).wants().tries(at=1).answers(at=1, code=131000)
    assert carried(run) == ["meta"]


def test_it_is_that_of_its_number_where_nobody_was_asked():
    run = QueueRun(both=True).wants(number=OTHER).queues(at=1).wants(1, at=2, number=OTHER)
    assert carried(run) == ["queues", "queues"]
    assert carried(QueueRun(both=True).wants()) == ["meta"]


def test_it_is_nobody_where_the_ledger_knows_no_provider():
    run = QueueRun().wants()
    run.facts = run.facts[1:]
    assert carried(run) == [""]


def test_the_funnel_has_a_group_for_each_provider():
    run = QueueRun(both=True).wants().tries(at=1).answers(at=1).wants(1, at=2).queues(at=2)
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    groups = funnels(measure(cases, (), {}), wanted=2)["provider"]
    assert {group.name: group.counts["accepted"] for group in groups} == {"meta": 1, "queues": 1}


def test_a_message_that_was_cleared_from_its_queue_is_among_the_failed():
    run = QueueRun().wants().queues(at=1).fails(at=2, status="cleared").quiet()
    assert [row.end for row in rows(run)] == ["failed"]
