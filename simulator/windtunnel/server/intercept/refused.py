"""The hosts that clients wanted to reach and could not: what a doctor shows."""

NAMES_MAX = 100
NAME_LENGTH_MAX = 253
"""No DNS name is longer."""


class Refused:
    """Counts by host; beyond NAMES_MAX names the rest counts together as "others"."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def note(self, host: str) -> None:
        """Count one refusal."""
        name = host[:NAME_LENGTH_MAX] or "(no host)"
        if name not in self._counts and len(self._counts) >= NAMES_MAX:
            name = "others"
        self._counts[name] = self._counts.get(name, 0) + 1

    def counts(self) -> dict[str, int]:
        """Return the refusals by host, in the order in which the hosts first came."""
        return dict(self._counts)
