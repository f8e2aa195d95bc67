"""Blocking senders in virtual time: each `send` in a greenlet, as it would be in a thread.

`blocking(create)` makes of their factory one that the run can use.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import httpx

from windtunnel.domain.sender import SenderWorld
from windtunnel_load.blocking import BlockingWorld, Bridged
from windtunnel_load.http_client import TIMEOUT_S
from windtunnel_verify.bridge import bridged, wait

__all__ = ["BlockingWorld", "blocking", "is_blocking"]
_MARK = "windtunnel_blocking"


def blocking(create: Callable[[BlockingWorld], Any]) -> Callable[[SenderWorld], Bridged]:
    """Return the factory of a blocking sender as one of an async sender."""

    @wraps(create)
    def bridge(world: SenderWorld) -> Bridged:
        return Bridged(create(BlockingWorld(world, wait, _client)), bridged)

    vars(bridge)[_MARK] = True
    return bridge


def _client() -> httpx.Client:
    return httpx.Client(timeout=TIMEOUT_S, trust_env=False, verify=False)  # noqa: S501 - there is no TLS in a run


def is_blocking(factory: Callable[..., Any]) -> bool:
    """Say whether a factory came from `blocking`."""
    return _MARK in getattr(factory, "__dict__", ())
