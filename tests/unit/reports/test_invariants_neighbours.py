"""What lies just beside the other tests of the folds: each was found by a line changed unseen."""

import pytest
from ledgers import Run
from ledgers_long import LongRun


def lost_then(code, *, acked):
    """An answer is lost, a webhook says sent, one says failed, and the message is sent again."""
    run = Run().wants().tries(at=1).loses_answer(at=1).status("sent", at=2, acked=3)
    return run.status("failed", at=2.5, code=code, acked=acked).tries(at=4).answers(at=5).quiet()


@pytest.mark.parametrize(
    ("code", "acked", "word"),
    [(131000, 3.5, "kept"), (131000, 4.5, "broken"), (131026, 3.5, "broken")],
    ids=["may be tried again", "not known yet", "final"],
)
def test_r01_only_a_failure_that_was_known_and_passes_makes_a_new_try(code, acked, word):
    assert lost_then(code, acked=acked).word("R01") == word


@pytest.mark.parametrize(("third", "word"), [(25, "kept"), (15, "broken")])
def test_r02_each_life_of_a_key_begins_with_the_attempt_that_began_it(third, word):
    run = Run(delivery="provider-idempotent", key_ttl_s=10.0).wants()
    for at in (1, 12, third):
        run.tries(at=at).loses_answer(at=at).arrives(at=at + 1)
    assert run.quiet().word("R02") == word


@pytest.mark.parametrize(("told", "word"), [(2, "broken"), (5, "kept")])
def test_r06_the_next_wait_of_a_growing_limit_is_that_of_its_last_refusal(told, word):
    run = Run(delivery="at-least-once", horizon_s=11.0).wants()
    for at in (0, 1):
        run.tries(at=at).answers(at=at, code=131056)
    assert run.says("failed", at=told, code=131056).quiet().word("R06") == word


def test_r20_what_a_customer_writes_afterwards_opens_no_window():
    run = Run().wants().tries(at=10).answers(at=10, code=131047)
    assert run.inbound(at=20, acked=21).quiet().word("R20") == "broken"


def test_r29_a_number_that_serves_again_is_not_out_though_its_fault_is_still_on():
    run = LongRun(fallback_after_s=5.0, fallback_share=0.9, fallback_within_s=10.0)
    run.fault(at=10.0, until=100.0)
    run.wants(0, at=10.0).tries(at=10.0).answers(at=10.0, code=131000)
    run.wants(1, at=12.0).tries(at=12.0).answers(at=12.0)
    for place in range(40):
        run.wants(2 + place, at=20.0 + place).tries(at=20.0 + place).answers(at=20.0 + place)
    assert run.quiet().word("R29") == "untested"


def test_r30_what_came_after_the_end_was_told_is_no_news_of_it():
    run = LongRun().wants(form="template", template="hello").tries(at=1, form="template")
    run.answers(at=1.1, code=131000).says("failed", at=5)
    run.facts[-1].cause = "provider"
    run.tries(at=6, form="template").answers(at=6, code=131026)
    assert run.quiet().word("R30") == "kept"
