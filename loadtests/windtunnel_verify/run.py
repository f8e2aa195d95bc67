"""`run_schedule`: a sender, a schedule and a seed in; a ledger and verdicts out."""

import asyncio
import contextlib
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import msgspec

from windtunnel.domain.policy import Policy
from windtunnel.providers import load_dialects
from windtunnel_reports.applies import required_by
from windtunnel_reports.cases import Cases
from windtunnel_reports.judge import Judgement, judge_cases
from windtunnel_verify.errors import HarnessError
from windtunnel_verify.flight import Flight
from windtunnel_verify.ledger import MemoryLedger
from windtunnel_verify.life import Factory
from windtunnel_verify.loop import VirtualLoop
from windtunnel_verify.patches import Run, patched, uncollected
from windtunnel_verify.records import REPORTS
from windtunnel_verify.schedule import DrawFault, PlannedFault, Schedule
from windtunnel_verify.targets import factory_of
from windtunnel_verify.tasks import told
from windtunnel_verify.watch import watched
from windtunnel_verify.world import Door


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is over.

    `findings` are what a sender did that the ledger does not hold (it blocked, it raised, it
    asked for real I/O); `waiting` names the tasks of sends that never returned. `steps` counts
    those of the first life up to its crash, where the schedule has one.
    """

    ledger: MemoryLedger
    digest: str
    judgement: Judgement
    policy: Policy
    findings: tuple[str, ...]
    pending: tuple[int, ...]
    waiting: str
    stopped: str
    drawn: tuple[PlannedFault, ...]
    steps: int
    crashed: bool
    end_us: int

    @property
    def broken(self) -> tuple[str, ...]:
        """The ids of broken invariants."""
        return tuple(v.id for v in self.judgement.verdicts if v.word == "broken")


def run_schedule(
    create: Factory | str,
    schedule: Schedule,
    seed: int = 0,
    *,
    required: Collection[str] = (),
    draw: DrawFault | None = None,
    door: Door | None = None,
    tie_seed: int | None = None,
    soak: bool = False,
) -> Ran:
    """Run a sender through a schedule in virtual time, and judge what it left.

    Args:
        create: the factory, or the text that names it ("pkg.mod:create").
        schedule: what is wanted and what goes wrong.
        seed: of the world's chance and of all chance that the sender draws.
        required: ids of invariants that must be kept, not just unbroken; where none are named,
            those that the policy makes apply.
        draw: asked for faults as each attempt arrives; what it gave is `Ran.drawn`.
        door: the front of other dialects than the installed ones.
        tie_seed: draws the order of timers of the same instant, None for first come, first
            served.
        soak: whether the run is long and busy enough for rates and means.

    Raises:
        ConfigError: the sender cannot be made, or the schedule is not possible.
        VirtualError: the run cannot go on, see `errors`.
        HarnessError: our own side broke.
    """
    factory = factory_of(create)
    loop = VirtualLoop(tie_seed=tie_seed)
    with uncollected():
        try:
            flight, waiting = _fly(loop, door or shipped_door(), factory, (schedule, seed, draw))
        finally:
            loop.close()
        return _ran(flight, loop, waiting, required=required, soak=soak)


def _fly(
    loop: VirtualLoop, door: Door, factory: Factory, what: tuple[Schedule, int, DrawFault | None]
) -> tuple[Flight, str]:
    """Fly once; return the flight, and what was still waiting at its end."""
    schedule, seed, draw = what
    flights: list[Flight] = []

    async def fly() -> None:
        flights.append(Flight(loop, door, factory, schedule=schedule, seed=seed, draw=draw))
        await flights[0].fly()

    loop.set_exception_handler(_note)
    with patched(Run(loop, seed=seed, epoch_s=schedule.epoch_s)):
        with watched(loop):
            loop.run_until_complete(fly())
        waiting = told(loop)
        bury(loop)
    return flights[0], waiting


@lru_cache(maxsize=1)
def shipped_door() -> Door:
    """Return the front of the installed dialects, made once."""
    return Door(load_dialects())


def bury(loop: VirtualLoop) -> None:
    """Let the coroutines of dead processes end now that nobody listens any more.

    Their `finally` blocks run here, after the ledger was closed, and not whenever the garbage
    collector comes by in a later run.
    """
    for task in loop.graveyard:
        if isinstance(task, asyncio.Task):
            coro = task.get_coro()
            # Whatever it raises are a dead sender's last words.
            with contextlib.suppress(BaseException):
                coro.close()
    loop.graveyard.clear()


def _ran(
    flight: Flight, loop: VirtualLoop, waiting: str, *, required: Collection[str], soak: bool
) -> Ran:
    tunnel = flight.tunnel
    if tunnel.network.mishaps:
        first = tunnel.network.mishaps[0]
        raise HarnessError(f"the provider in process raised {first!r}") from first
    cases = Cases().read(tunnel.ledger.facts())
    judgement = judge_cases(
        cases,
        required=required or required_by(flight.policy, REPORTS, cases, soak=soak),
        policy=flight.policy,
        reports=REPORTS,
        delta_us=0,
    )
    return Ran(
        ledger=tunnel.ledger,
        digest=tunnel.ledger.digest,
        judgement=judgement,
        policy=flight.policy,
        findings=tuple(loop.findings),
        pending=tuple(flight.pending),
        waiting=waiting if flight.pending else "",
        stopped=flight.stopped,
        drawn=tuple(flight.drawn),
        steps=flight.steps,
        crashed=flight.crashed,
        end_us=loop.now_us,
    )


def _note(loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
    """Note what nobody awaited: an exception in a task that the sender forgot."""
    assert isinstance(loop, VirtualLoop), "the handler of this loop alone"
    error = context.get("exception")
    said = context.get("message", "")
    loop.note(f"{said}: {type(error).__name__}: {error}" if error else str(said))
