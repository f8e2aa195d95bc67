"""Which invariants a run must keep."""

import pytest
from ledgers import Run

from windtunnel.domain.policy import Backoff
from windtunnel_reports.applies import _APPLIES, Asked, required_by
from windtunnel_reports.cases import Cases
from windtunnel_reports.invariants import INVARIANTS

ALWAYS = {"R01", "R02", "R03", "R07", "R09", "R11"}
OUTCOME = {"R04", "R05", "R30"}


def required(run, *, reports=("outcome", "cause", "effect"), **more):
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    return required_by(run.policy, reports, cases, **more)


def plain(**policy):
    return Run(**policy).wants(form="template").tries(at=1, form="template").answers(at=1)


def test_what_applies_to_every_sender():
    assert set(required(plain())) == (ALWAYS | OUTCOME) & set(INVARIANTS)


def test_without_reports_only_what_the_edge_shows():
    assert set(required(plain(attempts=3, delivery="at-least-once"), reports=())) == ALWAYS | {
        "R14"
    }


def test_the_ids_are_in_order():
    found = required(plain(attempts=3))
    assert list(found) == sorted(found)


def test_every_invariant_has_its_rule():
    assert set(INVARIANTS) <= set(_APPLIES)
    assert len(_APPLIES) == 32


@pytest.mark.parametrize(
    ("policy", "name"),
    [
        ({"attempts": 3}, "R14"),
        ({"horizon_s": 3.0}, "R14"),
        ({"delivery": "at-least-once", "attempts": 3}, "R06"),
        ({"delivery": "provider-idempotent"}, "R08"),
        ({"frequency_cap": 1}, "R27"),
        ({"language_fallbacks": {}}, "R28"),
    ],
    ids=str,
)
def test_a_claim_makes_it_apply(policy, name):
    assert name in required(plain(**policy))
    assert name not in required(plain())


def test_at_least_once_without_a_bound_cannot_surrender_early():
    assert "R06" not in required(plain(delivery="at-least-once"))


@pytest.mark.parametrize(
    ("happens", "name"),
    [
        (lambda run: run.answers(at=1, code=130429).with_answer(retry_after_s=5), "R10"),
        (lambda run: run.opts_out(at=1), "R19"),
        (lambda run: run.status("failed", at=2, code=131050, message="m1"), "R19"),
        (lambda run: run.answers(at=1, code=131050), "R19"),
        (lambda run: run.wants(1), "R20"),
        (lambda run: run.template("PAUSED", at=1), "R21"),
        (lambda run: run.wants(1, deadline=9), "R22"),
        (lambda run: run.push("e", at=2, http=500), "R25"),
        (lambda run: run.wants(1, scope="marketing"), "R26"),
    ],
    ids=["R10", "opt-out", "status", "answer", "R20", "R21", "R22", "R25", "R26"],
)
def test_what_happens_makes_it_apply(happens, name):
    assert name in required(happens(plain().tries(at=1, form="template")))
    assert name not in required(plain())


@pytest.mark.parametrize("state", ["APPROVED", "PENDING"])
def test_a_template_that_comes_takes_none_away(state):
    assert "R21" not in required(plain().template(state, at=1, acked=2))


def test_a_template_that_was_never_there_is_no_event():
    run = plain().template("PAUSED", at=0)
    run.facts[-1].event = None
    assert "R21" not in required(run)


def test_a_webhook_that_nobody_answered_asks_for_nothing():
    assert "R25" not in required(plain().push("e", at=2, http=None))


@pytest.mark.parametrize(
    ("name", "policy", "is_soak"),
    [
        ("R12", {"backoff": Backoff(base_s=1)}, True),
        ("R13", {"backoff": Backoff(base_s=1)}, True),
        ("R15", {"retry_budget": 0.0}, True),
        ("R16", {"breaker_probe_per_s": 1.0}, True),
        ("R17", {"recover_within_s": 30.0}, True),
        ("R18", {}, True),
        ("R31", {"support_within_s": 60}, False),
        ("R32", {"contacts": True}, False),
    ],
    ids=str,
)
def test_what_needs_many_messages_is_asked_of_a_soak_alone(name, policy, is_soak):
    assert applies(name, plain(**policy), soak=True)
    assert applies(name, plain(**policy)) is not is_soak
    assert applies(name, plain(), soak=True) is not bool(policy)


def applies(name, run, *, soak=False):
    cases = Cases().read(sorted(run.facts, key=lambda fact: fact.t))
    asked = Asked(policy=run.policy, reports=frozenset(), cases=cases, soak=soak)
    return _APPLIES[name](asked)


def test_contacts_that_are_denied_are_not_claimed():
    assert not applies("R32", plain(contacts=False))


@pytest.mark.parametrize(
    ("claims", "number", "is_asked"),
    [
        ({"fallback_after_s": 5}, "n2", True),
        ({"fallback_after_s": 5}, "n1", False),
        ({}, "n2", False),
    ],
    ids=str,
)
def test_a_fallback_is_asked_of_who_declares_it_where_there_are_two_numbers(
    claims, number, is_asked
):
    run = plain(**claims).wants(1, number=number, form="template")
    assert applies("R29", run, soak=True) is is_asked
    assert not applies("R29", run)


@pytest.mark.parametrize(
    ("policy", "wants", "applies"),
    [
        ({"ordering": True}, {"order_key": "k"}, True),
        ({"ordering": True}, {}, False),
        ({"ordering": False}, {"order_key": "k"}, False),
    ],
    ids=str,
)
def test_order_is_asked_of_who_declares_it_where_there_is_one(policy, wants, applies):
    assert ("R23" in required(plain(**policy).wants(1, form="template", **wants))) is applies
