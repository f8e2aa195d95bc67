import msgspec
import pytest
from crashing import ACCEPTED, Toy
from odd_senders import (
    Endless,
    Forgets,
    Hangs,
    Late,
    Naps,
    Overclaims,
    Raises,
    Swallows,
    broken,
)

from windtunnel.domain.errors import ConfigError, PolicyError
from windtunnel.domain.facts import PromiseFact, PushFact, QuietFact
from windtunnel.domain.sender import Outcome
from windtunnel_verify import (
    Crash,
    HarnessError,
    Inbound,
    PlannedFault,
    RunawayError,
    Schedule,
    Wanted,
    order,
    run_schedule,
)
from windtunnel_verify.flight import ATTEMPTS_MAX, PENDING_US
from windtunnel_verify.schedule import INTENTS_MAX, spec_of

ONE = Schedule(intents=(order(),))
REFERENCE = "windtunnel_load.senders.reference:create"
BLIND = "windtunnel_load.senders.blind_retry:create"


def facts_of(ran, kind):
    return [fact for fact in ran.ledger.facts() if isinstance(fact, kind)]


def test_a_send_that_never_returns_is_told_with_its_place():
    ran = run_schedule(Hangs, ONE)
    assert ran.pending == (0,)
    assert "Hangs.send" in ran.waiting
    assert "odd_senders.py" in ran.waiting
    assert "R03" in ran.broken
    assert ran.end_us < PENDING_US + 120_000_000


def test_a_runaway_is_stopped_and_the_run_says_so():
    ran = run_schedule(Endless, ONE)
    assert ran.stopped.startswith(f"more than {ATTEMPTS_MAX} attempts")
    assert ran.judgement.counts["attempts"] == ATTEMPTS_MAX + 1
    assert [f.step for f in facts_of(ran, QuietFact)] == ["drain_timeout", "settled"]


def test_what_a_sender_raises_is_a_finding_and_a_broken_promise():
    ran = run_schedule(Raises, ONE)
    (promise,) = facts_of(ran, PromiseFact)
    assert (promise.http, promise.error) == (500, "LookupError: no such order")
    assert "send of intent 0 raised LookupError: no such order" in ran.findings


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(True, "TypeError: an outcome is True"), (Outcome(state="sent"), "ValueError: an outcome's")],
    ids=["no outcome", "no state"],
)
def test_what_is_no_outcome_is_the_senders_error(outcome, said):
    class Odd(Raises):
        async def send(self, _intent):
            return outcome

    ran = run_schedule(Odd, ONE)
    (promise,) = facts_of(ran, PromiseFact)
    assert promise.http == 500
    assert promise.error.startswith(said)


def test_a_report_that_no_ledger_could_hold_raises_in_the_sender():
    class Odd(Raises):
        async def send(self, _intent):
            self.world.effect(None, "sent")

    said = "send of intent 0 raised ValueError: world.effect: Expected `str`, got `null`"
    assert run_schedule(Odd, ONE).findings[0].startswith(said)


def test_a_receiver_that_raises_answers_500():
    class Half(Raises):
        async def send(self, intent):
            await self.post(intent)

    ran = run_schedule(Half, ONE)
    assert {f.http for f in facts_of(ran, PushFact)} == {500}
    assert "receive raised KeyError: 'entry'" in ran.findings


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (lambda _world: 1 / 0, "close raised ZeroDivisionError: division by zero"),
        (lambda world: world.sleep(1e6), "close did not return within 60 s"),
    ],
    ids=["raises", "hangs"],
)
def test_a_close_that_does_not_end_well_is_a_finding(ends, said):
    class Ends(Toy):
        async def send(self, intent):
            await self.post(intent)
            return ACCEPTED

        async def close(self):
            await ends(self.world)

    ran = run_schedule(Ends, ONE)
    assert ran.findings == (said,)
    assert ran.broken == ()


def test_a_failure_that_nobody_awaited_is_a_finding():
    ran = run_schedule(Forgets, ONE)
    assert any("LookupError: nobody looks" in said for said in ran.findings)
    assert ran.broken == ()


def test_real_io_is_a_finding_though_the_sender_swallows_the_error():
    ran = run_schedule(Swallows, ONE)
    assert "loop.create_connection" in ran.findings[0]


def test_a_sender_that_waits_a_day_is_waited_for():
    ran = run_schedule(Late, ONE)
    assert ran.pending == ()
    assert ran.judgement.counts["arrived"] == 1


def test_a_message_after_a_week_of_silence_is_waited_for():
    ran = run_schedule(REFERENCE, Schedule(intents=(order(7 * 86_400_000_000),)))
    assert ran.judgement.counts["arrived"] == 1
    assert ran.broken == ()


