"""What a load process is told, as one JSON file."""

from pathlib import Path

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Credentials
from windtunnel_scenarios import Cast, Plan, load_scenario, make_plan

VARIABLE = "WINDTUNNEL_DRIVE"
IN_FLIGHT_MAX = 2_000


class TargetConfig(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to drive: a sender host, a service by its file, or a provider itself."""

    kind: str
    url: str
    file: str = ""
    provider: str = ""
    places: dict[str, str] = {}


class DriveConfig(msgspec.Struct, frozen=True, kw_only=True):
    """One share of one run. Times are harness µs; `ledger` and `progress` are absolute paths."""

    scenario: str
    seed: int
    plan_digest: str
    start_us: int
    m0_ns: int
    scale: float
    target: TargetConfig
    ledger: str
    progress: str
    number_ids: dict[str, str]
    credentials: dict[str, Credentials] = {}
    share: int = 0
    of: int = 1
    apart_us: int | None = None
    cast: Cast = Cast()
    in_flight_max: int = IN_FLIGHT_MAX
    timeout_s: float = 60.0
    grace_s: float = 20.0


def read_drive(path: Path) -> DriveConfig:
    """Read a drive file.

    Raises:
        ConfigError: it is missing or does not hold what it should.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=DriveConfig)
    except (OSError, msgspec.DecodeError) as error:
        raise ConfigError(f"{path}: not a drive file: {error}") from error


def plan_of(config: DriveConfig) -> Plan:
    """Compute the plan anew and refuse another than the one that was meant.

    Raises:
        ConfigError: the digests differ.
    """
    plan = make_plan(
        load_scenario(config.scenario),
        seed=config.seed,
        apart_us=config.apart_us,
        cast=config.cast if config.cast.providers else None,
    )
    if plan.digest != config.plan_digest:
        raise ConfigError(
            f"plan digest is {plan.digest}, but {config.plan_digest} was meant: this process "
            "has another version of the scenario or of Windtunnel"
        )
    return plan
