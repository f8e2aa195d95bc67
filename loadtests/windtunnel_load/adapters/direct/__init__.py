"""`direct:<provider>`: the provider's own call, without a sender; one file for each provider."""

from collections.abc import Callable

from windtunnel.domain.sender import Credentials, Intent
from windtunnel_load.adapters.direct.meta import render_meta
from windtunnel_load.adapters.direct.ultramsg import render_ultramsg
from windtunnel_load.adapters.rendered import Rendered

RenderDirect = Callable[[Intent, Credentials], Rendered]

DIRECT: dict[str, RenderDirect] = {"meta": render_meta, "ultramsg": render_ultramsg}
"""By the provider's name."""

__all__ = ["DIRECT", "RenderDirect", "render_meta", "render_ultramsg"]
