"""Making a world from its spec: the checks, the profile it lives by, the place of its ledger."""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from windtunnel.domain.dialect import Dialect
from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile
from windtunnel.domain.worldspec import NAME_MAX, TEMPLATES_MAX, WorldSpec, complete
from windtunnel.engine.faults.nearest import proposal
from windtunnel.runtime.segment import SegmentWriter

SEED_MAX = 2**64 - 1
EPOCH_S_MAX = 4_102_444_800
"""The year 2100."""

FOLDERS_MAX = 10_000
SEGMENT_BYTES = 8 * 1024 * 1024
"""A full segment is digested and flushed at once, and sends wait meanwhile: 64 MB took 150 ms."""

TEXT_MAX = 4_096
"""Characters of a template's body; the other parts are shorter at every provider."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PROFILE_DEFAULT = WorldSpec().profile


def check_spec(spec: WorldSpec, webhook_hosts: tuple[str, ...]) -> None:
    """Check what neither the types nor the platform check.

    Raises:
        ConfigError: what was found, what is allowed, where.
    """
    if spec.name and not _NAME.fullmatch(spec.name):
        raise ConfigError(
            f"name is {spec.name[:80]!r}; must be 1 to 64 of letters, digits, '.', '_' and '-'"
        )
    for field, value, bound in (
        ("seed", spec.seed, SEED_MAX),
        ("epoch_s", spec.epoch_s, EPOCH_S_MAX),
    ):
        if not 0 <= value <= bound:
            raise ConfigError(f"{field} is {value}; must be 0 to {bound}")
    for host in spec.webhook_hosts:
        if host not in webhook_hosts:
            raise ConfigError(
                f"webhook_hosts holds {host!r}; this server allows {', '.join(webhook_hosts)} "
                "(WINDTUNNEL_WEBHOOK_HOSTS adds more)"
            )
    if len(spec.templates) > TEMPLATES_MAX:
        raise ConfigError(f"{len(spec.templates)} templates; at most {TEMPLATES_MAX} are allowed")
    for what, names in (
        ("numbers", [number.name for number in spec.numbers]),
        ("tokens", [token.name for token in spec.tokens]),
        ("templates", [template.name for template in spec.templates]),
    ):
        for index, name in enumerate(names):
            check_name(name, f"{what}[{index}].name")
    for index, template in enumerate(spec.templates):
        check_text(template.body, f"templates[{index}].body")


def check_name(name: str, where: str) -> None:
    """Check the length of a name that a client gives.

    Raises:
        ConfigError: it is empty or too long.
    """
    if not 0 < len(name) <= NAME_MAX:
        raise ConfigError(f"{where} has {len(name)} characters; must have 1 to {NAME_MAX}")


def check_text(text: str, where: str) -> None:
    """Check the length of a text that a client gives.

    Raises:
        ConfigError: it is too long.
    """
    if len(text) > TEXT_MAX:
        raise ConfigError(f"{where} has {len(text)} characters; at most {TEXT_MAX} are allowed")


def profiles_for(spec: WorldSpec, dialects: Mapping[str, Dialect]) -> dict[str, Profile]:
    """Return the profile of each of a world's providers.

    `profile_values` goes to the provider that it names, `profile` to those that ship one of that
    name, `profiles` go before it; a provider that none means lives by the first that it ships.

    Raises:
        ConfigError: the values cannot be read, or nobody ships a profile of that name.
    """
    given = _given_profile(complete(spec, dialects))
    chosen = {}
    known: set[str] = set()
    for name in complete(spec, dialects).providers:
        dialect = dialects.get(name)
        if dialect is None:
            raise ConfigError(f"no provider {name!r} on this server; {proposal(name, dialects)}")
        shipped = dialect.profiles
        known |= shipped.keys()
        if given is not None and given.provider == name:
            chosen[name] = given
        elif (wanted := spec.profiles.get(name)) is not None:
            if wanted not in shipped:
                raise ConfigError(f"{name} has no profile {wanted!r}; {proposal(wanted, shipped)}")
            chosen[name] = shipped[wanted]
        else:
            chosen[name] = shipped.get(spec.profile) or next(iter(shipped.values()))
    if given is None and spec.profile not in {*known, _PROFILE_DEFAULT}:
        raise ConfigError(f"no profile {spec.profile!r}; {proposal(spec.profile, known)}")
    return chosen


def _given_profile(spec: WorldSpec) -> Profile | None:
    if spec.profile_values is None:
        return None
    try:
        given = msgspec.convert(spec.profile_values, Profile)
    except msgspec.ValidationError as error:
        raise ConfigError(f"profile_values: {error}") from error
    if not given.provider:
        return msgspec.structs.replace(given, provider=spec.providers[0])
    if given.provider not in spec.providers:
        raise ConfigError(
            f"profile_values.provider is {given.provider!r}; "
            f"{proposal(given.provider, spec.providers)}"
        )
    return given


def open_ledger(root: Path, world_id: str, wanted: str) -> SegmentWriter:
    """Open the ledger of a world: the folder it wants, or one of its own that is still empty.

    Raises:
        ConfigError: the folder is outside the root, or holds this writer's segments already.
    """
    writer = f"sim-{world_id}"
    if wanted:
        folder = (root / wanted).resolve()
        if not folder.is_relative_to(root.resolve()):
            raise ConfigError(f"ledger is {wanted!r}; must lie under the ledger root {root}")
        try:
            return SegmentWriter(folder, writer, segment_bytes=SEGMENT_BYTES)
        except OSError as error:
            raise ConfigError(f"ledger {folder} cannot be written by {writer}: {error}") from error
    for number in range(FOLDERS_MAX):
        folder = root / (f"{world_id}.{number}" if number else world_id)
        if not folder.exists():
            return SegmentWriter(folder, writer, segment_bytes=SEGMENT_BYTES)
    raise ConfigError(f"ledger root {root} holds {FOLDERS_MAX} ledgers of {world_id}; clear it")
