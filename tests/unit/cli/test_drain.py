"""When a run is at rest: a table, without a clock."""

import pytest

from windtunnel.domain.policy import Policy
from windtunnel_cli.flight.drain import rest_for

S = 1_000_000


@pytest.mark.parametrize(
    ("horizon_s", "drain_s", "needed_s", "limit_s"),
    [(5.0, 20, 5.5, 25.5), (60.0, 20, 20, 40), (None, 15, 15, 30)],
    ids=["horizon and a margin", "at most the drain", "no horizon: the whole drain"],
)
def test_how_long_must_be_quiet(horizon_s, drain_s, needed_s, limit_s):
    rest = rest_for(Policy(delivery="at-most-once", horizon_s=horizon_s), drain_s * S)
    assert rest == (round(needed_s * S), round(limit_s * S))


@pytest.mark.parametrize(
    ("waited_s", "quiet_s", "in_flight", "word"),
    [
        (1, 1, 0, None),
        (6, 6, 0, "drained"),
        (6, 6, 1, None),
        (24, 2, 0, None),
        (26, 2, 0, "drain_timeout"),
        (26, 6, 0, "drained"),
        (26, 6, 3, "drain_timeout"),
    ],
    ids=[
        "too early",
        "quiet for the horizon",
        "a request is still open",
        "it talks on, there is time",
        "it never stops",
        "late, but quiet",
        "held for ever",
    ],
)
def test_how_a_drain_ends(waited_s, quiet_s, in_flight, word):
    rest = rest_for(Policy(delivery="at-most-once", horizon_s=5.0), 20 * S)
    found = rest.word(waited_us=waited_s * S, quiet_us=quiet_s * S, in_flight=in_flight)
    assert found == word
