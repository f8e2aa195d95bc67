"""What happens in a run beside its messages, as the ledger and a small sender see it."""

import msgspec
import pytest
from happening_senders import Fresh, Reads, Watches

from windtunnel.domain.errors import ConfigError, UnknownThing
from windtunnel.domain.facts import (
    AnswerFact,
    ClockFact,
    ConsentFact,
    EffectFact,
    InboundFact,
    NumberChangedFact,
    OptInFact,
    OptOutFact,
    PushFact,
    StatusFact,
    TemplateStateFact,
    TokenFact,
)
from windtunnel.domain.worldspec import TemplateSpec
from windtunnel_verify import Inbound, Schedule, Wanted, order, run_schedule
from windtunnel_verify.happenings import (
    ClockJumps,
    Consent,
    NumberChanges,
    OptIn,
    OptOut,
    TemplateTurns,
    TokenRotates,
    TokenTurns,
)

SECOND = 1_000_000
MINUTE = 60 * SECOND
ANA = "5547988887777"
OFFER = TemplateSpec(name="offer", category="marketing", body="Only today: {{1}}")
SHIPPED = ("reference", "pywa_sender")


def offer(at_us=0):
    return Wanted(
        at_us=at_us,
        recipient=ANA,
        scope="marketing",
        template="offer",
        lang="en",
        body=("{marker}",),
    )


ONE = (offer(),)


def ran(create, *happenings, wanted=ONE, **more):
    schedule = Schedule(intents=wanted, happenings=happenings, templates=(OFFER,), **more)
    raw = msgspec.json.encode(schedule)
    assert msgspec.json.decode(raw, type=Schedule) == schedule
    return run_schedule(create, schedule)


def of(run, kind):
    return [fact for fact in run.ledger.facts() if isinstance(fact, kind)]


def effects(run):
    return {fact.event: fact.state for fact in of(run, EffectFact)}


def acked(run, event):
    return [push.http for push in of(run, PushFact) if event in push.events]


@pytest.mark.parametrize(
    ("what", "kind", "word"), [(OptOut, OptOutFact, "STOP"), (OptIn, OptInFact, "START")]
)
def test_a_keyword_is_a_text_like_any_other_to_the_sender(what, kind, word):
    run = ran(Reads, what(at_us=5 * SECOND, recipient=ANA))
    (wish,), (text,) = of(run, kind), of(run, InboundFact)
    assert (wish.t, wish.event, text.event) == (5 * SECOND, text.event, wish.event)
    assert effects(run)[text.event] == word


@pytest.mark.parametrize(
    ("what", "kind", "value"), [(OptOut, OptOutFact, "stop"), (OptIn, OptInFact, "resume")]
)
def test_the_providers_switch_is_a_webhook_whose_event_the_sender_can_name(what, kind, value):
    run = ran(Reads, what(at_us=5 * SECOND, recipient=ANA, by="preferences"))
    (wish,) = of(run, kind)
    assert effects(run)[wish.event] == value
    assert of(run, InboundFact) == []


def test_marketing_after_the_providers_switch_fails():
    stops = OptOut(recipient=ANA, by="preferences")
    run = ran(Reads, stops, wanted=(offer(SECOND),))
    assert [f.code for f in of(run, StatusFact)] == [131050]


def test_consent_is_a_fact_before_the_message_of_its_instant():
    run = ran(Reads, Consent(recipient=ANA, evidence="form 7"))
    (consent,) = of(run, ConsentFact)
    kinds = [type(fact).__name__ for fact in run.ledger.facts()]
    assert (consent.evidence, consent.scope) == ("form 7", "marketing")
    assert kinds.index("ConsentFact") < kinds.index("IntentFact")


def test_a_templates_turn_is_a_webhook_whose_event_the_sender_can_name():
    run = ran(Reads, TemplateTurns(at_us=MINUTE, template="offer", state="REJECTED"))
    turned = of(run, TemplateStateFact)[-1]
    assert (turned.t, turned.state) == (MINUTE, "REJECTED")
    assert effects(run)[turned.event] == "REJECTED"


def test_a_token_turns_and_nobody_is_told():
    run = ran(Reads, TokenTurns(at_us=MINUTE), wanted=(offer(), offer(2 * MINUTE)))
    assert [f.code for f in of(run, AnswerFact)] == [0, 190]
    assert [(f.token, f.state) for f in of(run, TokenFact)][-1] == ("main", "expired")


