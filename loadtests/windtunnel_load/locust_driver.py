"""The one module that imports Locust, which patches its whole process on import.

Locust is the engine (its process, its page, master and workers), not the clock: arrivals come from
the plan, and the dispatcher is a greenlet of its own, not a User. One idle User exists for
Locust's sake.
"""

import os
from pathlib import Path
from typing import Any

import gevent
from locust import User, constant, events
from locust.runners import MasterRunner, WorkerRunner

from windtunnel_load.alone import start_alone
from windtunnel_load.dispatch import Dispatcher
from windtunnel_load.drive import VARIABLE, DriveConfig, plan_of, read_drive
from windtunnel_load.shares import hand_out, listen
from windtunnel_load.targets import make_target

IDLE_S = 3600


class Idle(User):  # type: ignore[misc]  # Locust is not typed here
    """Does nothing; Locust wants at least one kind of user."""

    wait_time = constant(IDLE_S)

    def on_start(self) -> None:
        """Sleep."""
        gevent.sleep(IDLE_S)


def add_options(parser: Any) -> None:
    """Add what a run without a harness needs to know."""
    parser.add_argument("--scenario", default="steady", help="a shipped scenario or a file")
    parser.add_argument("--sender", default="reference", help="a sender, see `windtunnel senders`")


def begin(environment: Any, **_: Any) -> None:
    """Begin driving when Locust is up: alone, or by shares over its workers."""
    path = os.environ.get(VARIABLE)
    runner = environment.runner
    if isinstance(runner, WorkerRunner):
        listen(environment, drive)
        return
    config = start_alone(environment) if path is None else read_drive(Path(path))
    if isinstance(runner, MasterRunner):
        gevent.spawn(hand_out, environment, config)
    else:
        gevent.spawn(drive, environment, config)


def drive(environment: Any, config: DriveConfig) -> None:
    """Walk one share, then let Locust quit."""

    def report(name: str, ms: float, error: BaseException | None) -> None:
        environment.events.request.fire(
            request_type="SEND",
            name=name,
            response_time=ms,
            response_length=0,
            exception=error,
            context={},
        )

    dispatcher = Dispatcher(config, plan_of(config), make_target(config), report)
    environment.events.quitting.add_listener(lambda **_: dispatcher.stop())
    dispatcher.run()
    environment.process_exit_code = 0
    if environment.runner is not None and not environment.web_ui:
        environment.runner.quit()


events.init_command_line_parser.add_listener(add_options)
events.init.add_listener(begin)
