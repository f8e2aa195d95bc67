"""Lists: what is kept, what a client can know of it, resending and clearing."""

import pytest
from toyqueue import EXPIRED, UNREACHABLE, QueueDialect
from worlds import SECOND, World

from windtunnel.domain.errors import ConfigError, UnknownThing
from windtunnel.domain.events import (
    Amend,
    ClearFault,
    ClearMessages,
    CustomerText,
    InjectFault,
    Listed,
    Resend,
    SetNumberState,
)
from windtunnel.domain.facts import AnswerFact, AttemptFact, HandsetFact, StatusFact, ToldFact
from windtunnel.domain.submit import Refusal
from windtunnel.domain.worldspec import FaultSpec, Scope
from windtunnel.engine import shelf

DAY = 86_400 * SECOND
ANA = "5511999990001"
LATER = FaultSpec(kind="fail-later", settings={"code": UNREACHABLE})


def world(**spec):
    return World(dialect=QueueDialect(), **spec)


def kept(made):
    return made.platform.number("main").shelf.messages


def failed(made=None, **fields):
    """Return a world in which one message failed, and nothing stands against another."""
    made = made or world(timeline=(LATER,))
    made.send(**fields)
    made.finish()
    return made


def statuses(made):
    return [fact.status for fact in made.facts(StatusFact)]


