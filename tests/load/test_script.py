"""What happens beside the messages, over real HTTP."""

import time

import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.facts import TokenFact
from windtunnel.runtime.ledger import read_ledger
from windtunnel_load.rig.script import Script, request_of
from windtunnel_scenarios.exact_plan import Planned

pytestmark = pytest.mark.slow
PERSON = "5511999990001"


def played(stage, *happenings, **more):
    script = Script(stage.world, stage.clock, happenings, **more)
    script.prepare()
    script.start(stage.clock.now_us())
    time.sleep(0.5)
    script.stop()
    stage.world.settle()
    stage.world.delete()
    return script


def facts(stage, kind):
    ledger = read_ledger(stage.ledger)
    return [fact for fact in ledger.facts() if fact.__struct_config__.tag == kind]


def test_texts_and_template_states_come_at_their_times(stage):
    script = played(
        stage,
        Planned(at_us=0, what="text", fields={"recipient": PERSON, "text": "hello"}),
        Planned(at_us=200_000, what="template", fields={"template": "order_confirmed"}),
    )
    assert script.problems == []
    (inbound,) = facts(stage, "inbound")
    last = facts(stage, "template_state")[-1]
    assert inbound.recipient == PERSON
    assert (last.template, last.state) == ("order_confirmed", "PAUSED")
    # A busy machine may be late with the first one, never early with either.
    assert script._start_us <= inbound.t
    assert script._start_us + 200_000 <= last.t


def test_what_was_changed_in_somebodys_world_is_put_back(stage):
    script = Script(
        stage.world,
        stage.clock,
        [
            Planned(at_us=0, what="template", fields={"template": "order_confirmed"}),
            Planned(at_us=0, what="token", fields={}),
            Planned(at_us=60_000_000, what="template", fields={"template": "login_code"}),
        ],
    )
    script.start(stage.clock.now_us())
    time.sleep(0.5)
    script.stop()
    script.undo()
    found = facts_of(stage, "template_state")
    assert found["order_confirmed"][-2:] == ["PAUSED", "APPROVED"]
    assert set(found["login_code"]) == {"APPROVED"}
    tokens = [fact.state for fact in stage.world.facts() if isinstance(fact, TokenFact)]
    assert tokens[-2:] == ["expired", "valid"]


def facts_of(stage, kind):
    """Return the states of each template, in order."""
    found = {}
    for fact in stage.world.facts():
        if fact.__struct_config__.tag == kind:
            found.setdefault(fact.template, []).append(fact.state)
    return found


def test_what_cannot_be_done_is_a_problem_of_the_run(stage):
    script = played(stage, Planned(at_us=0, what="template", fields={"template": "nope"}))
    assert "template at 0 s: PATCH" in script.problems[0]


def test_what_is_to_come_when_the_run_ends_is_let_be(stage):
    late = Planned(at_us=60_000_000, what="text", fields={"recipient": PERSON})
    assert played(stage, late).problems == []
    assert facts(stage, "inbound") == []


def test_a_keyword_is_a_text():
    method, path, body = request_of("opt-out", {"recipient": PERSON})
    assert (method, path, body["text"]) == ("POST", "/inbound", "STOP")


def test_the_providers_switch_consent_and_a_changed_number_have_routes_of_their_own():
    stop = {"recipient": PERSON, "by": "preferences", "number": "main"}
    assert request_of("opt-out", stop) == (
        "PUT",
        f"/preferences/{PERSON}",
        {"value": "stop", "number": "main"},
    )
    given = {"recipient": PERSON, "evidence": "form"}
    assert request_of("consent", given) == ("POST", "/consents", given)
    change = {"recipient": PERSON, "new": "447700900123"}
    assert request_of("number", change) == ("POST", "/number-changes", change)


def consent(at_us):
    fields = {"recipient": PERSON, "scope": "marketing", "evidence": "web form"}
    return Planned(at_us=at_us, what="consent", fields=fields)


def test_a_consent_is_given_and_then_told_and_one_of_the_beginning_before_it(stage):
    told = []
    script = played(stage, consent(0), consent(100_000), tell_consent=told.append)
    first, second = facts(stage, "consent")
    assert first.t < script._start_us <= second.t
    assert [given["evidence"] for given in told] == ["web form"] * 2


def refuse(_given):
    raise ConfigError("it takes none")


def test_a_consent_that_is_not_taken_is_an_error_before_and_a_problem_in_the_middle(stage):
    with pytest.raises(ConfigError, match="it takes none"):
        Script(stage.world, stage.clock, [consent(0)], tell_consent=refuse).prepare()
    script = played(stage, consent(100_000), tell_consent=refuse)
    assert script.problems == ["consent at 0.1 s: it takes none"]
