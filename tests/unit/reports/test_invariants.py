"""Each fold: a planted ledger that breaks it, and its nearest legal neighbour that does not."""

import pytest
from ledgers import TEXT, Run

from windtunnel.domain.marker import ARMING_INDEX
from windtunnel.domain.policy import Policy
from windtunnel_reports.cases import Case, Cases
from windtunnel_reports.context import Context
from windtunnel_reports.invariants import Invariant


def lost_then_told():
    """An accepted message whose answer was lost, and whose webhook the sender acked at 2 s."""
    return Run().wants().tries(at=1).loses_answer(at=1.1).status("sent", at=1.5, acked=2)


def test_r01_sending_again_after_the_acked_webhook_is_broken():
    assert lost_then_told().tries(at=3).answers(at=3.1).quiet().word("R01") == "broken"


def test_r01_sending_again_before_the_webhook_is_acked_is_not():
    assert lost_then_told().tries(at=1.8).answers(at=1.9).quiet().word("R01") == "kept"


def test_r01_a_webhook_without_our_data_tells_nothing():
    run = Run().wants().tries(at=1, opaque=False).loses_answer(at=1.1)
    run.status("sent", at=1.5, acked=2).tries(at=3).answers(at=3.1).quiet()
    assert run.word("R01") == "kept"


def test_r01_a_read_answer_is_knowledge():
    run = Run().wants().tries(at=1).answers(at=1.1).sees("ok", at=1.2)
    assert run.tries(at=2).answers(at=2.1).quiet().word("R01") == "broken"


def test_r01_a_later_request_on_the_connection_is_knowledge():
    run = Run().wants().tries(at=1, conn="c1").answers(at=1.1)
    run.wants(1).tries(at=2, conn="c1").answers(at=2.1)
    assert run.tries(intent=0, at=3, conn="c2").answers(at=3.1).quiet().word("R01") == "broken"


def test_r01_an_answer_written_within_the_client_timeout_is_knowledge():
    run = Run(client_timeout_s=2.0).wants().tries(at=1).answers(at=1.1)
    assert run.tries(at=3).answers(at=3.1).quiet().word("R01") == "broken"


def test_r01_whether_a_whole_answer_was_read_cannot_be_known():
    run = Run().wants().tries(at=1).answers(at=1.1).tries(at=3).answers(at=3.1).quiet()
    assert run.word("R01") == "undecided"


def test_r01_a_retry_after_an_acked_retryable_failure_is_a_new_try():
    run = Run().wants().tries(at=1).answers(at=1.1).sees("ok", at=1.2)
    run.status("failed", at=2, code=131000, acked=2.1)
    assert run.tries(at=4).answers(at=4.1).quiet().word("R01") == "untested"


def test_r01_is_untested_where_no_answer_was_lost():
    assert Run().wants().tries(at=1).answers(at=1.1).quiet().word("R01") == "untested"


def twice(**policy):
    run = Run(**policy).wants().tries(at=1).loses_answer(at=1.1).arrives(at=2)
    return run.tries(at=3).answers(at=3.1).arrives(at=4).quiet()


def test_r02_two_copies_break_at_most_once():
    assert twice().word("R02") == "broken"


def test_r02_two_copies_of_a_lost_answer_are_legal_at_least_once():
    assert twice(delivery="at-least-once").word("R02") == "kept"


def test_r02_without_a_policy_it_is_judged_as_at_most_once():
    judgement = twice(delivery="undeclared").judge()
    assert "promises nothing" in judgement.stories[0].sentence


def test_r02_the_same_row_twice_is_one_copy():
    run = Run().wants().tries(at=1).loses_answer(at=1.1).arrives(at=2).arrives(at=2.1).quiet()
    assert run.word("R02") == "kept"


def test_r02_two_intents_with_one_text_are_two_messages():
    run = Run().wants(0).tries(at=1).loses_answer(at=1.1).arrives(at=2)
    assert run.wants(1).tries(at=3).answers(at=3.1).arrives(at=4).quiet().word("R02") == "kept"


def test_r02_is_undecided_before_the_handsets_have_settled():
    run = Run().wants().tries(at=1).loses_answer(at=1.1).arrives(at=2)
    assert run.word("R02") == "undecided"


