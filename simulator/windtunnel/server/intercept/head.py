"""What a client wants of the port for interception, read from its first bytes."""

from dataclasses import dataclass
from typing import Literal

HEAD_BYTES_MAX = 16_384
TLS_HANDSHAKE = 0x16
HTTPS_PORT = 443
END = b"\r\n\r\n"

Wish = Literal["tls", "tunnel", "plain", "more", "nothing"]


@dataclass(frozen=True, slots=True)
class Greeting:
    """A client's wish, and for a tunnel where to and how many bytes its request has."""

    wish: Wish
    host: str = ""
    port: int = 0
    length: int = 0


def read_greeting(data: bytes) -> Greeting:
    """Return what the first bytes of a connection ask for.

    Returns:
        tls: a handshake; tunnel: a whole CONNECT; plain: another request, in absolute form or not;
        more: a CONNECT that has not come whole; nothing: what no HTTP client would send.
    """
    if data[0] == TLS_HANDSHAKE:
        return Greeting("tls")
    method = b"CONNECT "
    if not data.startswith(method[: len(data)]):
        return Greeting("plain" if data[:1].isalpha() else "nothing")
    end = data.find(END)
    if end < 0:
        return Greeting("more" if len(data) < HEAD_BYTES_MAX else "nothing")
    line = data[: data.index(b"\r\n")].decode("latin-1")
    words = line.split(" ")
    if len(words) != 3:  # noqa: PLR2004 - method, target, version
        return Greeting("nothing")
    host, port = host_and_port(words[1], HTTPS_PORT)
    return Greeting("tunnel", host=host, port=port, length=end + len(END))


def host_and_port(authority: str, usual: int) -> tuple[str, int]:
    """Return the host of `host:port`, in lower case without a last dot, and the port.

    A port that is no number counts as 0, at which nobody is.
    """
    host, colon, port = authority.rpartition(":")
    if not colon or "]" in port:
        host, port = authority, str(usual)
    number = int(port) if port.isascii() and port.isdigit() and len(port) < 6 else 0  # noqa: PLR2004
    return host.strip("[]").rstrip(".").lower(), number
