"""`windtunnel replay`: play a counterexample again, and say whether it still fails."""

from pathlib import Path
from typing import Annotated

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel_cli import known
from windtunnel_cli.verdict import page, painted
from windtunnel_cli.verify import steady_hashes
from windtunnel_reports.exits import BROKEN, FINE
from windtunnel_verify.as_scenario import schedule_of
from windtunnel_verify.hunt.again import Replayed
from windtunnel_verify.hunt.again import replay as play
from windtunnel_verify.hunt.replays import START, Replay, decode, read_file
from windtunnel_verify.said import replayed_lines
from windtunnel_verify.targets import target_of

SCENARIOS = {".yaml", ".yml"}
FORM = "wt"
"""Begins a token of every version; what is wrong with one is said by who reads it."""


def replay(
    what: Annotated[str, typer.Argument(help="a token, a .json of a corpus, a scenario .yaml")],
    *,
    sender: Annotated[
        str | None, typer.Option(help="instead of the one it was found with")
    ] = None,
) -> None:
    """Play a counterexample again in virtual time, and tell what happens.

    Exit status: 0 it no longer fails, 1 it still does, or by another cause, 2 bad input.

    Example: windtunnel replay reports/out/verify/blind-retry/found.yaml --sender blind-retry
    """
    steady_hashes()
    replayed = play_again(what, sender)
    console = page()
    for line in replayed_lines(replayed):
        console.print(painted(line))
    raise typer.Exit(FINE if replayed.is_kept else BROKEN)


def play_again(what: str, sender: str | None) -> Replayed:
    """Play a token or a file with its own sender or another.

    Raises:
        ConfigError: it cannot be read, or no sender is named.
    """
    found = read(what)
    name = sender or found.sender
    if not name:
        raise ConfigError(f"{what} names no sender; say --sender pkg.mod:create")
    return play(target_of(name, Path.cwd()).factory, found)


def read(what: str) -> Replay:
    """Return what a token, a JSON file or a scenario holds.

    Raises:
        ConfigError: it is none of these, or damaged.
    """
    path = Path(what)
    if path.suffix in SCENARIOS:
        plan = known.planned(what)
        invariant = next(iter(plan.scenario.model.exercises), "")
        return Replay(schedule=schedule_of(plan), seed=plan.seed, invariant=invariant)
    if path.suffix == ".json":
        return read_file(path)
    if not what.lstrip().startswith(FORM):
        raise ConfigError(
            f"{what[:200]!r} is nothing to replay; must be a token ({START}...), a .json of a "
            "corpus or a scenario's .yaml"
        )
    return decode(what)
