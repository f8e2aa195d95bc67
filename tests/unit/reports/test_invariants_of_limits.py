"""Limits and the waits that they ask for: R10 and R11."""

import pytest
from ledgers import Run

DAY = 86_400.0


def limited(code, next_at, **answer):
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=code).with_answer(**answer)
    return run.wants(1).tries(at=next_at).answers(at=next_at).quiet()


@pytest.mark.parametrize(
    ("code", "next_at", "word"),
    [
        (130429, 1.5, "broken"),
        (130429, 2.1, "kept"),
        (130429, 1.05, "untested"),
        (80007, 60.9, "broken"),
        (80007, 61.1, "kept"),
        (132015, 1.5, "untested"),
        (131000, 1.5, "untested"),
    ],
    ids=[
        "too soon",
        "after the wait",
        "already on its way",
        "the account's limit",
        "after the account's wait",
        "a template's state is not a limit",
        "a code without a limit",
    ],
)
def test_r11_a_limit_holds_up_the_next_message(code, next_at, word):
    assert limited(code, next_at).word("R11") == word


@pytest.mark.parametrize(
    ("code", "other", "word"),
    [
        (130429, {"number": "n2"}, "untested"),
        (130429, {"provider": "other"}, "untested"),
        (131056, {"recipient": "15550100009"}, "untested"),
        (131056, {}, "broken"),
    ],
    ids=["another number", "another provider", "another recipient", "the same pair"],
)
def test_r11_a_limit_holds_up_its_own_messages_only(code, other, word):
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=code)
    run.wants(1).tries(at=1.5).with_attempt(**other).answers(at=1.5)
    assert run.quiet().word("R11") == word


def test_r11_one_who_asked_for_the_message_after_the_wait_did_not_wait():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429)
    assert run.wants(1, at=5).tries(at=6).answers(at=6).quiet().word("R11") == "untested"


def test_r11_a_message_nobody_planned_waited_like_any_other():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429)
    run.tries(intent=7, at=6).with_attempt(marker=None).answers(at=6)
    assert run.quiet().word("R11") == "kept"


def test_r11_messages_without_a_marker_may_have_been_on_their_way():
    run = Run().tries(at=1).with_attempt(marker=None).answers(at=1, code=130429)
    run.tries(at=1.05).with_attempt(marker=None).answers(at=1.05)
    assert run.quiet().word("R11") == "untested"


@pytest.mark.parametrize(("wait_s", "word"), [(3, "kept"), (600, "broken")])
def test_r11_asks_for_no_more_than_the_provider_does(wait_s, word):
    assert limited(80007, 5, retry_after_s=wait_s).word("R11") == word


def test_r11_a_refused_message_that_tries_again_at_once_was_not_on_its_way():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429)
    assert run.tries(at=1.05).answers(at=1.05).quiet().word("R11") == "broken"


def test_r11_a_limit_that_nobody_can_have_read_holds_up_nobody():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429, plan="after-hold")
    assert run.wants(1).tries(at=1.5).answers(at=1.5).quiet().word("R11") == "untested"


def test_r11_a_crash_forgets_a_limit():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429).crashes(at=1.2, restarted=1.3)
    assert run.wants(1).tries(at=1.5).answers(at=1.5).quiet().word("R11") == "kept"


def test_r11_an_attempt_without_an_answer_limits_nobody():
    assert Run().wants().tries(at=1).quiet().word("R11") == "untested"


def test_r11_a_code_that_the_catalog_lacks_limits_nobody():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429).with_answer(code=999)
    assert run.wants(1).tries(at=1.5).answers(at=1.5).quiet().word("R11") == "untested"


def test_r11_of_a_thousand_that_came_later_none_is_looked_at_any_more():
    run = Run().wants(0).tries(at=1).answers(at=1.0, code=130429)
    for extra in range(1002):
        run.tries(at=10 + extra).answers(at=10 + extra)
    assert run.wants(1).tries(at=9999).answers(at=9999).quiet(at=10_000).word("R11") == "untested"


def pair(*times):
    """One message that runs into the pair's limit at each of these times; another waits."""
    run = Run().wants()
    for at in times:
        run.tries(at=at).answers(at=at, code=131056)
    return run


def last(run, at):
    return run.wants(1).tries(at=at).answers(at=at).quiet(at=at + 1000).word("R11")


@pytest.mark.parametrize(
    ("times", "word"),
    [
        ((1, 2.1, 6.2, 22.3), "kept"),
        ((1, 2.1, 4, 22.3), "broken"),
        ((1, 1.6), "broken"),
    ],
    ids=["1, 4, 16 s", "4 s cut short", "1 s cut short"],
)
def test_r11_a_pairs_wait_grows_by_four(times, word):
    assert last(pair(*times), at=500) == word


def test_r11_what_was_on_its_way_together_does_not_make_the_wait_grow():
    run = pair(1)
    for index in (1, 2, 3):
        run.wants(index).tries(at=1.02).answers(at=1.03, code=131056)
    assert last(run.wants(9).tries(at=2.1).answers(at=2.1), at=500) == "kept"


def test_r11_a_message_that_went_through_begins_the_row_anew():
    run = pair(1).tries(at=2.1).answers(at=2.1).tries(at=3.2).answers(at=3.2, code=131056)
    assert last(run, at=4.3) == "kept"


