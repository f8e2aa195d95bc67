"""Profiles that a dialect ships, read from the YAML files in a folder of its package."""

from importlib.resources import files

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.profile import Profile

SUM_TOLERANCE = 1e-6


def shipped_profiles(package: str, *, default: str) -> dict[str, Profile]:
    """Return every profile that a package ships, by name, the default first.

    Args:
        package: the dialect's package; its profiles lie in its folder `profiles`.
        default: the name of the file of the first one.

    Raises:
        ConfigError: a file that does not hold a profile; it names the file and the rule.
    """
    found = {}
    folder = files(package) / "profiles"
    for entry in sorted(folder.iterdir(), key=lambda each: (each.name != default, each.name)):
        if entry.name.endswith(".yaml"):
            profile = read_profile(entry.read_text(encoding="utf-8"), entry.name)
            found[profile.name] = profile
    return found


def read_profile(text: str, where: str) -> Profile:
    """Return the profile that a YAML text holds.

    Raises:
        ConfigError: it is not a profile, has a key that no profile has, or its mixture does not
            sum to 1.
    """
    try:
        written = YAML(typ="safe").load(text)
        profile = msgspec.convert(written, Profile)
    except (msgspec.ValidationError, YAMLError) as error:
        raise ConfigError(f"{where}: {error}") from error
    strange = _strange(written, msgspec.to_builtins(profile))
    if strange:
        raise ConfigError(f"{where}: {strange} is not a value of a profile")
    total = sum(part.share for part in profile.delivered)
    if abs(total - 1.0) > SUM_TOLERANCE:
        raise ConfigError(f"{where}: shares of delivered sum to {total}; must sum to 1")
    return profile


def _strange(written: object, known: object) -> str:
    """Return the path of the first written key that is not known, "" where there is none."""
    if isinstance(written, dict) and isinstance(known, dict):
        for name, value in written.items():
            if name not in known:
                return str(name)
            inside = _strange(value, known[name])
            if inside:
                return f"{name}.{inside}"
    if isinstance(written, list) and isinstance(known, list | tuple):
        for index, (value, other) in enumerate(zip(written, known, strict=True)):
            inside = _strange(value, other)
            if inside:
                return f"{index}.{inside}"
    return ""
