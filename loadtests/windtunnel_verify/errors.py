"""What can go wrong with a run in virtual time, beside the sender's own errors.

WindtunnelError
└── VirtualError
    ├── DeadlockError      every task waits, and nothing is left that could wake one
    ├── RunawayError       the loop turns and turns, and next to no time passes
    │   └── StuckError     one step of it does not end
    ├── RealIOError        something asked for a real socket, process or thread
    ├── HarnessError       our own side broke during a run
    └── BlockingCallError  a blocking call inside an async sender
"""

from windtunnel.domain.errors import WindtunnelError


class VirtualError(WindtunnelError):
    """A run in virtual time cannot go on, or must not do what was asked."""


class DeadlockError(VirtualError):
    """Every task waits for something that can no longer happen; the text names them."""


class RunawayError(VirtualError):
    """Callbacks beget callbacks, or timers, without end; the text names the tasks."""


class StuckError(RunawayError):
    """Code that computes or waits in real time and does not come back; the text says where."""


class RealIOError(VirtualError):
    """Real input or output: a run in virtual time has none, so it would break the run."""


class BlockingCallError(VirtualError):
    """A call that stops the whole event loop; in production it stops every other message too."""


class HarnessError(VirtualError):
    """Our own side broke during a run: nothing can be said of the sender."""
