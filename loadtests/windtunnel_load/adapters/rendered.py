"""An HTTP request that a target is asked with."""

import msgspec


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """A request, ready to go; the path is relative to the target's base URL."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
