"""What a world has recorded: its ledger as lines, and live counts."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from windtunnel.server.control.durations import seconds_of
from windtunnel.server.control.known import OneWorld
from windtunnel.server.control.shapes import Metrics
from windtunnel.server.tail import follow_lines

FOLLOW_S_MAX = 3_600.0
_LINES: dict[int | str, dict[str, Any]] = {200: {"content": {"application/x-ndjson": {}}}}

router = APIRouter(prefix="/worlds/{world}", tags=["records"])


@router.get("/ledger", response_class=StreamingResponse, responses=_LINES)
async def ledger(
    world: OneWorld,
    after: Annotated[int, Query(ge=-1, description="only facts whose seq is greater")] = -1,
    follow: Annotated[str, Query(description="keep the line open for this long")] = "0s",
) -> StreamingResponse:
    """Read the facts so far, a JSON object a line."""
    follow_s = seconds_of(follow, "follow", most_s=FOLLOW_S_MAX)
    lines = follow_lines(world, after=after, follow_s=follow_s)
    return StreamingResponse(lines, media_type="application/x-ndjson")


@router.get("/metrics")
async def metrics(world: OneWorld) -> Metrics:
    """Read live counts."""
    platform = world.platform
    counters = platform.counters
    return Metrics(
        **counters,
        in_flight=world.in_flight,
        now_us=world.clock.now_us(),
        faults_on=[fault.kind for fault in platform.faults() if fault.is_on],
        timer_lateness_p99_ms=world.timers.late.quantile_ms(0.99),
        last_attempt_us=world.last_attempt_us,
        last_push_us=world.last_push_us,
        armed=counters["attempts"] > 0,
        facts=world.writer.count,
    )
