"""What a checkup is asked to do, and what it may look at."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import httpx

from windtunnel.domain.facts import AnyFact
from windtunnel.domain.sender import Intent
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.rig.hops import Hop


class Seen(Protocol):
    """What a checkup may look at."""

    def facts(self) -> list[AnyFact]:
        """Return the facts of the world so far."""

    def strays(self) -> list[str]:
        """Return the requests that belonged to no world."""

    def refused(self) -> dict[str, int] | None:
        """Return the other hosts that were asked for; None where nothing is intercepted."""

    def log(self, *, ending_s: float = 0.0) -> str:
        """Return the end of the sender's output, once it has ended or this time has passed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What is asked: the message, the request for it, where to, and where webhooks go."""

    intent: Intent
    request: Rendered
    url: str
    webhook_url: str
    base_url: str
    is_service: bool
    """Whether the sender is somebody's service, with a sender.yaml to change."""

    correlate: str = "marker"
    read_outcome: Callable[[httpx.Response, Callable[[float], object]], Hop] | None = None
    """Follows the message to the sender's own word about its end; None: it has none."""
