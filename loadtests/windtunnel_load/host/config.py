"""What a host process is told, as one JSON file, and what it says when it is ready."""

from pathlib import Path

import msgspec

from windtunnel.domain.sender import Credentials


class HostConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a host needs; folders are absolute paths.

    `sender` is "pkg.mod:create", for the kind exec a command. `has_keys` says that the provider
    has idempotency keys, so that a policy may rely on them.
    """

    sender: str
    kind: str = "python"
    credentials: dict[str, Credentials]
    routes: dict[str, str]
    ledger: str
    store: str
    ready_file: str
    m0_ns: int
    scale: float = 1.0
    seed: int = 0
    writer: str = "host"
    has_keys: bool = False
    search: tuple[str, ...] = ()


class HostReady(msgspec.Struct, frozen=True, kw_only=True):
    """What a host says: either `port` and the policy, or the error that stopped it."""

    port: int = 0
    pid: int = 0
    policy: dict[str, object] = {}
    digest: str = ""
    error: str = ""


def write_ready(path: str, ready: HostReady) -> None:
    """Write a ready file whole: readers never see half of it."""
    target = Path(path)
    part = target.with_suffix(".part")
    part.write_bytes(msgspec.json.encode(ready))
    part.replace(target)
