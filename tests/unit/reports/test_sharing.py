"""What is held of a ledger is one copy of each text, and says the same."""

import msgspec
from ledgers import PERSON
from ledgers_long import LongRun

from windtunnel.domain.facts import FACT_DECODER
from windtunnel_reports.cases import Cases


def read(run):
    """Read a run's facts as they come from a file: each with texts of its own."""
    facts = [FACT_DECODER.decode(msgspec.json.encode(fact)) for fact in run.facts]
    return Cases().read(sorted(facts, key=lambda fact: fact.t))


def arrived(intent=0, *, at=0.0):
    run = LongRun().wants(intent, at=at).tries(at=at + 1).answers(at=at + 1.1)
    run.status("sent", at=at + 1.2).arrives(at=at + 2)
    return run.effect("m1:sent", "sent", at=at + 2).delivers("m1:sent", at=at + 2)


def test_a_message_is_named_by_one_text():
    case = read(arrived()).by_index[0]
    message = case.attempts[0].answer.message
    assert case.handsets[0].message is message
    assert case.statuses[0].message is message


def test_an_event_is_named_by_one_text():
    cases = read(arrived())
    event = cases.by_index[0].statuses[0].event
    (push,) = cases.pushes[event]
    assert push.events[0] is event
    assert cases.others[type(arrived().facts[-2])][0].event is event


def test_what_comes_often_is_one_text():
    case = read(arrived()).by_index[0]
    assert case.intent.recipient is case.attempts[0].fact.recipient is case.handsets[0].recipient
    assert case.intent.marker is case.attempts[0].fact.marker is case.handsets[0].marker
    assert case.attempts[0].fact.opaque is case.attempts[0].fact.marker


def test_what_differs_stays_as_it_is():
    run = LongRun().wants().tries(at=1, opaque=False, recipient="15550100002").answers(at=1.1)
    run.arrives(at=2, sha="another", recipient="15550100003")
    case = read(run).by_index[0]
    assert case.attempts[0].fact.opaque is None
    assert case.attempts[0].fact.recipient == "15550100002"
    assert (case.intent.recipient, case.handsets[0].content_sha) == (PERSON, "another")


def test_the_facts_of_a_run_are_left_as_they_were():
    run = arrived()
    before = msgspec.json.encode(run.facts)
    Cases().read(run.facts)
    assert msgspec.json.encode(run.facts) == before


def test_a_status_is_found_under_the_message_that_it_told_of_first():
    run = arrived()
    run.wants(1).tries(at=3).answers(at=3.1)
    run.facts[-2].message = "m1"
    run.status("read", at=4, message="m1").status("read", at=4, message="m9")
    cases = read(run)
    assert cases.status_of("m1:sent")[0].index == 0
    assert cases.status_of("m1:read")[0].index == 1
    assert cases.status_of("m1:delivered") is None
    assert cases.status_of("m9:read") is None
