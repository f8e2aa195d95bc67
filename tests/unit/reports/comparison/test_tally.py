import pytest

from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    BilledFact,
    CatalogFact,
    HandsetFact,
    HealFact,
    IntentFact,
    StatusFact,
)
from windtunnel.domain.marker import marker_of
from windtunnel.providers.meta.catalog import make_catalog
from windtunnel_reports.comparison.tally import Tally

SECOND_US = 1_000_000


def wanted(index, t=0):
    return IntentFact(
        t=t,
        intent=index,
        marker=marker_of(index),
        recipient="5511900000000",
        country="BR",
        number="main",
        flow="otp",
        intended_t=t,
        form="auth",
        scope="authentication",
    )


def sent(index, message, *, accepted=True, marker=True):
    mark = marker_of(index) if marker else None
    attempt = AttemptFact(
        t=0, attempt=message, provider="meta", number="1", marker=mark, scope="authentication"
    )
    answer = AnswerFact(
        t=0,
        attempt=message,
        http=200,
        code=0,
        cls="ok",
        accepted=accepted,
        message=message if accepted else None,
    )
    return [attempt, answer]


def status(message, word, t):
    return StatusFact(t=t, event=f"{message}:{word}", message=message, status=word, status_t=t)


def arrived(message, t):
    row = HandsetFact(
        t=t,
        message=message,
        provider="meta",
        number="1",
        recipient="5511900000000",
        form="auth",
        content_sha="",
    )
    bill = BilledFact(t=t, message=message, price_micro=6_800, currency="USD", table="a table")
    return [row, bill, status(message, "delivered", t)]


@pytest.fixture
def tally():
    found = Tally({"otp": 60 * SECOND_US})
    found.take([CatalogFact(t=0, catalog=make_catalog({})), HealFact(t=0)])
    return found


def test_on_time_is_from_the_moment_when_it_was_wanted(tally):
    tally.take([wanted(1, t=SECOND_US), *sent(1, "m"), status("m", "sent", 61 * SECOND_US)])
    tally.take([wanted(2, t=SECOND_US), *sent(2, "n"), status("n", "sent", 61 * SECOND_US + 1)])
    (count,) = tally.result().counts
    assert (count.wanted, count.handed, count.handed_in_time) == (2, 2, 1)


def test_two_copies_on_one_handset_are_one_message_that_came_twice(tally):
    tally.take([wanted(1), *sent(1, "m"), *sent(1, "n"), *arrived("m", 1), *arrived("n", 2)])
    (count,) = tally.result().counts
    assert (count.arrived, count.arrived_in_time, count.doubled) == (1, 1, 1)


def test_a_charge_has_what_was_handed_over_and_what_was_billed(tally):
    tally.take([wanted(1), *sent(1, "m"), status("m", "sent", 1), *arrived("m", 1)])
    tally.take([wanted(2), *sent(2, "n"), status("n", "sent", 1)])
    (charge,) = tally.result().charges
    assert (charge.handed, charge.most_micro, charge.billed_micro) == (2, 13_600, 6_800)


def test_refused_calls_and_failed_messages_are_not_handed_over(tally):
    tally.take([wanted(1), *sent(1, "m", accepted=False)])
    tally.take([wanted(2), *sent(2, "n"), status("n", "failed", 1), status("n", "sent", 2)])
    found = tally.result()
    assert (found.refused, found.attempts, found.counts[0].handed) == (1, 2, 0)


def test_a_message_that_nobody_wanted_counts_for_nobody(tally):
    tally.take([*sent(1, "m", marker=False), status("m", "sent", 1), *arrived("m", 1)])
    tally.take([status("x", "sent", 1), *arrived("x", 1)])
    assert tally.result().counts == ()


def test_days_are_counted_apart(tally):
    tally.take([wanted(1), wanted(2, t=86_400 * SECOND_US)])
    assert [count.day for count in tally.result().counts] == [1, 2]
