import msgspec
import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.verdict import Story
from windtunnel.domain.worldspec import FaultSpec
from windtunnel_load.senders import reference
from windtunnel_verify import Crash, Inbound, PlannedFault, Schedule, Wanted, order
from windtunnel_verify.happenings import ClockJumps, OptOut
from windtunnel_verify.hunt import minimise
from windtunnel_verify.hunt.deletion import fewest
from windtunnel_verify.hunt.edits import moved, only, plainer
from windtunnel_verify.hunt.exactly import exactly
from windtunnel_verify.hunt.minimise import Minimiser
from windtunnel_verify.hunt.trial import Trial, try_out
from windtunnel_verify.schedule import RECIPIENT

FAULTS = ("answer-lost", "wire", "fail-later")


def fault(intent, attempt=1, kind="answer-lost", **settings):
    return PlannedFault(intent=intent, attempt=attempt, fault=kind, settings=settings)


@pytest.mark.parametrize("needed", [(), (0,), (3, 4), (0, 7), (1, 3, 5)])
def test_what_is_not_needed_is_left_out(needed):
    items = tuple(range(8))
    assert fewest(items, lambda kept: set(needed) <= set(kept)) == needed


def test_deletion_tries_few_times():
    tried = []
    fewest(tuple(range(64)), lambda kept: tried.append(kept) or 17 in kept)
    assert len(tried) < 30


def test_what_another_held_in_place_is_left_out_once_that_is_gone():
    def still(kept):
        return 2 in kept and not (1 in kept and 0 not in kept)

    assert fewest((0, 1, 2), still) == (2,)


def test_the_faults_of_a_message_move_along_with_it():
    three = Schedule(intents=(order(), order(1), order(2)), faults=(fault(0), fault(2, 3)))
    assert only(three, (1, 2)).faults == (fault(1, 3),)
    assert only(three, (2,)).intents == (order(2),)


def test_everything_moves_in_time_and_nothing_before_the_start():
    schedule = Schedule(
        intents=(Wanted(at_us=9, text="{marker}", deadline_us=20),),
        inbound=(Inbound(at_us=3),),
        happenings=(ClockJumps(at_us=5, by_us=1),),
        timeline=(FaultSpec(kind="throttle", at_us=1, settings={"throughput_per_s": 1}),),
    )
    earlier = moved(schedule, -4)
    times = [(*earlier.intents, *earlier.inbound, *earlier.happenings, *earlier.timeline)]
    assert [each.at_us for each in times[0]] == [5, 0, 1, 0]
    assert earlier.intents[0].deadline_us == 16


class Judge:
    """Fails a schedule where a claim holds; counts how often it was asked."""

    def __init__(self, claim, *, root="R02", intent=None):
        self.claim = claim
        self.root = root
        self.intent = intent
        self.asked = 0

    def __call__(self, schedule, seed):
        self.asked += 1
        story = Story(invariant=self.root, sentence="", lines=(), intent=self.intent)
        found = self.claim(schedule)
        root = found if isinstance(found, str) else self.root
        roots = {root: story} if found else {}
        return Trial(schedule=schedule, seed=seed, roots=roots)


def small(schedule, claim, *, runs_max=500, seed=7, intent=None):
    judge = Judge(claim, intent=intent)
    minimiser = Minimiser(judge, judge(schedule, seed), "R02", runs_max=runs_max)
    return minimiser.minimise(), minimiser


CROWDED = Schedule(
    intents=tuple(
        Wanted(at_us=n * 86_400_000_000, recipient=f"55119999900{n:02d}", text="{marker} hi")
        for n in range(4)
    ),
    faults=tuple(fault(n, attempt, kind) for n in range(4) for attempt, kind in enumerate(FAULTS)),
    timeline=(FaultSpec(kind="throttle", settings={"throughput_per_s": 1.0}),),
    inbound=(Inbound(at_us=5_000_000),),
    happenings=(OptOut(recipient=RECIPIENT, at_us=7), ClockJumps(by_us=5)),
    crash=Crash(step=9, restart_after_us=5),
    switches={"push_batching": True},
    not_on_whatsapp=0.5,
)


def has_fault(schedule, kind="wire"):
    return any(each.fault == kind for each in schedule.faults)


def test_a_crowded_schedule_is_left_with_what_it_takes():
    trial, _ = small(CROWDED, has_fault)
    assert trial.schedule == Schedule(intents=(order(),), faults=(fault(0, 1, "wire"),))
    assert trial.seed == 0


def test_two_faults_that_belong_together_stay():
    trial, _ = small(CROWDED, lambda s: has_fault(s) and has_fault(s, "fail-later"))
    assert len(trial.schedule.intents) <= 2
    assert {each.fault for each in trial.schedule.faults} == {"wire", "fail-later"}


