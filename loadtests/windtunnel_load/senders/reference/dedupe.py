"""Which webhook events were applied before; kept for longer than the provider redelivers them."""

TTL_S = 8 * 86_400.0
"""The provider tries for up to seven days."""


class Dedupe:
    """Decides by when an event was first applied; whoever asks keeps that."""

    ttl_s = TTL_S

    def is_new(self, applied_s: float | None, now_s: float) -> bool:
        """Say whether an event is to be applied now."""
        return applied_s is None or now_s - applied_s > self.ttl_s
