"""Every error that Windtunnel raises on purpose, as one tree.

WindtunnelError
├── ConfigError        bad input: a scenario, a setting, a sender file, a control request
│   └── PolicyError    a sender claims what cannot be had
├── UnknownThing       an id or name that this world does not have
├── LimitError         a bound was reached (queue, body, name, number of worlds)
└── LedgerError        a ledger is incomplete or cannot be read
"""


class WindtunnelError(Exception):
    """Anything that Windtunnel raises on purpose."""


class ConfigError(WindtunnelError):
    """Bad input; the text says what was found, what is allowed, and where."""


class PolicyError(ConfigError):
    """A declared policy that no sender could keep, with the reason."""


class UnknownThing(WindtunnelError):  # noqa: N818 - reads as a sentence where it is raised
    """An id or name that is not in this world."""


class LimitError(WindtunnelError):
    """A bound was reached; the text names the bound and its value."""


class LedgerError(WindtunnelError):
    """A ledger that lost facts or cannot be read; the run that left it is invalid."""
