"""What a platform counts of itself, for live metrics; verdicts come from the ledger alone."""


class Counters:
    """Counts since the world began; what is owed now, the couriers know."""

    __slots__ = (
        "accepted",
        "attempts",
        "delivered",
        "failed",
        "inbound",
        "push_dropped",
        "push_failed",
        "pushes",
        "read",
        "refused",
        "sent",
    )

    def __init__(self) -> None:
        self.attempts = self.accepted = self.refused = 0
        self.sent = self.delivered = self.read = self.failed = 0
        self.pushes = self.push_failed = self.push_dropped = 0
        self.inbound = 0

    def as_dict(self) -> dict[str, int]:
        """Return all counts by name."""
        return {name: getattr(self, name) for name in sorted(self.__slots__)}
