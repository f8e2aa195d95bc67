"""How long and how hard to search, as values."""

import msgspec

from windtunnel.domain.errors import ConfigError


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """How much a search does.

    Attributes:
        examples: schedules to try at most.
        cpu_s: seconds of this process after which no further example begins; None has no limit,
            and only then the search is repeatable.
        findings: different root causes after which no further example begins.
        minimise_runs: runs to spend on making one finding small.
        paranoid: run each example twice and compare the digests.
        soak_sends: messages of the 24-hour soak, 0 for none.
        sweeps: how many short schedules are run with a crash at each step of the sender.
    """

    name: str
    examples: int
    cpu_s: float | None = None
    findings: int = 3
    minimise_runs: int = 400
    paranoid: bool = False
    soak_sends: int = 0
    sweeps: int = 0


QUICK = Profile(name="quick", examples=500, cpu_s=4.0, findings=1, minimise_runs=200, sweeps=1)
CI = Profile(name="ci", examples=300, sweeps=1)
NIGHTLY = Profile(
    name="nightly",
    examples=5_000,
    findings=8,
    minimise_runs=1_000,
    soak_sends=3_000,
    sweeps=3,
)
PROFILES = {profile.name: profile for profile in (QUICK, CI, NIGHTLY)}


def profile_named(name: str) -> Profile:
    """Return a profile by name.

    Raises:
        ConfigError: there is none of this name.
    """
    found = PROFILES.get(name)
    if found is None:
        raise ConfigError(f"no profile {name!r}; there are {', '.join(PROFILES)}")
    return found