def test_r11_a_crash_forgets_how_far_the_row_had_come():
    run = pair(1, 2.1).crashes(at=3, restarted=4).tries(at=5).answers(at=5, code=131056)
    assert last(run, at=6.1) == "kept"


def capped(*times, code=131049, scope="marketing", acked=True):
    """Messages to one person that fail later for a limit, acknowledged a second after."""
    run = Run()
    for index, at in enumerate(times):
        run.wants(index).tries(at=at).with_attempt(scope=scope).answers(at=at)
        run.status("failed", at=at + 1, code=code, acked=at + 1 if acked else None)
    return run


def then(run, at, scope="marketing", **attempt):
    run.wants(9).tries(at=at).with_attempt(scope=scope, **attempt).answers(at=at)
    return run.quiet(at=at + 1000).word("R11")


@pytest.mark.parametrize(
    ("at", "scope", "word"),
    [
        (DAY, "marketing", "broken"),
        (DAY + 3, "marketing", "kept"),
        (DAY, "utility", "untested"),
    ],
    ids=["within a day", "after it", "another scope"],
)
def test_r11_a_person_who_had_enough_is_left_alone_for_a_day(at, scope, word):
    assert then(capped(1), at, scope) == word


def test_r11_a_failure_that_was_not_acknowledged_holds_up_nobody():
    assert then(capped(1, acked=False), DAY) == "untested"


def test_r11_a_failure_outlives_a_crash():
    assert then(capped(1).crashes(at=5, restarted=6), DAY) == "broken"


@pytest.mark.parametrize(("days", "word"), [(2.4, "broken"), (2.6, "kept")])
def test_r11_the_second_time_the_day_has_grown_by_half(days, word):
    assert then(capped(1, DAY + 3), days * DAY) == word


def test_r11_a_number_called_spam_rests_for_an_hour():
    assert then(capped(1, code=131048), 3000, recipient="15550100009") == "broken"


def test_r11_a_later_failure_without_a_limit_holds_up_nobody():
    assert then(capped(1, code=131026), 5) == "untested"


def test_r11_a_code_of_answers_that_came_as_a_failure_holds_up_nobody():
    assert then(capped(1, code=130429), 2.5) == "untested"


def test_r11_a_persons_cap_is_of_marketing_whatever_it_was_given_for():
    assert then(capped(1, scope="utility"), DAY, "utility") == "untested"


def test_r11_the_story_names_the_failures_code():
    run = capped(1)
    then(run, 5)
    (story,) = [each for each in run.judge().stories if each.invariant == "R11"]
    assert any("failed with code 131049" in line.text for line in story.lines)
    assert story.sentence.startswith("code 131049 asks for a wait")


@pytest.mark.parametrize(("next_at", "word"), [(7.9, "broken"), (8.1, "kept"), (1.05, "untested")])
def test_r10_the_header_holds_up_all_that_the_limit_does(next_at, word):
    assert limited(130429, next_at, retry_after_s=7).word("R10") == word


def test_r10_in_milliseconds_is_broken_even_if_others_were_on_their_way():
    run = Run().wants().tries(at=1).answers(at=1, code=130429).with_answer(retry_after_s=7)
    assert run.tries(at=1.007).answers(at=1.007).quiet().word("R10") == "broken"


def test_r10_the_clock_starts_when_the_answer_was_handed_over():
    run = Run().wants(0).tries(at=1).answers(at=3, code=130429)
    run.with_answer(retry_after_s=7, t=1_000_000)
    assert run.wants(1).tries(at=9).answers(at=9).quiet().word("R10") == "broken"


@pytest.mark.parametrize(("intent", "word"), [(0, "broken"), (1, "untested")])
def test_r10_without_a_limiter_it_holds_up_its_own_message(intent, word):
    run = Run().wants(0).tries(at=1).answers(at=1, code=131000).with_answer(retry_after_s=7)
    run.wants(intent).tries(at=2).answers(at=2)
    assert run.quiet().word("R10") == word


@pytest.mark.parametrize(("template", "word"), [("news", "broken"), ("other", "untested")])
def test_r10_a_templates_limit_holds_up_that_template(template, word):
    run = Run().wants(0).tries(at=1).with_attempt(template="news")
    run.answers(at=1, code=132015).with_answer(retry_after_s=7)
    run.wants(1).tries(at=2).with_attempt(template=template).answers(at=2)
    assert run.quiet().word("R10") == word


@pytest.mark.parametrize("answer", [{"retry_after_s": 0}, {"retry_after_s": 7, "plan": "x"}])
def test_r10_no_wait_and_an_answer_that_was_not_read_hold_up_nobody(answer):
    assert limited(130429, 1.5, **answer).word("R10") == "untested"


def test_r10_is_untested_where_the_header_never_came():
    assert limited(130429, 1.5).word("R10") == "untested"


def test_r10_an_attempt_without_an_answer_asks_for_nothing():
    assert Run().wants().tries(at=1).quiet().word("R10") == "untested"


def test_r10_the_story_says_what_was_asked_and_what_was_done():
    stories = limited(130429, 2.5, retry_after_s=7).judge().stories
    (story,) = [each for each in stories if each.invariant == "R10"]
    assert story.sentence == (
        "the provider asked for 7 s (Retry-After), and the next call came after 1.50 s"
    )
