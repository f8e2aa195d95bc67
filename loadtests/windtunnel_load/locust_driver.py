"""The one module that imports Locust, which patches its whole process on import.

Locust is the engine (its process, its page, master and workers), not the clock: arrivals come from
the plan, and the dispatcher is a greenlet of its own, not a User. One idle User exists for
Locust's sake. Verdicts never come from Locust's exit status.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gevent
from locust import User, events, task
from locust.runners import MasterRunner, WorkerRunner
from msgspec import to_builtins

from windtunnel.domain.errors import WindtunnelError
from windtunnel_load.alone import Alone
from windtunnel_load.dispatch import Dispatcher
from windtunnel_load.drive import VARIABLE, DriveConfig, plan_of, read_drive
from windtunnel_load.shares import COUNTERS, ShareEnd, Shares, listen
from windtunnel_load.targets import make_target

IDLE_S = 3600
STOP_S_MAX = 5.0
CLOSE_S_MAX = 20.0
EXIT_USAGE = 2
EXIT_INTERNAL = 5
EXIT_INTERRUPTED = 130


class Failure(Exception):  # noqa: N818 - it is shown by its name on Locust's page
    """A class of failure, for Locust's page."""


class Idle(User):  # type: ignore[misc]  # Locust is not typed here
    """Does nothing; Locust wants at least one kind of user."""

    @task  # type: ignore[misc]  # likewise
    def idle(self) -> None:
        """Sleep until Locust ends it."""
        gevent.sleep(IDLE_S)


def add_options(parser: Any) -> None:
    """Add what a run without a harness needs to know."""
    group = parser.add_argument_group("Windtunnel")
    group.add_argument("--scenario", default="steady", help="a shipped scenario or a .yaml file")
    group.add_argument("--sender", default="reference", help="see: windtunnel senders list")


class Driving:
    """What this process drives: its share as a worker, else whole runs, one at a time."""

    def __init__(self, environment: Any) -> None:
        self._environment = environment
        self._dispatcher: Dispatcher | None = None
        self._shares: Shares | None = None
        self._run: gevent.Greenlet | None = None
        runner, hear = environment.runner, environment.events
        hear.test_stop.add_listener(self._stop)
        hear.quitting.add_listener(self._leave)
        if isinstance(runner, WorkerRunner):
            hear.report_to_master.add_listener(self._count)
            listen(runner, self._walk_share)
            return
        if isinstance(runner, MasterRunner):
            self._shares = Shares(environment)
        hear.test_start.add_listener(self._start)

    def walk(self, config: DriveConfig) -> int:
        """Walk one share; return 0, or 2 where this process cannot walk it."""
        try:
            plan, target = plan_of(config), make_target(config)
        except WindtunnelError as error:
            sys.stderr.write(f"error: {error}\n")
            return EXIT_USAGE
        self._dispatcher = Dispatcher(config, plan, target, _fire(self._environment))
        self._dispatcher.run()
        return 0

    def _walk_share(self, config: DriveConfig) -> ShareEnd:
        status = self.walk(config)
        walked = self._dispatcher if status == 0 else None
        return ShareEnd(status=status, figures=None if walked is None else walked.progress())

    def _start(self, **_: Any) -> None:
        if self._run is None or self._run.dead:
            self._run = gevent.spawn(self._whole_run)
            self._run.link(self._quit)

    def _whole_run(self) -> int:
        """Drive one run to its end, with a harness's drive file or alone; return its status."""
        path = os.environ.get(VARIABLE)
        options = self._environment.parsed_options
        try:
            if path is not None:
                return self._drive(lambda: read_drive(Path(path)))
            alone = Alone(options.scenario, options.sender)
            try:
                return self._drive(alone.open)
            finally:
                alone.close()
        except WindtunnelError as error:
            sys.stderr.write(f"error: {error}\n")
            return EXIT_USAGE

    def _drive(self, opened: Callable[[], DriveConfig]) -> int:
        if self._shares is None:
            return self.walk(opened())
        workers = self._shares.workers()
        config = opened()
        self._shares.hand_out(workers, config)
        return self._shares.wait(Path(config.progress))

    def _count(self, data: dict[str, Any], **_: Any) -> None:
        if self._dispatcher is not None:
            data[COUNTERS] = to_builtins(self._dispatcher.progress())

    def _stop(self, **_: Any) -> None:
        if self._dispatcher is not None:
            self._dispatcher.stop()
            self._dispatcher.finished.wait(STOP_S_MAX)

    def _leave(self, **_: Any) -> None:
        """Let a run that is under way close what it has opened."""
        if self._run is not None and not self._run.dead:
            if self._dispatcher is not None:
                self._stop()
                self._run.join(CLOSE_S_MAX)
            self._run.kill(timeout=CLOSE_S_MAX)
            self._environment.process_exit_code = EXIT_INTERRUPTED

    def _quit(self, ended: gevent.Greenlet) -> None:
        """Tell the status and let Locust quit, unless somebody looks at its page."""
        environment = self._environment
        status = ended.value if ended.successful() else EXIT_INTERNAL
        environment.process_exit_code = status if isinstance(status, int) else EXIT_INTERRUPTED
        if environment.web_ui is None:
            environment.runner.quit()
        else:
            environment.runner.stop()


def begin(environment: Any, **_: Any) -> None:
    """Get ready when Locust is up: nothing is started before the test is."""
    Driving(environment)


def _fire(environment: Any) -> Callable[[str, float, str | None], None]:
    def fire(flow: str, ms: float, failure: str | None) -> None:
        environment.events.request.fire(
            request_type="SEND",
            name=flow,
            response_time=ms,
            response_length=0,
            exception=None if failure is None else Failure(failure),
            context={},
        )

    return fire


events.init_command_line_parser.add_listener(add_options)
events.init.add_listener(begin)
