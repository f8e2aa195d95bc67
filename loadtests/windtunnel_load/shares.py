"""Shares of one plan over Locust's workers: the master hands them out, by message.

A worker recomputes the plan and refuses another digest. One that leaves leaves its share's
segment without an end, which makes the run invalid.
"""

from collections.abc import Callable
from typing import Any

import gevent
import msgspec

from windtunnel.domain.errors import WindtunnelError
from windtunnel.runtime.clock import Clock
from windtunnel_load.drive import DriveConfig

MESSAGE = "windtunnel_share"
WORKERS_WAIT_S = 60.0
AHEAD_US = 2_000_000
"""The start is put this far ahead, so that every worker has its plan by then."""

POLL_S = 0.1


def hand_out(environment: Any, config: DriveConfig) -> None:
    """Wait for the expected workers and send each its share.

    Raises:
        WindtunnelError: they did not come.
    """
    runner = environment.runner
    wanted = max(1, environment.parsed_options.expect_workers)
    waited_s = 0.0
    while len(runner.clients.ready) + len(runner.clients.running) < wanted:
        gevent.sleep(POLL_S)
        waited_s += POLL_S
        if waited_s > WORKERS_WAIT_S:
            raise WindtunnelError(f"{wanted} workers were expected and did not come")
    start_us = max(config.start_us, Clock(config.m0_ns, config.scale).now_us() + AHEAD_US)
    for share, client_id in enumerate(sorted(runner.clients)):
        told = msgspec.structs.replace(
            config,
            share=share,
            of=len(runner.clients),
            start_us=start_us,
            progress=f"{config.progress}.{share}",
        )
        runner.send_message(MESSAGE, msgspec.to_builtins(told), client_id=client_id)


def listen(environment: Any, drive: Callable[[Any, DriveConfig], None]) -> None:
    """Drive the share that the master sends."""

    def took(environment: Any, msg: Any, **_: Any) -> None:
        gevent.spawn(drive, environment, msgspec.convert(msg.data, DriveConfig))

    environment.runner.register_message(MESSAGE, took)
