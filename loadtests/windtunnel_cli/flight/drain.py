"""When is a run at rest? A pure rule over what the edge saw, tested by a table."""

from typing import Literal, NamedTuple

from windtunnel.domain.policy import Policy

MARGIN_S = 0.5
"""Waited beyond the horizon, so that an attempt at its very end is still seen."""


class Rest(NamedTuple):
    """How long must be quiet (`needed_us`), and how long that may take in all (`limit_us`)."""

    needed_us: int
    limit_us: int

    def word(
        self, *, waited_us: int, quiet_us: int, in_flight: int
    ) -> Literal["drained", "drain_timeout"] | None:
        """Return how the drain ended, None while it has not.

        Args:
            waited_us: since the traffic's end.
            quiet_us: since the last attempt, or since the traffic's end.
            in_flight: requests that the edge holds open.
        """
        if quiet_us >= self.needed_us and not in_flight:
            return "drained"
        return "drain_timeout" if waited_us >= self.limit_us else None


def rest_for(policy: Policy, drain_us: int) -> Rest:
    """Return the rule for a sender: its horizon must pass in quiet, at most the scenario's drain.

    An attempt begins the quiet anew, so all of it may take the drain twice.
    """
    horizon_s = policy.horizon_s
    needed_us = drain_us if horizon_s is None else round((horizon_s + MARGIN_S) * 1e6)
    needed_us = min(drain_us, needed_us)
    return Rest(needed_us, drain_us + needed_us)
