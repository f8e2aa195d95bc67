import pytest

from windtunnel_scenarios.units import duration_us, ramp_per_s, rate_per_s, share


@pytest.mark.parametrize(
    ("text", "us"),
    [
        ("250ms", 250_000),
        ("60s", 60_000_000),
        ("3m", 180_000_000),
        ("1.5h", 5_400_000_000),
        (2, 2_000_000),
    ],
)
def test_durations(text, us):
    assert duration_us(text) == us


@pytest.mark.parametrize(("text", "rate"), [("40/s", 40.0), ("600/min", 10.0), ("36/h", 0.01)])
def test_rates(text, rate):
    assert rate_per_s(text) == rate


def test_ramps():
    assert ramp_per_s("0/s..30/s") == (0.0, 30.0)


@pytest.mark.parametrize(("text", "part"), [("2%", 0.02), (0.5, 0.5), ("100%", 1.0)])
def test_shares(text, part):
    assert share(text) == part


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (duration_us, "-1s"),
        (duration_us, True),
        (duration_us, float("nan")),
        (duration_us, 10**400),
        (duration_us, "9" * 400 + "s"),
        (rate_per_s, 3),
        (ramp_per_s, "1/s"),
        (share, "101%"),
        (share, "x"),
    ],
)
def test_what_cannot_be_meant_is_refused(read, text):
    with pytest.raises(ValueError, match="must be"):
        read(text)
