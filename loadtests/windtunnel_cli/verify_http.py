"""`windtunnel verify --http`: what is said and written of a search over real HTTP."""

import math
import shlex
from pathlib import Path

import typer

from windtunnel_cli.flight.folder import make_folder
from windtunnel_cli.http_search import LANES, HttpSearch
from windtunnel_cli.interrupt import Interrupts
from windtunnel_cli.searching import Searching
from windtunnel_cli.verdict import page, painted, short
from windtunnel_load.adapters import parse_sender
from windtunnel_reports.exits import BROKEN, FINE, INSTRUMENTS, INTERRUPTED, UNDECIDED
from windtunnel_verify.hunt.finding import Searched
from windtunnel_verify.outputs import Told, as_json, told_of, write_all
from windtunnel_verify.said import headline, say_searched, unproven

STATUS = {
    "KEPT": FINE,
    "BROKEN": BROKEN,
    "UNDECIDED": UNDECIDED,
    "INVALID": INSTRUMENTS,
    "INTERRUPTED": INTERRUPTED,
}
SHOWN_MAX = 3


def verify_http(
    file: str, profile: str, count: int | None, *, seed: int, out: Path | None, is_json: bool
) -> int:
    """Search, tell what was found, and return the exit status.

    Raises:
        ConfigError: the file, the profile or the service cannot be used.
    """
    spec = parse_sender(f"http:{file}")
    folder = make_folder(f"verify-{Path(file).stem}", out)
    search = HttpSearch(spec, folder, profile=profile, seed=seed, count=count)
    interrupts = Interrupts()
    with interrupts.held():
        with Searching(_opening(search, file), every=1) as searching:
            searched = search.fly(interrupts, searching.show)
        tolds = [
            told_of(each, sender=f"http:{file}", drain_s=search.drain_s)
            for each in searched.findings
        ]
        write_all(folder, searched, tolds, sender=f"http:{file}")
        if is_json:
            typer.echo(as_json(searched, tolds, sender=f"http:{file}").decode())
        else:
            _say(searched, tolds, file, short(folder))
        return INTERRUPTED if interrupts.noted else STATUS[headline(searched)]


def _opening(search: HttpSearch, file: str) -> str:
    count = len(search.schedules)
    lanes = f", {min(LANES, count)} at a time" if count > 1 else ""
    return (
        f"{file} over real HTTP: {count} schedule{'s' * (count > 1)} of faults{lanes}, each with "
        f"a simulator and a {search.spec.name} of its own (profile {search.profile}, seed "
        f"{search.seed}); about {math.ceil(search.about_s / 5) * 5} s. Ctrl-C ends it early, "
        "with what was found until then"
    )


def _say(searched: Searched, tolds: list[Told], file: str, folder: Path) -> None:
    console = page()
    for line in say_searched(searched).split("\n"):
        console.print(painted(line))
    console.print("")
    for line in (*_findings(tolds, file, folder), *_next(searched, file)):
        console.print(line, soft_wrap=True, markup=False)
    console.print(f"written:   {folder} in {searched.wall_s:.0f} s", soft_wrap=True, markup=False)


def _findings(tolds: list[Told], file: str, folder: Path) -> list[str]:
    """Return where each finding can be looked at, and how it is seen again."""
    lines: list[str] = []
    for told in tolds:
        finding = told.finding
        page_of = folder / f"{finding.examples - 1:04d}" / "report.html"
        sender = shlex.quote(f"http:{file}")
        lines += [
            f"{finding.invariant} report: {page_of}",
            f"{' ' * len(finding.invariant)} again:  windtunnel rehearse "
            f"{shlex.quote(str(folder / told.scenario))} --sender {sender} --gate",
        ]
    return lines


def _next(searched: Searched, file: str) -> list[str]:
    """Return what to do next."""
    word = headline(searched)
    again = f"windtunnel verify --http {shlex.quote(file)}"
    if word == "BROKEN":
        return [f"next:      mend the first one, then {again}"]
    open_ones = unproven(searched.verdicts)
    if word == "UNDECIDED" and open_ones:
        shown = ", ".join(each.id for each in open_ones[:SHOWN_MAX])
        more = len(open_ones) - SHOWN_MAX
        shown += f" and {more} more" if more > 0 else ""
        longer = f"; {again} --profile ci flies more" if searched.profile == "quick" else ""
        return [f"next:      see above why {shown} could not be proven{longer}"]
    if word == "KEPT" and searched.profile == "quick":
        return [f"next:      {again} --profile ci"]
    return []
