"""A key belongs to one message, one body and one span of time."""

import pytest
from ledgers import Run


def keyed(*keys, ttl_s=60.0, gap=2.0, **attempt):
    """A message tried with each of these keys, its answers lost."""
    run = Run(delivery="provider-idempotent", key_ttl_s=ttl_s).wants()
    for place, key in enumerate(keys):
        run.tries(at=1 + place * gap).with_attempt(idem_key=key, **attempt)
        run.loses_answer(at=1 + place * gap)
    return run


def test_r08_the_same_key_is_kept():
    assert keyed("k", "k").quiet().word("R08") == "kept"


@pytest.mark.parametrize("keys", [("k", "l"), (None, None), ("k", None)], ids=str)
def test_r08_another_key_or_none_is_broken(keys):
    assert keyed(*keys).quiet().word("R08") == "broken"


def test_r08_one_attempt_tests_nothing():
    assert keyed("k").quiet().word("R08") == "untested"


def test_r08_without_the_promise_keys_are_nobodys_business():
    run = Run().wants().tries(at=1).loses_answer(at=1).tries(at=2).answers(at=2)
    assert run.quiet().word("R08") == "untested"


def test_r08_two_messages_may_not_share_a_key():
    run = keyed("k").wants(1).tries(at=5).with_attempt(idem_key="k").answers(at=5)
    assert run.quiet().word("R08") == "broken"


def test_r08_two_numbers_may():
    run = keyed("k", "k").wants(1).tries(at=5).with_attempt(idem_key="k", number="n2")
    assert run.answers(at=5).quiet().word("R08") == "kept"


def test_r08_another_body_under_the_same_key_is_broken():
    run = keyed("k").tries(at=5).with_attempt(idem_key="k", content_sha="0" * 16)
    assert run.answers(at=5).quiet().word("R08") == "broken"


@pytest.mark.parametrize("changed", [{"content_sha": "0" * 16}, {"number": "n2"}], ids=str)
def test_r08_another_body_or_route_may_have_another_key(changed):
    run = keyed("k").tries(at=5).with_attempt(idem_key="l", **changed).answers(at=5)
    assert run.quiet().word("R08") == "kept"


@pytest.mark.parametrize(("acked", "word"), [(2, "kept"), (9, "broken")])
def test_r08_an_acknowledged_failure_may_have_another_key(acked, word):
    run = keyed("k").status("failed", at=1.5, code=131000, acked=acked)
    run.tries(at=5).with_attempt(idem_key="l").answers(at=5)
    assert run.quiet().word("R08") == word


@pytest.mark.parametrize(
    ("keys", "gap", "word"),
    [
        (("k", "k"), 59, "kept"),
        (("k", "k"), 61, "broken"),
        (("k", "l"), 59, "broken"),
        (("k", "l"), 61, "kept"),
    ],
)
def test_r08_a_key_is_not_used_past_its_life(keys, gap, word):
    assert keyed(*keys, gap=gap).quiet().word("R08") == word


def test_r08_a_key_without_a_declared_life_lives_on():
    assert keyed("k", "k", ttl_s=None, gap=900).quiet().word("R08") == "kept"


def test_r08_the_life_begins_with_the_acceptance():
    run = Run(delivery="provider-idempotent", key_ttl_s=60.0).wants()
    run.tries(at=1).with_attempt(idem_key="k").answers(at=1, code=131000)
    run.tries(at=90).with_attempt(idem_key="k").answers(at=90)
    assert run.quiet().word("R08") == "kept"


def test_r08_a_key_that_was_never_accepted_is_not_over():
    run = Run(delivery="provider-idempotent", key_ttl_s=60.0).wants()
    run.tries(at=1).with_attempt(idem_key="k").answers(at=1, code=131000)
    run.tries(at=90).with_attempt(idem_key="l").answers(at=90)
    assert run.quiet().word("R08") == "broken"
