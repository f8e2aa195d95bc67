"""The server's settings: read once, at the edge, and passed down by hand."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.ids import SHARDS_MAX
from windtunnel.domain.variables import PREFIX
from windtunnel.domain.worldspec import LOOPBACK

_KINDS: dict[str, type[int] | type[float]] = {
    "port": int,
    "control_port": int,
    "intercept_port": int,
    "shard": int,
    "m0_ns": int,
    "scale": float,
}
PORT_MAX = 65_535
SCALE_MAX = 1_000.0
"""A clock faster than this outruns every network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a server is told at its start.

    Attributes:
        host: the address to bind; another than loopback needs a control token.
        port: the TCP port, 0 for any free one.
        control_port: one more TCP port, open while a fault closes the first; 0 for any free one,
            None for none.
        ledger_root: where ledgers go, None for a folder of its own under the temporary one.
        control_token: what `X-Windtunnel-Token` must hold; empty for no check.
        shard: the two digits of this process in every id, 0 to 99.
        m0_ns: CLOCK_MONOTONIC at harness time 0, 0 for the time of the start.
        scale: harness seconds per second of the wall, 0 to stand still.
        base_url: how clients reach this server, empty for `http://host:port`.
        webhook_hosts: hosts beside loopback that worlds may post webhooks to.
        intercept_port: one more TCP port, at which the providers' real host names are answered
            over TLS and by CONNECT; 0 for any free one, None for none.
        authority: the folder of the certificates for that, None for the user's state folder.
        ready_file: written when the server answers, None for no such file.
    """

    host: str = "127.0.0.1"
    port: int = 8470
    control_port: int | None = None
    ledger_root: Path | None = None
    control_token: str = ""
    shard: int = 0
    m0_ns: int = 0
    scale: float = 1.0
    base_url: str = ""
    webhook_hosts: tuple[str, ...] = ()
    intercept_port: int | None = None
    authority: Path | None = None
    ready_file: Path | None = None

    def __post_init__(self) -> None:
        for name, value, bound in (
            ("port", self.port, PORT_MAX),
            ("control_port", self.control_port or 0, PORT_MAX),
            ("intercept_port", self.intercept_port or 0, PORT_MAX),
            ("shard", self.shard, SHARDS_MAX - 1),
            ("scale", self.scale, SCALE_MAX),
        ):
            if not 0 <= value <= bound:
                raise ConfigError(f"setting {name} is {value}; must be 0 to {bound:g}")
        if self.m0_ns < 0:
            raise ConfigError(f"setting m0_ns is {self.m0_ns}; must be 0 or more")
        if not is_loopback(self.host) and not self.control_token:
            raise ConfigError(
                f"setting host is {self.host!r}, which others can reach; that needs a control "
                "token (--control-token or WINDTUNNEL_CONTROL_TOKEN)"
            )
        if self.base_url and not self.base_url.startswith(("http://", "https://")):
            raise ConfigError(
                f"setting base_url is {self.base_url!r}; must begin with http:// or https://"
            )

    @property
    def url(self) -> str:
        """The base URL that clients are told, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.base_url or f"http://{host}:{self.port}").rstrip("/")

    @property
    def control_url(self) -> str:
        """Where the control API answers whatever a fault does to the other port."""
        if self.control_port is None:
            return self.url
        return replace(self, port=self.control_port, base_url="").url

    @property
    def webhook_hosts_allowed(self) -> tuple[str, ...]:
        """Every host that a world may name: loopback, and those of the setting."""
        return tuple(dict.fromkeys((*LOOPBACK, *self.webhook_hosts)))

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] = os.environ, **given: object
    ) -> "Settings":
        """Return the settings of `WINDTUNNEL_*` variables, with `given` ones (not None) on top.

        Raises:
            ConfigError: a value cannot be read or is not possible.
        """
        values: dict[str, object] = {}
        for field in fields(cls):
            where = PREFIX + field.name.upper()
            text = environ.get(where)
            if text:
                values[field.name] = _read(field.name, text, where)
        values |= {name: value for name, value in given.items() if value is not None}
        return cls(**values)  # type: ignore[arg-type]


def is_loopback(host: str) -> bool:
    """Return whether a host name or address means this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hosts_of(text: str) -> tuple[str, ...]:
    """Return the hosts of a list with commas."""
    return tuple(host.strip() for host in text.split(",") if host.strip())


def _read(name: str, text: str, where: str) -> object:
    if name in {"ledger_root", "ready_file", "authority"}:
        return Path(text)
    if name == "webhook_hosts":
        return hosts_of(text)
    try:
        return _KINDS.get(name, str)(text)
    except ValueError as error:
        raise ConfigError(f"{where} is {text!r}; must be a number") from error
