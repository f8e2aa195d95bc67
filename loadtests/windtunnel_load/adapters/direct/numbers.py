"""The number that a direct call is made from."""

from windtunnel.domain.sender import Credentials, Intent


def number_id(intent: Intent, credentials: Credentials) -> str:
    """Return the id of an intent's number, of the provider's first one where it has not that."""
    found = credentials.numbers.get(intent.number)
    return found or next(iter(credentials.numbers.values()))
