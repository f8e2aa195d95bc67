"""Pictures of an instance: the QR code of a login, and what its screen shows."""

import struct
import zlib
from io import BytesIO

import segno

_SCALE = 8
_BORDER = 4
_WIDTH, _HEIGHT = 320, 200
_BAR = 24
_GREEN, _PALE = b"\x12\x8c\x7e", b"\xec\xe5\xdd"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def qr_png(text: str) -> bytes:
    """Return a QR code as a PNG that a phone can read."""
    picture = BytesIO()
    segno.make_qr(text, error="l").save(picture, kind="png", scale=_SCALE, border=_BORDER)
    return picture.getvalue()


def screen_png() -> bytes:
    """Return a screen without anything on it but a green bar, as a PNG."""
    rows = b"".join(b"\x00" + (_GREEN if row < _BAR else _PALE) * _WIDTH for row in range(_HEIGHT))
    head = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