TWICE = (TokenRotates(at_us=MINUTE), TokenRotates(at_us=5 * MINUTE, overlap_us=0))
SENT = tuple(offer(n * MINUTE + SECOND) for n in (0, 1, 2, 5))


def test_a_rotated_token_stands_in_the_credentials_and_the_old_one_holds_a_while():
    run = ran(Fresh, *TWICE, wanted=SENT)
    assert [f.code for f in of(run, AnswerFact)] == [0, 0, 0, 0]
    assert [(f.t, f.token, f.state) for f in of(run, TokenFact)[1:]] == [
        (MINUTE, "rotated-1", "valid"),
        (2 * MINUTE, "main", "expired"),
        (5 * MINUTE, "rotated-2", "valid"),
        (5 * MINUTE, "rotated-1", "expired"),
    ]


def test_who_keeps_a_token_for_ever_is_refused_after_the_overlap():
    run = ran(Reads, *TWICE, wanted=SENT)
    assert [f.code for f in of(run, AnswerFact)] == [0, 0, 190, 190]


def test_the_token_in_use_is_the_one_that_turns():
    turn = TokenTurns(at_us=6 * MINUTE, state="revoked")
    run = ran(Fresh, *TWICE, turn, wanted=(offer(7 * MINUTE),))
    assert of(run, TokenFact)[-1].token == "rotated-2"
    assert of(run, AnswerFact)[0].code == 190


def test_a_clock_that_jumps_moves_the_wall_clock_alone():
    jumps = (
        ClockJumps(at_us=MINUTE, by_us=3600 * SECOND),
        ClockJumps(at_us=MINUTE, by_us=-SECOND),
    )
    run = ran(Watches, *jumps, wanted=(offer(), offer(2 * MINUTE)), epoch_s=1_000_000)
    assert [effects(run)[f"clock:{n}"] for n in (0, 1)] == [
        "1000000 1000000 0",
        "1003719 1003719 120",
    ]
    assert [(f.moved_us, f.of) for f in of(run, ClockFact)] == [
        (3600 * SECOND, "sender"),
        (-SECOND, "sender"),
    ]
    assert of(run, AnswerFact)[1].t < 3 * MINUTE


def test_a_changed_number_is_a_system_message_and_the_person_stays():
    change = NumberChanges(at_us=MINUTE, recipient=ANA, new="447700900123")
    texts = tuple(Inbound(at_us=n * MINUTE, recipient=ANA, text="Hello?") for n in (0, 2))
    run = ran(Reads, change, inbound=texts)
    (changed,) = of(run, NumberChangedFact)
    assert (changed.t, changed.person) == (MINUTE, ANA)
    assert "changed from 554788887777 to 447700900123" in effects(run)[changed.event]
    assert [(f.recipient, f.person, f.asks) for f in of(run, InboundFact)] == [
        (ANA, ANA, True),
        ("447700900123", ANA, True),
    ]


@pytest.mark.parametrize("sender", SHIPPED)
def test_a_shipped_sender_takes_every_webhook_without_harm(sender):
    run = ran(
        f"windtunnel_load.senders.{sender}:create",
        OptOut(at_us=MINUTE, recipient=ANA, by="preferences"),
        OptIn(at_us=2 * MINUTE, recipient=ANA, by="preferences"),
        OptOut(at_us=3 * MINUTE, recipient=ANA),
        TemplateTurns(at_us=4 * MINUTE, template="offer"),
        NumberChanges(at_us=5 * MINUTE, recipient=ANA, new="447700900123"),
    )
    events = [f.event for f in of(run, OptOutFact | OptInFact)]
    events.append(of(run, TemplateStateFact)[-1].event)
    events.append(of(run, NumberChangedFact)[-1].event)
    assert len(events) == 5
    assert [set(acked(run, event)) for event in events] == [{200}] * 5
    assert run.findings == ()


def test_a_scope_that_no_customer_can_stop_is_refused():
    with pytest.raises(ConfigError, match=r"happenings\[0\]: scope is 'utility'"):
        ran(Reads, OptOut(recipient=ANA, scope="utility"))


def test_a_template_that_is_not_there_cannot_turn():
    with pytest.raises(UnknownThing, match="no template 'gone'"):
        run_schedule(
            Reads,
            Schedule(intents=(order(),), happenings=(TemplateTurns(template="gone"),)),
        )
