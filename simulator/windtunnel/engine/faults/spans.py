"""Spans of time as settings of webhook faults."""

from windtunnel.domain.errors import ConfigError

SPAN_MS_MAX = 30 * 86_400_000
"""Longer than any provider redelivers."""


def span_us(span_ms: int, name: str, kind: str) -> int:
    """Return a span in µs.

    Raises:
        ConfigError: it is less than 0 or longer than 30 days.
    """
    if not 0 <= span_ms <= SPAN_MS_MAX:
        raise ConfigError(f"fault {kind}: {name} is {span_ms}; must be 0 to {SPAN_MS_MAX}")
    return span_ms * 1000
