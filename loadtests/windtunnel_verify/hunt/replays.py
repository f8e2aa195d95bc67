"""The identity of a run as text: a token to paste, or a readable JSON file."""

import base64
import binascii
import sys
import zlib
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from windtunnel import __version__
from windtunnel.domain.errors import ConfigError
from windtunnel_load.host.load import digest_of
from windtunnel_verify.run import shipped_door
from windtunnel_verify.schedule import Schedule
from windtunnel_verify.targets import factory_of, name_of

START = "wt1."
"""Begins every token; the figure is the version of its form."""

TOKEN_CHARS_MAX = 200_000
BYTES_MAX = 20_000_000
"""A token that unfolds to more is damaged or malicious; a day with 2,000 sends takes 0.5 MB."""

DIGEST_BYTES = 8


class Replay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that a failing run is made of; `invariant` is what it breaks."""

    schedule: Schedule
    seed: int = 0
    invariant: str = ""
    sender: str = ""
    sender_digest: str = ""
    profile_digest: str = ""
    versions: dict[str, str] = {}


_JSON = msgspec.json.Encoder(order="deterministic")


def versions() -> dict[str, str]:
    """Return the versions that a run depends on."""
    return {"python": f"{sys.version_info[0]}.{sys.version_info[1]}", "windtunnel": __version__}


def replay_of(
    create: Callable[..., Any] | str,
    schedule: Schedule,
    *,
    seed: int,
    invariant: str,
    name: str = "",
) -> Replay:
    """Return the identity of a run of a sender; `name` is the text that names it, if not this.

    Raises:
        ConfigError: the sender cannot be loaded.
    """
    factory = factory_of(create)
    return Replay(
        schedule=schedule,
        seed=seed,
        invariant=invariant,
        sender=name or name_of(create),
        sender_digest=digest_of(factory),
        profile_digest=profile_digest(schedule.profile),
        versions=versions(),
    )


def profile_digest(name: str) -> str:
    """Return the digest of a provider's profile, "" where no provider has it."""
    for dialect in shipped_door().dialects.values():
        profile = dialect.profiles.get(name)
        if profile is not None:
            return _digest(_JSON.encode(profile))
    return ""


def encode(replay: Replay) -> str:
    """Return the token of a replay.

    Raises:
        ConfigError: it is too long for a token; write a file instead.
    """
    packed = zlib.compress(_JSON.encode(replay), level=9, wbits=-15)
    checked = zlib.crc32(packed).to_bytes(4, "big") + packed
    token = START + base64.urlsafe_b64encode(checked).decode("ascii").rstrip("=")
    if len(token) > TOKEN_CHARS_MAX:
        raise ConfigError(
            f"this schedule makes a token of {len(token)} characters; at most {TOKEN_CHARS_MAX} "
            "are allowed, write it to a file instead"
        )
    return token


def decode(token: str) -> Replay:
    """Return what a token holds.

    Raises:
        ConfigError: it is no token, of another version, damaged or too long.
    """
    token = "".join(token.split())
    if not token.startswith(START):
        said = "of another version" if token.startswith("wt") and "." in token[:6] else "no token"
        raise ConfigError(f"replay {token[:12]!r}: {said}; a token begins with {START!r}")
    if len(token) > TOKEN_CHARS_MAX:
        raise ConfigError(f"replay token: longer than {TOKEN_CHARS_MAX} characters")
    text = token.removeprefix(START)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ConfigError(f"replay token: damaged, {error}") from error
    return read_json(_unpacked(raw), "replay token")


def read_json(raw: bytes, where: str) -> Replay:
    """Return the replay that a JSON document holds.

    Raises:
        ConfigError: it is none.
    """
    try:
        return msgspec.json.decode(raw, type=Replay)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{where}: {error}") from error


def read_file(path: Path) -> Replay:
    """Return the replay that a file holds.

    Raises:
        ConfigError: it cannot be read, or holds none.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror or error}") from error
    if len(raw) > BYTES_MAX:
        raise ConfigError(f"{path}: {len(raw)} bytes; at most {BYTES_MAX} are allowed")
    return read_json(raw, str(path))


def pretty(replay: Replay) -> bytes:
    """Return a replay as a readable JSON document."""
    return msgspec.json.format(_JSON.encode(replay), indent=2) + b"\n"


def _unpacked(raw: bytes) -> bytes:
    packed = raw[4:]
    if len(raw) < 5 or zlib.crc32(packed).to_bytes(4, "big") != raw[:4]:  # noqa: PLR2004 - a sum of 4 bytes, and something
        raise ConfigError("replay token: damaged, its check sum does not hold")
    unpacker = zlib.decompressobj(wbits=-15)
    try:
        found = unpacker.decompress(packed, BYTES_MAX)
    except zlib.error as error:
        raise ConfigError(f"replay token: damaged, {error}") from error
    if not unpacker.eof:
        raise ConfigError(f"replay token: unfolds to more than {BYTES_MAX} bytes")
    return found


def _digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=DIGEST_BYTES).hexdigest()