def test_r03_a_message_that_nobody_told_of_is_lost():
    assert Run().wants().tries(at=1).answers(at=1.1, code=130429).quiet().word("R03") == "broken"


def test_r03_a_message_reported_as_failed_is_not_lost():
    run = Run().wants().tries(at=1).answers(at=1.1, code=130429).says("failed", at=2).quiet()
    assert run.word("R03") == "kept"


def test_r03_unknown_is_legal_after_a_lost_answer():
    run = Run().wants().tries(at=1).loses_answer(at=1.1).says("unknown", at=4).quiet()
    assert run.word("R03") == "kept"


@pytest.mark.parametrize("code", [130429, 131026])
def test_r03_unknown_after_a_whole_refusal_is_lost(code):
    run = Run().wants().tries(at=1).answers(at=1.1, code=code).says("unknown", at=4).quiet()
    assert run.word("R03") == "broken"


def test_r03_nothing_is_lost_before_it_is_quiet():
    assert Run().wants().tries(at=1).answers(at=1.1, code=130429).word("R03") == "undecided"


def test_r03_a_horizon_longer_than_the_drain_leaves_it_undecided():
    run = Run(horizon_s=60.0).wants().tries(at=1).answers(at=1.1, code=130429)
    assert run.quiet(waited=15).word("R03") == "undecided"


def test_r03_a_sender_that_did_not_come_to_rest_leaves_it_undecided():
    run = Run().wants().tries(at=1).answers(at=1.1, code=130429)
    assert run.quiet(step="drain_timeout").word("R03") == "undecided"


def test_r03_a_services_200_was_its_promise():
    assert Run().wants().promises(200, at=1).quiet().word("R03") == "broken"


def test_r03_a_services_500_promised_nothing():
    assert Run().wants().promises(500, at=1).quiet().word("R03") == "kept"


def test_r03_a_final_refusal_ends_a_services_promise():
    run = Run().wants().tries(at=1).answers(at=1.1, code=132001).promises(200, at=2).quiet()
    assert run.word("R03") == "kept"


def test_r03_a_service_that_did_not_answer_promised_nothing():
    assert Run().wants().promises(None, at=1).quiet().word("R03") == "kept"


def test_r03_an_accepted_message_keeps_a_services_promise():
    run = Run().wants().tries(at=1).answers(at=1.1).promises(200, at=2).quiet()
    assert run.word("R03") == "kept"


def test_r03_and_r07_say_nothing_of_what_nobody_wanted():
    run = Run().tries(at=1).answers(at=1.1).arrives(at=2, sha="other").quiet()
    assert (run.word("R03"), run.word("R07")) == ("untested", "untested")


def test_r04_success_that_nobody_accepted_is_a_phantom():
    run = Run().wants().tries(at=1).answers(at=1.1, code=131000).says("accepted", at=2).quiet()
    assert run.word("R04") == "broken"


def test_r04_success_after_a_lost_answer_is_true():
    run = Run().wants().tries(at=1).loses_answer(at=1.1).says("accepted", at=2).quiet()
    assert run.word("R04") == "kept"


def test_r04_is_not_claimed_where_outcomes_cannot_be_reported():
    (verdict,) = [v for v in Run().wants().promises(200, at=1).judge().verdicts if v.id == "R04"]
    assert (verdict.word, verdict.claimed) == ("untested", False)


@pytest.mark.parametrize(
    "wrong",
    [{"recipient": "15550100002"}, {"sha": "0000000000000000"}],
    ids=["person", "content"],
)
def test_r07_the_wrong_person_or_content_is_broken(wrong):
    run = Run().wants().tries(at=1).answers(at=1.1).arrives(at=2, **wrong).quiet()
    assert run.word("R07") == "broken"


def test_r07_the_right_content_for_the_right_person_is_kept():
    assert Run().wants().tries(at=1).answers(at=1.1).arrives(at=2).quiet().word("R07") == "kept"


FALLS_BACK = {"language_fallbacks": {"fr": "en"}}


