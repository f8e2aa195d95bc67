"""What each invariant makes of a provider that queues, tells little and signs nothing."""

import pytest
from ledgers import TEXT
from ledgers_queue import BROKE, EXPIRED, NEVER, OTHER, QueueRun

from windtunnel.domain.content import text_sha
from windtunnel_reports.applies import required_by
from windtunnel_reports.cases import Cases

DAY = 86_400.0
ORDER = {"form": "template", "template": "order", "lang": "en", "scope": "utility", "sha": "t"}
AS_TEXT = text_sha("your order is paid")


def one(**policy):
    return QueueRun(**policy).wants()


def required(run, reports=("outcome", "cause", "effect")):
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    return required_by(run.policy, reports, cases)


# Knowledge by asking.


def test_who_asked_and_was_told_knows_that_it_was_accepted():
    run = one(delivery="at-least-once").queues(at=1, lost=True).asks("queued", at=2)
    run.queues(at=3).says("accepted", at=3).quiet()
    assert run.word("R01") == "broken"
    lines = [line.text for line in run.verdict("R01").stories[0].lines]
    assert "the sender asks, and is told 'queued'" in lines


def test_who_asked_only_after_it_had_sent_again_did_not_know():
    run = one(delivery="at-least-once").queues(at=1, lost=True).queues(at=2).asks("queued", at=3)
    assert run.says("accepted", at=3).quiet().word("R01") != "broken"


def test_what_is_told_of_a_message_that_nobody_knows_is_nothing():
    run = one().queues(at=1).asks("sent", at=2, message="elsewhere").says("accepted", at=3)
    assert run.quiet().word("R01") == "untested"


def test_who_was_told_of_a_failure_and_sends_anew_does_no_wrong():
    run = one(delivery="at-least-once").queues(at=1).fails(at=DAY).asks("failed", at=DAY + 1)
    run.queues(at=DAY + 2).arrives(at=DAY + 3, message="m2").says("accepted", at=DAY + 2)
    assert run.quiet(at=2 * DAY).word("R01") == "untested"
    assert run.word("R02") == "untested"


def test_who_cleared_its_message_and_sends_anew_does_no_wrong():
    run = one(delivery="at-least-once").queues(at=1).asks("queued", at=2)
    run.fails(at=3, status="cleared").queues(at=5).arrives(at=6).says("accepted", at=5)
    assert run.quiet().word("R01") == "untested"


def test_who_cleared_it_only_after_it_had_sent_anew_did_wrong():
    run = one(delivery="at-least-once").queues(at=1).asks("queued", at=2)
    run.queues(at=5).fails(at=6, message="m1", status="cleared").arrives(at=7)
    assert run.says("accepted", at=5).quiet().word("R01") == "broken"


def test_a_message_queued_again_after_it_was_cleared_is_not_gone():
    run = one(delivery="at-least-once").queues(at=1).asks("queued", at=2)
    run.fails(at=3, status="cleared").status("queued", at=4, message="m1").queues(at=5)
    assert run.says("accepted", at=5).quiet().word("R01") == "broken"


def test_who_asked_and_was_told_never_may_not_try_again():
    run = one().queues(at=1).fails(at=5, code=NEVER).asks("failed", at=6)
    assert run.queues(at=7).quiet().word("R09") == "broken"


def test_who_was_never_told_never_may_try_again():
    assert one().queues(at=1).fails(at=5, code=NEVER).queues(at=7).quiet().word("R09") != "broken"


def test_a_cause_must_fit_what_the_sender_was_told():
    run = one().queues(at=1).fails(at=5, code=NEVER).asks("failed", at=6).says("failed", at=7)
    assert run.quiet().verdict("R30").counters["given_up"] == 1


def test_no_window_can_have_closed_where_there_is_none():
    run = one(delivery="at-least-once", attempts=5).queues(at=1).fails(at=5).asks("failed", at=6)
    run.says("failed", at=6).facts[-1].cause = "recipient"
    assert run.quiet().word("R30") == "broken"


# Messages that are queued again.


def again(**policy):
    """One message that expired, of which its sender heard, and which it has queued again."""
    run = one(**policy).queues(at=1).fails(at=DAY).asks("failed", at=DAY + 1)
    return run.queues(at=DAY + 10, message="m1")


def test_to_have_a_failed_message_queued_again_is_no_duplicate():
    run = again().arrives(at=DAY + 20, message="m1").says("accepted", at=DAY + 10)
    run.quiet(at=2 * DAY)
    assert [run.word(name) for name in ("R01", "R02", "R05", "R09", "R14")] == ["untested"] * 5


