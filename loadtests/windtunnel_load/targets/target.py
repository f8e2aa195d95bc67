"""One target: how an intent becomes a request to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Intent
from windtunnel_load.adapters.direct import DIRECT
from windtunnel_load.adapters.render import render_host, render_service
from windtunnel_load.adapters.rendered import Rendered
from windtunnel_load.adapters.service import load_service
from windtunnel_load.drive import DriveConfig


@dataclass(frozen=True, slots=True)
class Target:
    """A base URL, and how to ask it."""

    url: str
    render: Callable[[Intent], Rendered]


def make_target(config: DriveConfig) -> Target:
    """Return the target of a run.

    Raises:
        ConfigError: a kind that is not known, or a service file that cannot be used.
    """
    wanted = config.target
    if wanted.kind == "host":
        return Target(wanted.url, render_host)
    if wanted.kind == "direct":
        credentials = config.credentials[wanted.provider]
        render_direct = DIRECT[wanted.provider]
        return Target(wanted.url, lambda intent: render_direct(intent, credentials))
    if wanted.kind == "http":
        request = load_service(Path(wanted.file), has_keys=True).model.request
        places = wanted.places
        return Target(wanted.url, lambda intent: render_service(intent, request, places))
    raise ConfigError(f"target kind is {wanted.kind!r}; must be host, http or direct")