def test_one_bug_never_becomes_another_on_the_way():
    trial, _ = small(CROWDED, lambda s: has_fault(s) if len(s.intents) > 2 else "R03")
    assert len(trial.schedule.intents) == 3


def test_the_storys_message_is_tried_alone_first():
    many = Schedule(intents=tuple(order(n) for n in range(500)), faults=(fault(333),))
    trial, minimiser = small(many, lambda s: bool(s.faults), intent=333)
    assert len(trial.schedule.intents) == 1
    assert minimiser.runs < 12


def test_the_crash_moves_when_fewer_things_come_before_it():
    pair = Schedule(intents=(order(), order(1)), inbound=(Inbound(),), crash=Crash(step=9))
    steps = {2: 9, 1: 4}

    def breaks(schedule):
        crash = schedule.crash
        return crash is not None and crash.step == steps.get(len(schedule.intents))

    trial, _ = small(pair, breaks)
    assert (len(trial.schedule.intents), trial.schedule.crash) == (1, Crash(step=4))


def test_minimising_ends_with_its_budget_and_asks_nothing_twice():
    trial, minimiser = small(CROWDED, has_fault, runs_max=5)
    assert minimiser.runs == 5
    assert has_fault(trial.schedule)
    judge = Judge(has_fault)
    minimiser = Minimiser(judge, judge(CROWDED, 1), "R02", runs_max=500)
    minimiser.minimise()
    assert judge.asked == minimiser.runs + 1


def test_a_form_that_cannot_be_run_is_passed_over():
    def refuses(schedule):
        if schedule.crash is None:
            raise ConfigError("not possible")
        return has_fault(schedule)

    trial, _ = small(CROWDED, refuses)
    assert trial.schedule.crash is not None


def test_settings_are_dropped_and_attempts_come_earlier():
    odd = Schedule(
        intents=(order(order_key="a"), Wanted(code="{marker}", deadline_us=5)),
        faults=(fault(0, 2, "answer-code", code=1, http=200),),
        timeline=(FaultSpec(kind="throttle", for_us=90_000_000),),
    )
    forms = list(plainer(odd))
    struck = [form.faults for form in forms if form.faults != odd.faults]
    assert (fault(0, 1, "answer-code", code=1, http=200),) in struck
    assert (fault(0, 2, "answer-code", code=1),) in struck
    assert [form.timeline[0].for_us for form in forms if form.timeline != odd.timeline] == [
        1_000_000,
        60_000_000,
    ]
    assert any(form.intents[0].order_key is None for form in forms)
    assert any(form.intents[1].deadline_us is None for form in forms)


@pytest.mark.parametrize(
    ("fault_kind", "settings"),
    [
        ("answer-lost", {}),
        ("wire", {"before": "reset"}),
        ("wire", {"after": "reset"}),
        ("answer-code", {"code": 131026}),
        ("answer-code", {"code": 130429, "retry_after_s": 5}),
    ],
)
def test_what_a_share_did_to_one_message_is_said_exactly(fault_kind, settings):
    everybody = FaultSpec(kind=fault_kind, for_us=100_000, settings=settings)
    crowd = Schedule(intents=(order(3_000_000), order()), timeline=(everybody,))
    told = exactly(try_out(reference.create, crowd, 1), 1)
    struck = PlannedFault(intent=0, attempt=1, fault=fault_kind, settings=settings)
    assert told == Schedule(intents=(order(),), faults=(struck,))


def test_what_struck_its_webhooks_stays_exact():
    late = fault(1, kind="webhook-delay", delay_ms=10_000)
    crowd = Schedule(intents=(order(3_000_000), order()), faults=(late, fault(0)))
    told = exactly(try_out(reference.create, crowd, 1), 1)
    assert told.faults == (fault(0, kind="webhook-delay", delay_ms=10_000),)


def test_a_run_that_came_to_no_end_is_only_cut_down():
    told = exactly(Trial(schedule=CROWDED, seed=0, roots={}), 2)
    assert told == only(CROWDED, (2,))


def test_no_form_is_tried_twice():
    tried = []

    def claim(schedule):
        tried.append(schedule)
        return len(schedule.faults) > 1

    small(CROWDED, claim, seed=0)
    _, *forms = map(msgspec.msgpack.encode, tried)
    assert len(forms) > 20
    assert len(set(forms)) == len(forms)


def test_schedules_of_many_messages_may_be_tried_less_often(monkeypatch):
    monkeypatch.setattr(minimise, "WORK_MAX", 100)
    day = Schedule(intents=tuple(order(n) for n in range(90)))
    _, minimiser = small(day, lambda schedule: len(schedule.intents) > 80)
    assert minimiser.runs == 4