@pytest.mark.parametrize(
    ("policy", "lang", "sha", "word"),
    [
        ({}, "fr", TEXT, "kept"),
        ({}, "en", TEXT, "broken"),
        ({}, None, TEXT, "kept"),
        (FALLS_BACK, "en", TEXT, "kept"),
        (FALLS_BACK, "en", "0000000000000000", "broken"),
    ],
    ids=["wanted", "none declared", "no template", "declared", "declared, of another content"],
)
def test_r07_another_language_is_right_where_fallbacks_are_declared(policy, lang, sha, word):
    run = Run(**policy).wants(lang="fr").tries(at=1).answers(at=1.1).arrives(at=2, sha=sha)
    assert run.with_row(lang=lang).quiet().word("R07") == word


def test_r07_one_language_may_be_written_in_two_ways():
    run = Run().wants(lang="pt_BR").tries(at=1).answers(at=1.1).arrives(at=2)
    assert run.with_row(lang="pt-BR").quiet().word("R07") == "kept"


def test_a_language_that_is_not_declared_is_of_r28_and_of_nothing_else():
    run = Run(**FALLS_BACK).wants(lang="fr", template="news").tries(at=1, form="template")
    run.with_attempt(template="news", lang="fr").answers(at=1.1, code=132001)
    run.tries(at=2, form="template").with_attempt(template="news", lang="de").answers(at=2.1)
    run.arrives(at=3).with_row(lang="de")
    assert list(run.quiet().judge().root_causes) == ["R28"]


def test_r07_without_an_expected_content_the_person_alone_counts():
    run = Run().wants(sha=None).tries(at=1).answers(at=1.1).arrives(at=2, sha="other").quiet()
    assert run.word("R07") == "kept"


def test_the_root_cause_is_told_and_the_rest_is_also():
    run = lost_then_told().arrives(at=2).tries(at=3).answers(at=3.1).arrives(at=4).quiet()
    (story,) = run.judge().stories
    assert (story.invariant, story.also, story.faults) == ("R01", ("R02", "R03"), ("answer-lost",))


def test_a_story_is_short_and_in_time_order():
    run = Run(attempts=1).wants()
    for at in range(1, 12):
        run.tries(at=at).answers(at=at, code=131000)
    (story,) = run.says("failed", at=20).quiet().judge().stories
    times = [line.t for line in story.lines]
    assert len(times) <= 8
    assert times == sorted(times)


def test_of_two_breaches_of_one_message_the_first_is_told_and_both_count():
    run = Run().wants().tries(at=1).answers(at=1.1).arrives(at=2, sha="x")
    run.tries(at=3).answers(at=3.1).arrives(at=4, sha="y").quiet()
    (verdict,) = [found for found in run.judge().verdicts if found.id == "R07"]
    assert (verdict.broken, len(verdict.stories)) == (2, 1)


def test_a_message_that_none_but_the_first_knew_of_is_legal_at_least_once():
    run = Run(delivery="at-least-once").wants().tries(at=1).answers(at=1.1, code=131000)
    run.tries(at=3).loses_answer(at=3.1).arrives(at=4).quiet()
    assert run.word("R02") == "kept"


def test_an_invariant_that_judges_nothing_is_none():
    context = Context(cases=Cases(), policy=Policy.undeclared(), reports=frozenset(), delta_us=0)
    with pytest.raises(NotImplementedError):
        Invariant(context).judge(Case(index=0))


def test_the_arming_message_is_nobodys():
    run = Run()
    run.wants().tries(at=1).answers(at=1.1)
    run.tries(intent=ARMING_INDEX, at=2).answers(at=2.1, code=132001)
    assert run.quiet().judge().counts["attempts"] == 1


def test_what_is_required_and_open_stays_open():
    verdicts = Run().wants().quiet().judge(required=["R01", "R07"]).verdicts
    assert {v.id: (v.word, v.required) for v in verdicts if v.required} == {
        "R01": ("untested", True),
        "R07": ("untested", True),
    }


def test_the_matrix_shows_its_zeros():
    matrix = lost_then_told().arrives(at=2).quiet().judge().matrix
    assert matrix["answer-lost / 1"] == {
        "arrived once": 1,
        "arrived twice or more": 0,
        "did not arrive": 0,
    }
    assert sum(matrix["answer-lost / 2"].values()) == 0
