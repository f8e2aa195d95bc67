"""What a sender says that is flown at a provider which it does not speak."""

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials, SenderWorld


def spoken(world: SenderWorld, *providers: str, by: str) -> Credentials:
    """Return the credentials of the first of some providers that the world has.

    Raises:
        ConfigError: it has none of them.
    """
    found = [world.credentials[name] for name in providers if name in world.credentials]
    if not found:
        has = ", ".join(world.credentials) or "no provider"
        raise ConfigError(f"{by} speaks {', '.join(providers)}; the world has {has}")
    return found[0]
