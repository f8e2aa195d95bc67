"""`windtunnel verify`: search, in virtual time, for the schedule that breaks a sender."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel_cli import known
from windtunnel_cli.searching import Searching
from windtunnel_cli.targets import Target, target_of
from windtunnel_cli.verdict import page, painted, short
from windtunnel_cli.verify_http import verify_http
from windtunnel_reports.exits import BROKEN, FINE, INSTRUMENTS, UNDECIDED
from windtunnel_scenarios import Plan
from windtunnel_verify.hunt.corpus import corpus_of
from windtunnel_verify.hunt.finding import Searched
from windtunnel_verify.hunt.profiles import Profile, profile_named
from windtunnel_verify.hunt.search import search
from windtunnel_verify.outputs import Told, as_json, told_of, write_all
from windtunnel_verify.said import headline, say_searched

OUT = Path("reports/out/verify")
STATUS = {"KEPT": FINE, "BROKEN": BROKEN, "UNDECIDED": UNDECIDED, "INVALID": INSTRUMENTS}
HASH_SEED = "PYTHONHASHSEED"


def verify(
    sender: Annotated[
        str, typer.Argument(help="pkg.mod:create, blocking:pkg.mod:create, or a shipped name")
    ] = "",
    *,
    http: Annotated[
        str, typer.Option(help="a sender.yaml: a service in any language, over real HTTP")
    ] = "",
    schedules: Annotated[
        int | None, typer.Option(min=1, help="with --http: so many, whatever the profile says")
    ] = None,
    profile: Annotated[str, typer.Option(help="quick, ci or nightly")] = "quick",
    seed: Annotated[int, typer.Option(help="of all chance")] = 0,
    scenario: Annotated[
        str | None, typer.Option(help="take messages and faults from this scenario, too")
    ] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="past counterexamples [.windtunnel/corpus/SENDER]")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="where counterexamples are written")] = None,
    json: Annotated[bool, typer.Option("--json", help="print the result as JSON")] = False,
) -> None:
    """Search for the schedule of faults that breaks a sender, and tell it as a story.

    Sender and provider share one process and a virtual clock: a day of traffic takes a second.
    With --http a service in any language is driven in real time, by schedules under a minute.

    Exit status: 0 kept, 1 broken, 2 bad input, 3 not to be trusted, 4 undecided or untested,
    130 interrupted.

    Example: windtunnel verify blind-retry
    """
    if bool(sender) == bool(http):
        raise ConfigError("name a sender (pkg.mod:create), or a service with --http sender.yaml")
    if http:
        raise typer.Exit(verify_http(http, profile, schedules, seed=seed, out=out, is_json=json))
    if schedules is not None:
        raise ConfigError("--schedules goes with --http; a sender in Python is given a --profile")
    steady_hashes()
    target = target_of(sender)
    folder = corpus_of(target.name) if corpus is None else corpus
    plan = None if scenario is None else known.planned(scenario)
    searched = _search(target, profile_named(profile), seed=seed, plan=plan, corpus=folder)
    raise typer.Exit(_tell(searched, target.text, out=out, name=folder.name, is_json=json))


def _search(
    target: Target, profile: Profile, *, seed: int, plan: Plan | None, corpus: Path
) -> Searched:
    with Searching(f"{target.name}, profile {profile.name}, seed {seed}") as searching:
        return search(
            target.factory,
            profile=profile,
            seed=seed,
            scenario=plan,
            corpus=corpus,
            progress=searching.show,
        )


def _tell(searched: Searched, sender: str, *, out: Path | None, name: str, is_json: bool) -> int:
    """Write and print what was found; return the exit status."""
    tolds = [told_of(each, sender=sender) for each in searched.findings]
    folder = out or OUT / name
    if tolds or out is not None:
        write_all(folder, searched, tolds, sender=sender)
    if is_json:
        typer.echo(as_json(searched, tolds, sender=sender).decode())
    else:
        _say(searched, tolds, sender, folder)
    return STATUS[headline(searched)]


def steady_hashes() -> None:
    """Begin anew with hashing that is the same in every run, unless it is already.

    Raises:
        ConfigError: the variable holds what Python does not take.
    """
    if os.environ.get(HASH_SEED) == "0":
        return
    given = os.environ.get(HASH_SEED, "random")
    if given != "random" and not given.isdigit():
        raise ConfigError(f"{HASH_SEED} is {given!r}; must be random or a number")
    sys.stdout.flush()
    os.execve(  # noqa: S606 - the same command, with one variable more
        sys.executable,
        [sys.executable, "-m", "windtunnel_cli", *sys.argv[1:]],
        os.environ | {HASH_SEED: "0"},
    )


def _say(searched: Searched, tolds: list[Told], sender: str, folder: Path) -> None:
    console = page()
    for line in say_searched(searched).split("\n"):
        console.print(painted(line))
    console.print("")
    for told in tolds:
        for line in _ways(told, short(folder)):
            console.print(line, soft_wrap=True, markup=False)
    if searched.wall_s:
        rate = f" ({searched.runs_per_s:,.0f} a second)" if searched.runs_per_s > 1 else ""
        console.print(f"{searched.counts.runs:,} runs in {searched.wall_s:.1f} s{rate}")
    if headline(searched) == "KEPT" and searched.profile == "quick":
        console.print(f"next:      windtunnel verify {sender} --profile ci", markup=False)


def _ways(told: Told, folder: Path) -> list[str]:
    """Return the ways to see a finding again."""
    return [
        f"replay:    windtunnel replay {told.token}",
        f"scenario:  {folder / told.scenario}  (windtunnel rehearse plays it, too)",
        f"test:      {folder / told.test}  (paste it into your own suite)",
    ]