def test_to_have_it_queued_again_unheard_is_no_duplicate_either():
    run = one().queues(at=1).fails(at=DAY).queues(at=DAY + 10, message="m1")
    run.arrives(at=DAY + 20, message="m1").says("accepted", at=DAY + 10).quiet(at=2 * DAY)
    assert run.word("R01") == "untested"


def test_to_send_it_anew_after_it_was_queued_again_is_a_duplicate():
    run = again(delivery="at-least-once").asks("queued", at=DAY + 15, message="m1")
    run.queues(at=DAY + 30)
    run.arrives(at=DAY + 20, message="m1").arrives(at=DAY + 40, message="m4")
    assert run.says("accepted", at=DAY + 30).quiet(at=2 * DAY).word("R01") == "broken"


def test_one_message_queued_twice_allows_no_second_copy():
    run = again(delivery="at-least-once").asks("queued", at=DAY + 15, message="m1")
    run.queues(at=DAY + 30).arrives(at=DAY + 40, message="m1").arrives(
        at=DAY + 41, message="m3"
    ).says("accepted", at=DAY + 30).quiet(at=2 * DAY)
    assert run.word("R02") == "broken"


def test_a_failure_is_false_where_the_message_was_queued_again_and_arrived():
    run = again().arrives(at=DAY + 20, message="m1").says("failed", at=DAY + 30)
    assert run.quiet(at=2 * DAY).word("R05") == "broken"


def test_a_failure_is_true_where_it_failed_again():
    run = again().fails(at=DAY + 20, message="m1").asks("failed", at=DAY + 21, message="m1")
    assert run.says("failed", at=DAY + 30).quiet(at=2 * DAY).word("R05") == "untested"


def test_what_failed_before_it_was_queued_again_is_no_surrender():
    run = again(delivery="at-least-once", attempts=5).says("failed", at=DAY + 30)
    assert run.quiet(at=2 * DAY).word("R06") == "kept"


def test_who_is_told_that_it_expired_and_gives_up_at_once_surrenders_early():
    run = one(delivery="at-least-once", attempts=5).queues(at=1).fails(at=DAY)
    run.asks("failed", at=DAY + 1).says("failed", at=DAY + 2).quiet(at=2 * DAY)
    assert run.word("R06") == "broken"


def test_a_final_code_of_any_provider_excuses_where_nothing_was_tried():
    run = one(delivery="at-least-once", attempts=5).says("failed", at=1, code=NEVER)
    assert run.quiet().word("R06") == "untested"
    other = one(delivery="at-least-once", attempts=5).says("failed", at=1, code=EXPIRED)
    assert other.quiet().word("R06") == "undecided"


def test_to_queue_again_is_an_attempt():
    assert again(attempts=1).quiet(at=2 * DAY).word("R14") == "broken"
    assert again(attempts=2).quiet(at=2 * DAY).word("R14") == "kept"


def test_the_horizon_begins_anew_with_it():
    assert again(horizon_s=60.0).quiet(at=2 * DAY).word("R14") == "kept"
    late = again(horizon_s=60.0).queues(at=DAY + 100).quiet(at=2 * DAY)
    assert late.word("R14") == "broken"


def test_a_second_try_of_what_did_not_fail_is_within_the_first_horizon():
    run = one(horizon_s=60.0).queues(at=1, lost=True).queues(at=100)
    assert run.quiet().word("R14") == "broken"


def test_no_key_is_asked_of_a_message_that_is_queued_again():
    run = again(delivery="provider-idempotent", key_ttl_s=60.0)
    run.facts = [fact for fact in run.facts if getattr(fact, "attempt", "") != "a1"]
    run.queues(at=2 * DAY, message="m1").quiet(at=3 * DAY)
    sentences = [story.sentence for story in run.verdict("R08").stories]
    assert sentences == [
        "an API call without an idempotency key, on which the sender's promise rests"
    ]


def test_the_state_of_a_message_begins_anew_with_it():
    run = one().queues(at=1).fails(at=DAY, status="pending").push("m1:pending", at=DAY)
    run.effect("m1:pending", "pending", at=DAY).fails(at=DAY + 1)
    run.effect("m1:failed", "failed", at=DAY + 2)
    back = run.effect("m1:pending", "pending", at=DAY + 20)
    assert back.quiet(at=2 * DAY).word("R24") == "broken"


def test_a_state_may_go_back_where_the_message_was_queued_again():
    run = one().queues(at=1).fails(at=2, status="pending").push("m1:pending", at=2)
    run.effect("m1:pending", "pending", at=2, noop=True).fails(at=3)
    run.effect("m1:failed", "failed", at=4).queues(at=10, message="m1")
    run.effect("m1:pending", "pending", at=11)
    assert run.quiet().verdict("R24").word != "broken"


