"""Messages told from calls alone."""

from windtunnel.domain.facts import (
    AnswerFact,
    AttemptFact,
    HandsetFact,
    IntentFact,
    QuietFact,
    ReplyEndFact,
    StatusFact,
)
from windtunnel.domain.marker import index_of
from windtunnel_reports.inferred import APART_US, Inferred

SECOND = 1_000_000


def call(number, t, *, to="5511999990001", content="a", plan="clean", written="all", ok=True):
    name = f"a{number}"
    return [
        AttemptFact(
            t=t, attempt=name, provider="meta", number="1", recipient=to, content_sha=content
        ),
        AnswerFact(t=t, attempt=name, http=200, code=0, cls="ok", accepted=ok, plan=plan),
        ReplyEndFact(t=t, attempt=name, written=written),
    ]


def told(*calls):
    inferred = Inferred()
    facts = list(inferred.follow(fact for each in calls for fact in each))
    attempts = [fact for fact in facts if isinstance(fact, AttemptFact)]
    indexes = [index_of(fact.marker) if fact.marker else None for fact in attempts]
    messages = [fact.intent for fact in facts if isinstance(fact, IntentFact)]
    return inferred, indexes, messages


def test_each_content_and_each_person_is_a_message():
    calls = call(1, 0), call(2, 1, content="b"), call(3, 2, to="4915112345678")
    _, indexes, messages = told(*calls)
    assert indexes == messages == [0, 1, 2]


def test_a_call_after_a_lost_answer_is_another_try_of_the_same():
    _, indexes, messages = told(call(1, 0, plan="after-hold", written="none"), call(2, SECOND))
    assert (indexes, messages) == ([0, 0], [0])


def test_a_call_after_a_refusal_is_another_try_of_the_same():
    assert told(call(1, 0, ok=False), call(2, SECOND))[1] == [0, 0]


def test_the_same_after_a_clean_acceptance_is_repeated_and_another_message():
    inferred, indexes, _ = told(call(1, 0), call(2, SECOND))
    assert (indexes, inferred.repeated) == ([0, 1], 1)


def test_two_forms_of_one_number_are_one_person():
    lost = call(1, 0, to="551199990001", plan="after-hold", written="none")
    assert told(lost, call(2, 1, to="5511999990001"))[1] == [0, 0]


def test_what_lies_far_apart_is_no_try_of_the_same():
    lost = call(1, 0, plan="after-hold", written="none")
    inferred, indexes, _ = told(lost, call(2, APART_US + 1))
    assert (indexes, inferred.repeated) == ([0, 1], 0)


def test_a_call_that_names_nobody_is_of_no_message():
    inferred, indexes, messages = told(call(1, 0, to=None))
    assert (indexes, messages, inferred.nameless) == ([None], [], 1)


def accepted(number, t, message):
    attempt, answer, end = call(number, t)
    answer.message = message
    return [attempt, answer, end]


def arrived(message, t):
    return HandsetFact(
        t=t,
        message=message,
        provider="meta",
        number="1",
        recipient="5511999990001",
        form="free",
        content_sha="a",
    )


def failed(message, t):
    return StatusFact(t=t, event=f"{message}:failed", message=message, status="failed", status_t=t)


def rest(*facts, until_us=SECOND):
    told = list(Inferred(until_us=until_us).follow(facts))
    return [fact.step for fact in told if isinstance(fact, QuietFact)], told


def test_a_ride_is_at_rest_when_its_messages_are():
    assert rest(*accepted(1, 0, "m"), arrived("m", 6 * SECOND))[0] == ["drained", "settled"]
    assert rest(*accepted(1, 0, "m"), failed("m", 6 * SECOND))[0] == ["drained", "settled"]


def test_one_copy_on_its_way_to_a_phone_that_is_off_leaves_nothing_open():
    assert rest(*accepted(1, 0, "m"), arrived("other", 6 * SECOND))[0] == ["drained", "settled"]


def test_a_second_copy_that_is_under_way_leaves_it_open():
    first = call(1, 0, plan="after-hold", written="none")
    first[1].message = "m1"
    calls = (*first, *accepted(2, 1, "m2"), arrived("m1", 6 * SECOND))
    assert rest(*calls)[0] == ["drained"]
    assert rest(*calls, arrived("m2", 6 * SECOND))[0] == ["drained", "settled"]


def test_a_call_of_just_now_leaves_it_open():
    assert rest(*accepted(1, 0, "m"), arrived("m", SECOND))[0] == ["settled"]


def test_what_begins_after_a_ride_is_of_no_message():
    _, told = rest(*accepted(1, 0, "m"), *call(2, 2 * SECOND, content="b"))
    attempts = [fact.marker for fact in told if isinstance(fact, AttemptFact)]
    assert attempts[0] is not None
    assert attempts[1] is None


def test_another_try_after_a_ride_is_still_of_its_message():
    lost = call(1, 0, plan="after-hold", written="none")
    _, told = rest(*lost, *call(2, 2 * SECOND))
    assert len({fact.marker for fact in told if isinstance(fact, AttemptFact)}) == 1
