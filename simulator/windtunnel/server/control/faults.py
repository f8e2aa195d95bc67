"""Faults: inject, list, end."""

from fastapi import APIRouter

from windtunnel.domain import events
from windtunnel.engine.faults.board import FaultView
from windtunnel.server.control.known import Fault_, FaultId, OneWorld, Worlds
from windtunnel.server.control.shapes import Done, EventId

router = APIRouter(prefix="/worlds/{world}", tags=["faults"])


@router.post("/faults", status_code=201)
async def inject(world: OneWorld, worlds: Worlds, spec: Fault_) -> EventId:
    """Inject a fault, now or at its time."""
    worlds.check_fault(spec, others=len(worlds.all()) - 1)
    return EventId(id=world.inject(spec))


@router.get("/faults")
async def list_all(world: OneWorld) -> list[FaultView]:
    """List the faults that are on or still to come."""
    return world.platform.faults()


@router.delete("/faults/{fault}")
async def clear(world: OneWorld, fault: FaultId) -> Done:
    """End one fault."""
    world.apply(events.ClearFault(id=fault))
    return Done(now_us=world.clock.now_us())


@router.post("/heal")
async def heal(world: OneWorld) -> Done:
    """End all faults, those still to come included."""
    world.apply(events.Heal())
    return Done(now_us=world.clock.now_us())