def test_played_comes_after_read():
    run = one().queues(at=1)
    for place, state in enumerate(("played", "read")):
        run.fails(at=2 + place, status=state).push(f"m1:{state}", at=4 + place)
        run.effect(f"m1:{state}", state, at=5 + place)
    assert run.says("accepted", at=1).quiet().word("R24") == "broken"


# No templates, no window, no limits, no signatures.


@pytest.mark.parametrize(("sha", "word"), [(AS_TEXT, "kept"), (TEXT, "broken")])
def test_what_arrives_is_the_text_where_a_provider_has_no_templates(sha, word):
    run = QueueRun().wants(**ORDER, text_sha=AS_TEXT).queues(at=1)
    run.arrives(at=2, sha=sha).with_row(provider="queues")
    assert run.quiet().word("R07") == word


def test_what_nobody_wrote_as_a_text_is_not_compared():
    run = QueueRun().wants(**ORDER).queues(at=1).arrives(at=2, sha="x")
    assert run.with_row(provider="queues").quiet().word("R07") == "kept"


def test_a_template_is_compared_as_one_where_the_provider_has_them():
    run = QueueRun(both=True).wants(**ORDER, text_sha=AS_TEXT).tries(at=1).answers(at=1)
    assert run.arrives(at=2, sha=AS_TEXT).quiet().word("R07") == "broken"


def test_no_window_is_asked_where_there_is_none():
    run = one().queues(at=1).quiet()
    assert run.word("R20") == "untested"
    assert "R20" not in required(run)


def test_a_text_in_place_of_a_template_has_the_scope_of_its_message():
    run = QueueRun().opts_out(at=0, acked=0.5, scope="service")
    run.wants(1, at=1, **ORDER).queues(at=2).with_attempt(scope="service").quiet()
    assert run.word("R19") == "untested"
    plain = QueueRun().opts_out(at=0, acked=0.5, scope="service")
    plain.wants(1, at=1).queues(at=2).with_attempt(scope="service").quiet()
    assert plain.word("R19") == "broken"


def test_marketing_as_a_text_is_marketing():
    news = {**ORDER, "scope": "marketing"}
    run = QueueRun().wants(**news).queues(at=1).with_attempt(scope="service").quiet()
    assert run.word("R26") == "broken"
    agreed = QueueRun().consents(at=0).wants(**news).queues(at=1).quiet()
    assert agreed.word("R26") == "kept"


@pytest.mark.parametrize(("both", "asked"), [(False, False), (True, True)])
def test_waits_and_languages_are_required_where_a_provider_has_them(both, asked):
    run = QueueRun(both=both, language_fallbacks={}).wants().queues(at=1)
    assert ("R11" in required(run)) is asked
    assert ("R28" in required(run)) is asked


def test_a_translation_is_not_missing_where_there_are_no_templates():
    run = QueueRun(language_fallbacks={}).template("PAUSED", at=0, name="order")
    assert run.wants(**ORDER).queues(at=1).quiet().word("R28") == "untested"


@pytest.mark.parametrize(("both", "asked"), [(False, False), (True, True)])
def test_signatures_are_required_where_a_provider_signs(both, asked):
    run = QueueRun(both=both).wants().queues(at=1).delivers("m1:sent", at=2)
    assert ("R25" in required(run)) is asked
    assert "R25" in required(run.crashes(at=5))


def forged(run, subscriber):
    run.fails(at=1, status="sent").delivers("m1:sent", at=2, signed="bad")
    run.facts[-1].subscriber = subscriber
    return run.effect("m1:sent", "sent", at=2.5).quiet().word("R25")


def test_a_forged_webhook_of_a_provider_that_signs_nothing_cannot_be_told():
    assert forged(one().queues(at=1), OTHER) == "untested"
    assert forged(QueueRun(both=True).wants().queues(at=1), OTHER) == "untested"


def test_a_forged_webhook_of_another_provider_can():
    assert forged(QueueRun(both=True).wants().queues(at=1), "account") == "broken"


def test_a_forged_webhook_of_nobody_known_here_is_judged_by_all_providers():
    assert forged(one().queues(at=1), "account") == "untested"


def test_a_server_error_is_ambiguous_there_too():
    run = one().queues(at=1)
    run.with_answer(accepted=False, code=BROKE, cls="ambiguous", http=500, message=None)
    assert run.says("unknown", at=2).quiet().word("R03") == "kept"
