"""The profiles that this dialect ships, read from the YAML files beside this module."""

from functools import cache
from importlib.resources import files

import msgspec
from ruamel.yaml import YAML

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile

SUM_TOLERANCE = 1e-6


@cache
def shipped_profiles() -> dict[str, Profile]:
    """Return every shipped profile by name.

    Raises:
        ConfigError: a file that does not hold a profile; it names the file and the rule.
    """
    found = {}
    folder = files("windtunnel.providers.meta") / "profiles"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            profile = read_profile(entry.read_text(encoding="utf-8"), entry.name)
            found[profile.name] = profile
    return found


def read_profile(text: str, where: str) -> Profile:
    """Return the profile that a YAML text holds.

    Raises:
        ConfigError: it is not a profile, or its mixture does not sum to 1.
    """
    try:
        profile = msgspec.convert(YAML(typ="safe").load(text), Profile)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{where}: {error}") from error
    total = sum(part.share for part in profile.delivered)
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise ConfigError(f"{where}: shares of delivered sum to {total}; must sum to 1")
    return profile
