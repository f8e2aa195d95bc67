import math

import pytest
from ledgers import Run

from windtunnel.domain.facts import ShedFact
from windtunnel.domain.marker import marker_of
from windtunnel_reports.cases import Cases
from windtunnel_reports.metrics import measure


def rows(run, **names):
    return measure(Cases().read(run.facts), [], {}, number_names=names).rows


def shed(intent=9):
    return ShedFact(
        t=2_000_000, intent=intent, marker=marker_of(intent), recipient="1", country="BR",
        number="n1", flow="otp", intended_t=1_000_000, form="auth", scope="authentication",
    )  # fmt: skip


def test_each_latency_counts_from_the_planned_time():
    run = Run().wants(at=1).tries(at=1.5).answers(at=1.6).status("sent", at=2, acked=2.1)
    (row,) = rows(run.arrives(at=3).quiet())
    found = (row.lateness, row.pipeline, row.accepted, row.handed_over, row.delivered)
    assert found == pytest.approx((0.0, 0.5, 0.5, 1.0, 2.0))


def test_what_only_the_settling_handed_over_has_no_latency():
    run = Run().wants().tries(at=1).answers(at=1).status("sent", at=2)
    run.facts[-1].settled = True
    (row,) = rows(run.quiet())
    assert (row.handed_over, row.accepted) == (math.inf, 1.0)


def test_what_never_came_is_infinite():
    (row,) = rows(Run().wants().quiet())
    assert row.end == "no_api_call"
    assert {row.pipeline, row.accepted, row.handed_over, row.delivered} == {math.inf}
    assert {row.service, row.response} == {math.inf}


def test_a_shed_message_is_a_row_and_has_no_lateness():
    run = Run().wants()
    run.facts.append(shed())
    found = measure(Cases().read(run.facts), [], {})
    assert [row.end for row in found.rows] == ["no_api_call", "shed"]
    assert found.share("shed", {}, None) == (1, 2)
    assert len(found.values("lateness", {})) == 1
    assert len(found.values("response", {})) == 2


def test_what_only_the_settling_brought_is_on_its_way():
    run = Run().wants().tries(at=1).answers(at=1.1).arrives(at=2).quiet()
    for fact in run.facts:
        if type(fact).__name__ == "HandsetFact":
            fact.settled = True
    (row,) = rows(run)
    assert (row.end, row.delivered, row.copies) == ("on_its_way", math.inf, 1)


def test_accepted_and_never_seen_again():
    (row,) = rows(Run().wants().tries(at=1).answers(at=1.1).quiet())
    assert row.end == "never"


def test_a_number_is_known_by_its_name():
    (row,) = rows(Run().wants(), n1="main")
    assert row.number == "main"


def test_copies_and_wrong_recipients_are_counted_by_message():
    run = Run().wants().tries(at=1).answers(at=1.1).arrives(at=2)
    run.tries(at=3).answers(at=3.1).arrives(at=4, recipient="4915100000")
    (row,) = rows(run.quiet())
    assert (row.copies, row.wrong_recipient) == (2, 1)


def test_a_message_is_late_when_its_first_copy_is():
    run = Run().wants(deadline=1_500_000).tries(at=1).answers(at=1.1).arrives(at=2).quiet()
    assert rows(run)[0].late
