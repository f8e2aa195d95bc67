"""A provider's codes as settings of faults."""

from windtunnel.domain.catalog import Catalog, Code
from windtunnel.domain.errors import ConfigError

NEAREST = 3


def code_of(number: int, catalog: Catalog, kind: str) -> Code:
    """Return a provider's code.

    Raises:
        ConfigError: the provider has no such code; the nearest ones are named.
    """
    known = catalog.codes.get(number)
    if known is None:
        near = sorted(catalog.codes, key=lambda code: (abs(code - number), code))[:NEAREST]
        raise ConfigError(
            f"fault {kind}: code is {number}, which {catalog.provider} does not have; "
            f"the nearest are {', '.join(map(str, near))}"
        )
    return known
