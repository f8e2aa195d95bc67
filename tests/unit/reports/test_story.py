"""A story names each call so that nobody takes one for another."""

import msgspec
import pytest
from ledgers import Run

from windtunnel.domain.verdict import STORY_FACTS_MAX, StoryLine
from windtunnel_reports.cases import Attempt, Case, Cases
from windtunnel_reports.story import news_line, render_story, tell


def told(run, invariant):
    verdicts = {verdict.id: verdict for verdict in run.judge().verdicts}
    return [line.text for line in verdicts[invariant].stories[0].lines]


def test_calls_of_one_message_have_its_own_numbers():
    run = Run().wants().tries(at=1).answers(at=1.1, code=132001)
    lines = told(run.tries(at=3).answers(at=3.1).quiet(), "R09")
    assert lines[0] == "API call 1 arrives"
    assert "API call 2 is accepted" in lines


def test_calls_of_several_messages_are_counted_by_the_story_and_name_their_message():
    run = Run().wants(7).tries(at=1).answers(at=1.0, code=130429)
    lines = told(run.wants(9).tries(at=1.5).answers(at=1.6).quiet(), "R11")
    assert lines == [
        "API call 1 (message 7) arrives",
        "API call 1 (message 7) is refused with code 130429 (HTTP 400)",
        "API call 2 (message 9) arrives",
        "API call 2 (message 9) is accepted",
    ]


def test_a_call_that_belongs_to_no_known_message_says_so():
    run = Run().wants().tries(at=1).tries(at=2)
    first, second = run.facts[-2:]
    foreign = Attempt(msgspec.structs.replace(first, marker=None))
    case = Case(index=0, attempts=[Attempt(second)])
    story = tell("R11", "too early", case, attempts=[*case.attempts, foreign])
    assert [line.text for line in story.lines] == [
        "API call 1 (no known message) arrives",
        "API call 2 (message 0) arrives",
    ]


def test_a_choice_of_one_messages_calls_keeps_their_numbers():
    run = Run().wants().tries(at=1).tries(at=2).tries(at=3)
    case = Case(index=0, attempts=[Attempt(fact) for fact in run.facts[-3:]])
    story = tell("R14", "too many", case, attempts=case.attempts[1:])
    assert [line.text for line in story.lines] == ["API call 2 arrives", "API call 3 arrives"]


def test_a_call_that_no_answer_followed_gets_nowhere():
    run = Run().wants().tries(at=1)
    attempt = Attempt(run.facts[-1])
    attempt.answer = msgspec.structs.replace(
        Run().wants().tries(at=1).answers(at=2).facts[-2],
        accepted=False, http=0, plan="before-reset", fault="wire",
    )  # fmt: skip
    story = tell("R03", "lost", Case(index=0, attempts=[attempt]))
    assert story.lines[1].text == (
        "API call 1 gets nowhere: the connection was reset before the provider saw it"
        "  [fault wire]"
    )


def crowded(*, attempts=6):
    """A message with more calls, webhooks and copies than a story has room for."""
    run = Run().wants()
    for place in range(attempts):
        run.tries(at=1 + place).loses_answer(at=1.1 + place).arrives(at=20 + place)
        run.status("sent", at=10 + place, acked=10.5 + place)
    return run.says("unknown", at=30).quiet()


def case_of(run):
    return Cases().read(sorted(run.facts, key=lambda fact: fact.t)).case(0)


def test_what_proves_a_breach_is_told_before_all_else():
    proof = [StoryLine(t=place, kind="optout", text="no") for place in range(3)]
    story = tell("R19", "late", case_of(crowded()), evidence=proof)
    assert len(story.lines) == STORY_FACTS_MAX
    assert [line for line in story.lines if line.kind == "optout"] == proof


def test_of_more_proof_than_there_is_room_for_the_first_and_the_last_stay():
    proof = [StoryLine(t=place, kind="optout", text="no") for place in range(20)]
    story = tell("R19", "late", case_of(crowded()), evidence=proof)
    assert [line.t for line in story.lines] == [0, 1, 2, 3, 4, 5, 6, 19]


