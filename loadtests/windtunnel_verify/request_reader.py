"""Reading HTTP requests from the bytes that a blocking client writes."""

from typing import NamedTuple

from windtunnel_verify.exchange import Headers

HEAD_BYTES_MAX = 65_536
_END = b"\r\n\r\n"


class Read(NamedTuple):
    """One request, whole."""

    method: str
    target: str
    headers: Headers
    body: bytes


class RequestReader:
    """Collects bytes until a request is whole.

    Raises on bytes that are no HTTP/1.1 request: ValueError.
    """

    def __init__(self) -> None:
        self._raw = b""

    def feed(self, data: bytes) -> Read | None:
        """Take bytes; return a request once it is whole."""
        self._raw += data
        head, found, rest = self._raw.partition(_END)
        if not found:
            if len(self._raw) > HEAD_BYTES_MAX:
                raise ValueError(f"a request's head of more than {HEAD_BYTES_MAX} bytes")
            return None
        first, *lines = head.split(b"\r\n")
        method, target, _ = first.decode("latin-1").split(" ", 2)
        pairs = (line.partition(b":") for line in lines)
        headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
        body = _body(dict(headers), rest)
        if body is None:
            return None
        self._raw = b""
        return Read(method, target, headers, body)


def _body(headers: dict[bytes, bytes], rest: bytes) -> bytes | None:
    """Return a body, None where more is to come."""
    if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
        return _chunked(rest)
    length = int(headers.get(b"content-length", b"0"))
    return rest[:length] if len(rest) >= length else None


def _chunked(rest: bytes) -> bytes | None:
    parts: list[bytes] = []
    while True:
        size, found, rest = rest.partition(b"\r\n")
        if not found:
            return None
        length = int(size.partition(b";")[0], 16)
        if len(rest) < length + 2:
            return None
        if length == 0:
            return b"".join(parts)
        parts.append(rest[:length])
        rest = rest[length + 2 :]