def test_what_a_client_was_shown_it_can_know():
    made = world()
    made.send()
    made.run(SECOND // 2)
    made.send()
    made.step(Listed(number="main", ordinals=(1, 2, 9)))
    (fact,) = made.facts(ToldFact)
    assert fact.events == (f"{kept(made)[1].id}:delivered",)
    assert fact.number == made.number


def test_what_has_no_status_yet_tells_nothing():
    made = world()
    made.send()
    made.step(Listed(number="main", ordinals=(1,)))
    assert made.facts(ToldFact) == []


def test_a_failed_message_is_sent_again_as_an_attempt_of_its_own():
    made = failed(marker=4, opaque="o")
    made.step(Resend(number="main", ordinals=(1, 1, 7)))
    made.finish()
    first, second = made.facts(AttemptFact)
    assert (second.attempt, second.marker, second.opaque) == ("r1", first.marker, "o")
    assert (second.recipient, second.content_sha) == (first.recipient, first.content_sha)
    assert (second.form, second.scope, second.t) == (
        "free",
        "service",
        made.facts(AnswerFact)[1].t,
    )
    assert [fact.message for fact in made.facts(AnswerFact)] == [kept(made)[1].id] * 2
    assert statuses(made) == ["failed", "pending", "sent", "delivered", "read"]
    assert (kept(made)[1].attempt, kept(made)[1].attempt_no) == ("r1", 2)


def test_only_what_failed_is_sent_again():
    made = world()
    made.send()
    made.finish().step(Resend(number="main", ordinals=(1,)))
    assert len(made.facts(AttemptFact)) == 1


def test_a_resent_message_fails_again_where_the_reason_lasts():
    made = world(not_on_whatsapp=1.0)
    failed(made).step(Resend(number="main", ordinals=(1,)))
    assert statuses(made.finish()) == ["failed", "failed"]


def test_a_reaction_and_a_retraction_show_on_the_handset():
    made = world()
    made.send()
    made.finish().step(Amend(number="main", ordinal=1, reaction="👍"))
    made.step(Amend(number="main", ordinal=1, is_retracted=True))
    (message,) = made.platform.inbox(ANA)
    assert (message.reaction, message.is_retracted) == ("👍", True)


def test_a_message_that_is_not_kept_cannot_be_amended():
    with pytest.raises(UnknownThing, match="keeps no message 9"):
        world().step(Amend(number="main", ordinal=9))


def test_what_its_own_content_let_fail_fails_again():
    made = failed()
    kept(made)[1].refusal = Refusal(reason="content_unreachable")
    made.step(Resend(number="main", ordinals=(1,)))
    assert statuses(made.finish()) == ["failed", "failed"]


def test_two_messages_swap_their_ordinals_and_leave_in_order_of_arrival():
    made = world()
    spec = FaultSpec(kind="ids-swapped", scope=Scope(every=2))
    made.step(InjectFault(spec=spec))
    answers = [made.send(text=text) for text in "abcd"]
    assert [answer.ordinal for answer in answers] == [1, 3, 2, 5]
    assert [each.text for each in made.platform.number("main").shelf.in_order()] == list("acbd")
    assert made.facts(AnswerFact)[1].fault == "ids-swapped"
    made.finish()
    assert [fact.message for fact in made.facts(HandsetFact)] == [a.message for a in answers]


def test_where_nobody_counts_no_ordinals_are_swapped():
    with pytest.raises(ConfigError, match="provider toy does not count its messages"):
        World().step(InjectFault(spec=FaultSpec(kind="ids-swapped")))


def test_a_fault_that_fails_messages_strikes_what_is_sent_again():
    made = failed()
    made.step(InjectFault(spec=LATER))
    made.step(Resend(number="main", ordinals=(1,)))
    made.run(made.now + SECOND)
    fact = made.facts(AnswerFact)[-1]
    assert (statuses(made), fact.fault) == (["failed", "failed"], "fail-later")


def test_a_fault_of_requests_lets_be_what_is_sent_again():
    made = failed()
    made.step(InjectFault(spec=FaultSpec(kind="answer-lost")))
    made.step(Resend(number="main", ordinals=(1,)))
    made.run(made.now + SECOND)
    fact = made.facts(AnswerFact)[-1]
    assert (statuses(made)[-1], fact.fault, fact.plan) == ("read", None, "clean")


def test_an_exact_fault_that_waits_for_the_resent_one_is_over():
    exact = FaultSpec(kind="answer-lost", id="x", scope=Scope(exact=((4, 2),)))
    made = world(timeline=(LATER, exact))
    made.send(marker=4)
    made.run(SECOND)
    made.step(ClearFault(id="f1"))
    made.step(Resend(number="main", ordinals=(1,)))
    assert made.platform.faults() == []


def test_what_expired_can_be_sent_again_for_another_day():
    made = world()
    made.step(SetNumberState(number="main", state="disconnected"))
    made.send()
    made.run(DAY)
    made.step(Resend(number="main", ordinals=(1,)))
    made.finish()
    failures = [fact for fact in made.facts(StatusFact) if fact.status == "failed"]
    assert [(fact.code, fact.status_t) for fact in failures] == [
        (EXPIRED, DAY),
        (EXPIRED, 2 * DAY),
    ]


def test_media_that_cannot_be_fetched_fail_as_long_as_the_world_says_so():
    made = failed(world(unreachable=("http://gone/",)), kind="image", media="http://gone/1.png")
    made.step(Resend(number="main", ordinals=(1,)))
    made.send(kind="image", media="http://here/1.png")
    made.finish()
    assert [fact.code for fact in made.facts(StatusFact) if fact.code] == [UNREACHABLE] * 2
    assert [message.status for message in kept(made).values()] == ["failed", "read"]


def test_what_is_cleared_is_not_sent_and_not_listed():
    made = world()
    for _ in range(3):
        made.send()
    made.run(0)
    made.step(ClearMessages(number="main", ordinals=(1, 2)))
    made.finish()
    assert list(kept(made)) == [3]
    assert len(made.facts(HandsetFact)) == 2
    (cleared,) = [fact for fact in made.facts(StatusFact) if fact.status == "cleared"]
    assert cleared.event.endswith(":cleared")


@pytest.mark.parametrize(("with_inbound", "left"), [(False, 1), (True, 0)])
def test_what_customers_wrote_goes_where_it_is_said(with_inbound, left):
    made = world()
    made.step(CustomerText(recipient=ANA, number="main", text="Hi"))
    made.step(ClearMessages(number="main", ordinals=(), with_inbound=with_inbound))
    assert len(made.platform.number("main").shelf.letters) == left


def test_many_that_were_cleared_leave_nothing_behind():
    made = world()
    made.step(SetNumberState(number="main", state="disconnected"))
    for _ in range(1_500):
        made.send()
    made.step(ClearMessages(number="main", ordinals=tuple(range(1, 1_501))))
    queue = made.platform.number("main").queue
    assert (len(queue), len(queue._ages)) == (0, 0)
    assert len(queue._turns) <= 1_024


def test_the_oldest_that_ended_are_forgotten_first(monkeypatch):
    monkeypatch.setattr(shelf, "KEPT_MAX", 3)
    monkeypatch.setattr(shelf, "SLACK", 1)
    made = world()
    made.send(priority=99)
    made.send()
    made.run(SECOND // 2)
    made.step(SetNumberState(number="main", state="disconnected"))
    made.send()
    made.send()
    assert list(kept(made)) == [1, 3, 4]
    made.send()
    assert list(kept(made)) == [3, 4, 5]


def test_a_provider_that_keeps_nothing_lists_nothing():
    for event in (Listed, Resend, ClearMessages):
        with pytest.raises(ConfigError, match="provider toy keeps no messages"):
            World().step(event(number="main", ordinals=(1,)))
    with pytest.raises(UnknownThing):
        world().step(Listed(number="gone", ordinals=()))


def test_a_provider_may_keep_messages_and_have_no_queue():
    made = World(dialect=QueueDialect(queue=None))
    assert made.send().ordinal == 1
    made.finish()
    assert statuses(made) == ["sent", "delivered", "read"]
    made.step(ClearMessages(number="main", ordinals=(1,)))
    assert not kept(made)


def test_a_provider_may_have_a_queue_and_keep_nothing():
    made = World(dialect=QueueDialect(keeps=False))
    made.send()
    made.step(CustomerText(recipient=ANA, number="main", text="hi"))
    assert (made.send().ordinal, not kept(made)) == (2, True)
    assert not made.platform.number("main").shelf.letters


def test_what_customers_write_is_kept_even_where_nobody_subscribed():
    made = world(hook=False)
    made.step(CustomerText(recipient=ANA, number="main", text="hi", kind="voice", media="m"))
    (letter,) = made.platform.number("main").shelf.letters
    assert (letter.text, letter.kind, letter.media, letter.group) == ("hi", "voice", "m", "")