def test_a_named_call_is_told_though_others_came_before_it():
    case = case_of(crowded())
    story = tell("R14", "too many", case, attempts=[case.attempts[0], case.attempts[-1]])
    calls = {line.text.split()[2] for line in story.lines if line.kind in {"attempt", "answer"}}
    assert calls == {"1", "6"}


def test_the_kinds_that_prove_it_are_told_before_calls():
    story = tell("R02", "twice", case_of(crowded()), proof=("handset",))
    assert sum(line.kind == "handset" for line in story.lines) == 6


def test_one_fact_is_told_once():
    case = case_of(crowded(attempts=1))
    acked = news_line(case, *case.acks[0])
    story = tell("R01", "again", case, evidence=[acked])
    assert story.lines.count(acked) == 1


def test_the_webhook_by_which_a_sender_knew_stays_in_the_story_however_many_facts_there_are():
    run = Run().wants().tries(at=1).loses_answer(at=1.1).status("sent", at=1.5, acked=2)
    run.tries(at=3).answers(at=3.1).status("sent", at=3.5, acked=3.6)
    run.arrives(at=4, message="m1").arrives(at=5, message="m2").says("accepted", at=3.2).quiet()
    (story,) = next(each for each in run.judge().verdicts if each.id == "R01").stories
    told_at = [line.t for line in story.lines if line.kind == "push"]
    assert told_at[0] == 2_000_000
    assert len(story.lines) == 8


def test_the_webhook_that_said_never_stays_in_the_story_and_is_told_once():
    run = Run().wants().tries(at=1).loses_answer(at=1.1)
    run.status("failed", at=1.5, code=131026, acked=2)
    lines = told(run.tries(at=3).answers(at=3.1).says("accepted", at=3.2).quiet(), "R09")
    assert lines.count("the sender acknowledges the webhook 'failed'") == 1


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        ("cut", "API call 1 is accepted, but its answer was cut"),
        ("body", "API call 1 is accepted, but another page was answered"),
        ("delay+cut", "API call 1 is accepted, but its answer was late and its answer was cut"),
        ("after-unheard-of", "API call 1 is accepted, but after-unheard-of"),
    ],
)
def test_what_became_of_an_answer_is_said_in_words(plan, said):
    run = Run().wants().tries(at=1).answers(at=1.1, plan=plan, written="part")
    attempt = Attempt(run.facts[-3], answer=run.facts[-2])
    story = tell("R05", "lost", Case(index=0, attempts=[attempt]))
    assert story.lines[1].text == said


def doubled(copies):
    """A run whose answer was lost, and which sent again until so many copies had arrived."""
    run = Run().wants().tries(at=1).loses_answer(at=1.1).status("sent", at=1.5, acked=2)
    run.arrives(at=2.1, message="m1")
    for extra in range(1, copies):
        run.tries(at=3 * extra).answers(at=3 * extra + 0.1)
        run.arrives(at=3 * extra + 1, message=f"m{extra + 1}")
    return next(each for each in run.quiet().judge().verdicts if each.id == "R01").stories[0]


@pytest.mark.parametrize(("copies", "said"), [(2, "twice"), (4, "4 times")])
def test_a_story_says_how_often_the_customer_got_it(copies, said):
    story = doubled(copies)
    assert (
        render_story(story).split("\n")[1]
        == f"        the customer {story.recipient} got it {said}"
    )


def test_a_story_of_no_known_customer_says_so_too():
    story = msgspec.structs.replace(doubled(2), recipient=None)
    assert "        a customer got it twice" in render_story(story)


def test_a_story_of_messages_that_cannot_be_told_apart_does_not_say_how_often():
    run = Run().wants().tries(at=1).arrives(at=2, message="m1").arrives(at=3, message="m2")
    rows = run.facts[-2:]
    case = Case(index=0, handsets=rows, said="one of two")
    assert tell("R02", "2 were wanted", case).copies == 0
    assert tell("R02", "1 was wanted", Case(index=0, handsets=rows)).copies == 2
