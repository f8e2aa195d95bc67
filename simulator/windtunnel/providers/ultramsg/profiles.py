"""The profiles that this dialect ships."""

from functools import cache

from windtunnel.domain.profile import Profile
from windtunnel.providers import shipped

DEFAULT = "ultramsg-ci.yaml"


@cache
def shipped_profiles() -> dict[str, Profile]:
    """Return every shipped profile by name."""
    return shipped.shipped_profiles("windtunnel.providers.ultramsg", default=DEFAULT)
