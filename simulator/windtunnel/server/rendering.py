"""An answer as bytes."""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from windtunnel.domain.submit import Reply


def whole(reply: Reply) -> bytes:
    """Return a reply's bytes from the status line to the end of its body."""
    parts = [STATUS_LINE[reply.status]]
    parts += [b"%b: %b\r\n" % pair for pair in reply.headers]
    parts.append(b"content-length: %d\r\n\r\n" % len(reply.body))
    parts.append(reply.body)
    return b"".join(parts)
