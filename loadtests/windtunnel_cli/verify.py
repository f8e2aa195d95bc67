"""`windtunnel verify`: search, in virtual time, for the schedule that breaks a sender."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel.providers import providers_of
from windtunnel_cli import known
from windtunnel_cli.providers_option import Provider
from windtunnel_cli.searching import Searching
from windtunnel_cli.switches import read_switches
from windtunnel_cli.verdict import page, painted, short
from windtunnel_cli.verify_http import verify_http
from windtunnel_reports.exits import BROKEN, FINE, INSTRUMENTS, UNDECIDED
from windtunnel_verify.hunt.corpus import corpus_of
from windtunnel_verify.hunt.finding import Searched
from windtunnel_verify.hunt.profiles import profile_named
from windtunnel_verify.hunt.search import search
from windtunnel_verify.outputs import Told, as_json, told_of, write_all
from windtunnel_verify.said import headline, say_searched
from windtunnel_verify.targets import Target, target_of

OUT = Path("reports/out/verify")
STATUS = {"KEPT": FINE, "BROKEN": BROKEN, "UNDECIDED": UNDECIDED, "INVALID": INSTRUMENTS}
PLAYED = {
    True: "windtunnel rehearse plays it, too",
    False: "for windtunnel replay with --sender; real time cannot play it",
}
HASH_SEED = "PYTHONHASHSEED"


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """Where a search takes place."""

    scenario: str | None
    provider: str
    switch: list[str]


def verify(
    sender: Annotated[
        str, typer.Argument(help="pkg.mod:create, blocking:pkg.mod:create, or a shipped name")
    ] = "",
    *,
    http: Annotated[str, typer.Option(help="sender.yaml: any service, over real HTTP")] = "",
    schedules: Annotated[
        int | None, typer.Option(min=1, help="with --http: so many, whatever the profile says")
    ] = None,
    profile: Annotated[str, typer.Option(help="quick, ci or nightly")] = "quick",
    seed: Annotated[int, typer.Option(help="of all chance")] = 0,
    scenario: Annotated[str | None, typer.Option(help="whose messages to take, too")] = None,
    provider: Provider = "",
    switch: Annotated[list[str] | None, typer.Option(help="of the provider: name=value")] = None,
    corpus: Annotated[
        Path | None, typer.Option(help="past counterexamples [.windtunnel/corpus/SENDER]")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="where counterexamples are written")] = None,
    json: Annotated[bool, typer.Option("--json", help="print the result as JSON")] = False,
) -> None:
    """Search for the schedule of faults that breaks a sender, and tell it as a story.

    Sender and provider share one process and a virtual clock; with --http, any service is driven
    in real time, by schedules under a minute.

    Exit status: 0 kept, 1 broken, 2 bad input, 3 not trustworthy, 4 not proven, 130 interrupted.

    Example: windtunnel verify blind-retry
    """
    _check_way(sender, http, schedules=schedules, given=(scenario, corpus, switch, provider))
    if http:
        raise typer.Exit(verify_http(http, profile, schedules, seed=seed, out=out, is_json=json))
    steady_hashes()
    target = target_of(sender, Path.cwd())
    where = Where(scenario=scenario, provider=provider, switch=switch or [])
    folder = corpus or corpus_of(target.name, provider=provider)
    searched = _search(target, profile, where, seed=seed, corpus=folder)
    out = out or (OUT / folder.name if searched.findings else None)
    raise typer.Exit(_tell(searched, target.text, target.factory, out=out, is_json=json))


def _check_way(
    sender: str,
    http: str,
    *,
    schedules: int | None,
    given: tuple[object, ...],
) -> None:
    """Refuse what does not go together."""
    if bool(sender) == bool(http):
        raise ConfigError("name a sender (pkg.mod:create), or a service with --http sender.yaml")
    if schedules is not None and not http:
        raise ConfigError("--schedules goes with --http; a sender in Python is given a --profile")
    if http and any(given):
        raise ConfigError(
            "--scenario, --corpus, --provider and --switch are for senders in Python; windtunnel "
            "rehearse flies a scenario with a service"
        )


def _search(target: Target, profile: str, where: Where, *, seed: int, corpus: Path) -> Searched:
    providers = providers_of(where.provider)
    plan = None
    if where.scenario is not None:
        plan = known.planned(where.scenario, providers=providers)
    limits, switches = profile_named(profile), read_switches(where.switch)
    with Searching(f"{target.name}, profile {profile}, seed {seed}") as searching:
        return search(
            target.factory,
            profile=limits,
            seed=seed,
            scenario=plan,
            name=target.text,
            progress=searching.show,
            corpus=corpus,
            switches=switches,
            providers=providers,
        )


def _tell(
    searched: Searched,
    sender: str,
    factory: Callable[..., Any] | None,
    *,
    out: Path | None,
    is_json: bool,
) -> int:
    """Write, where there is a folder for it, and print what was found; return the exit status.

    Raises:
        ConfigError: it was printed, and cannot be written.
    """
    tolds = [told_of(each, sender=sender, factory=factory) for each in searched.findings]
    unwritten: OSError | None = None
    try:
        if out is not None:
            write_all(out, searched, tolds, sender=sender)
    except OSError as error:
        unwritten = error
    if is_json:
        typer.echo(as_json(searched, tolds, sender=sender).decode())
    else:
        _say(searched, tolds, sender, out or OUT)
    if unwritten is not None:
        raise ConfigError(f"{out} cannot be written: {unwritten.strerror or unwritten}")
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
    scenario = folder / told.scenario
    is_real = not scenario.is_file() or not known.load(str(scenario)).model.virtual_only
    return [
        f"replay:    windtunnel replay {told.token}",
        f"scenario:  {scenario}  ({PLAYED[is_real]})",
        f"test:      {folder / told.test}  (paste it into your own suite)",
    ]
