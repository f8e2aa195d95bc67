"""What a host hosts: a Python sender, a blocking one in threads, or a program of its own."""

import shlex
from collections.abc import Callable

from windtunnel.domain.errors import WindtunnelError
from windtunnel.domain.sender import Sender, SenderWorld
from windtunnel_load.host.config import HostConfig
from windtunnel_load.host.load import digest_of, load_factory, make_sender
from windtunnel_load.host.program import Program, digest_of_command
from windtunnel_load.host.threads import threaded


class SenderEndedError(WindtunnelError):
    """A sender that cannot go on: its program ended, or broke the protocol."""


class Hosted:
    """One sender, by its kind.

    Raises:
        ConfigError: it cannot be imported.
    """

    def __init__(self, config: HostConfig) -> None:
        self._config = config
        self._program: Program | None = None
        if config.kind == "exec":
            self._command = shlex.split(config.sender)
            self.digest = digest_of_command(self._command)
            return
        self._factory = load_factory(config.sender, config.search)
        self.digest = digest_of(self._factory)

    def make(self, world: SenderWorld, stop: Callable[[], None]) -> Sender:
        """Make the sender; `stop` ends the host where the sender cannot go on.

        Raises:
            ConfigError: what was made is no sender.
            PolicyError: its policy claims what cannot be had.
        """
        config = self._config
        if config.kind == "exec":
            self._program = Program(self._command, world, stop)
            self._program.policy.check(has_idempotency_keys=config.has_keys)
            return self._program
        factory = self._factory
        if config.kind == "blocking":
            factory = threaded(factory, config.routes)  # type: ignore[arg-type]  # the user says so
        return make_sender(factory, world, config.sender, has_idempotency_keys=config.has_keys)

    @property
    def problem(self) -> str:
        """Why the sender could not go on, "" where it could."""
        return "" if self._program is None else self._program.problem
