"""What leads a service with a built-in host to the simulator."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from windtunnel.domain.errors import ConfigError
from windtunnel.runtime.variables import on_top
from windtunnel_load.adapters.service import Service


def led_here(
    service: Service, told: Mapping[str, Any] | None, environ: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return the variables for a service's start, none where its file does not ask for them.

    Args:
        service: whose file says `intercept`.
        told: what the simulator says of its interception, None where it does not intercept.
        environ: what the service inherits.

    Raises:
        ConfigError: they are asked for, and the calls would go to the real provider all the same.
    """
    if not service.model.intercept:
        return {}
    if told is None:
        raise ConfigError(
            f"{service.path}: says intercept: true, and the simulator of --at does not intercept: "
            "calls would go to the real provider; start it with: windtunnel serve --intercept"
        )
    if not Path(told["authority"]).is_file():
        raise ConfigError(
            f"{service.path}: says intercept: true, and the simulator of --at is on another "
            f"machine ({told['authority']} is not here); interception works on its own alone"
        )
    return on_top(told["environment"], environ)