@pytest.mark.parametrize(
    ("create", "error", "said"),
    [
        (broken, ConfigError, "the factory raised RuntimeError: no settings"),
        (Overclaims, PolicyError, "exactly once cannot be had"),
        ("no_such_module_here:create", ConfigError, "importing no_such_module_here raised"),
        ("json:create", ConfigError, "json has no function 'create'"),
        (lambda _world: object(), ConfigError, "needs `async def send`"),
    ],
    ids=["raises", "overclaims", "module", "function", "no sender"],
)
def test_what_is_no_sender_is_refused_with_the_reason(create, error, said):
    with pytest.raises(error, match=said.replace("(", r"\(")):
        run_schedule(create, ONE)


def test_a_sender_that_turns_on_the_spot_stops_the_run():
    class Spins(Late):
        async def send(self, _intent):
            while True:
                await self.world.sleep(0)

    with pytest.raises(RunawayError, match=r"Spins\.send"):
        run_schedule(Spins, ONE)


def test_a_broken_provider_is_our_error_and_not_the_senders(monkeypatch):
    def fail(_self, _submit, _began_ns):
        raise ZeroDivisionError

    monkeypatch.setattr("windtunnel_verify.world.VirtualWorld.submit", fail)
    with pytest.raises(HarnessError, match="ZeroDivisionError"):
        run_schedule(REFERENCE, ONE)


def test_a_required_invariant_is_marked_and_others_are_not():
    verdicts = run_schedule(REFERENCE, ONE, required=("R03",)).judgement.verdicts
    assert [v.id for v in verdicts if v.required] == ["R03"]


def test_a_schedule_survives_json():
    schedule = Schedule(
        intents=(order(5, deadline_us=9), Wanted(text="{marker}", recipient="447700900123")),
        faults=(PlannedFault(intent=1, attempt=2, fault="wire", settings={"cut_bytes": 4}),),
        inbound=(Inbound(recipient="447700900123"),),
        crash=Crash(step=3),
    )
    raw = msgspec.json.encode(schedule)
    assert msgspec.json.decode(raw, type=Schedule) == schedule
    assert b"epoch_s" not in raw


def test_alike_faults_are_one_with_several_targets():
    faults = tuple(PlannedFault(intent=n, fault="answer-lost") for n in range(3))
    lost = PlannedFault(intent=0, attempt=2, fault="answer-code", settings={"code": 131000})
    timeline = spec_of(Schedule(intents=(order(),), faults=(*faults, lost)), 0).timeline
    assert [fault.scope.exact for fault in timeline] == [((0, 1), (1, 1), (2, 1)), ((0, 2),)]


def test_a_content_without_marker_is_refused():
    with pytest.raises(ConfigError, match=r"intents\[0\]: no part of its content holds"):
        run_schedule(REFERENCE, Schedule(intents=(Wanted(text="hello"),)))


def test_a_schedule_has_a_bound():
    with pytest.raises(ConfigError, match="at most"):
        run_schedule(REFERENCE, Schedule(intents=(order(),) * (INTENTS_MAX + 1)))


def test_a_fault_more_or_less_leaves_the_fate_of_other_messages_as_it_was():
    three = tuple(order(n * 1_000_000, recipient=f"551199999000{n}") for n in range(3))
    lost = PlannedFault(intent=1, fault="fail-later", settings={"code": 131026})

    def arrivals(faults):
        ran = run_schedule(REFERENCE, Schedule(intents=three, faults=faults), 5)
        return {r.recipient: r.t for c in (0, 2) for r in rows(ran, three[c].recipient)}

    def rows(ran, recipient):
        return [f for f in ran.ledger.facts() if getattr(f, "recipient", "") == recipient]

    assert arrivals(()) == arrivals((lost,))


def test_ties_in_a_drawn_order_are_another_run_and_a_repeatable_one():
    same = Schedule(intents=tuple(order(recipient=f"551199999000{n}") for n in range(6)))
    first = run_schedule(Naps, same, 1, tie_seed=1).digest
    assert first == run_schedule(Naps, same, 1, tie_seed=1).digest
    assert len({run_schedule(Naps, same, 1, tie_seed=n).digest for n in range(4)}) > 1


def test_faults_drawn_on_demand_are_a_schedule_that_replays():
    asked = []

    def draw(intent, attempt):
        asked.append((intent, attempt))
        lost = PlannedFault(intent=intent, attempt=attempt, fault="answer-lost")
        return (lost,) if (intent, attempt) in {(0, 1), (1, 2)} else ()

    two = Schedule(intents=(order(), order(1_000_000, recipient="5511999990012")))
    limited = PlannedFault(intent=1, fault="answer-code", settings={"code": 131000})
    first = run_schedule(BLIND, msgspec.structs.replace(two, faults=(limited,)), 1, draw=draw)
    assert asked == [(0, 1), (1, 1), (0, 2), (1, 2), (1, 3)]
    again = run_schedule(BLIND, msgspec.structs.replace(two, faults=(limited, *first.drawn)), 1)
    assert again.judgement == first.judgement
    assert again.judgement.counts["duplicated"] == 2
