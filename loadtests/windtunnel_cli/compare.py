"""`windtunnel compare`: a month of your traffic with several providers, or two runs."""

import time
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.text import Text

from windtunnel.domain.errors import ConfigError
from windtunnel.engine.faults.registry import KINDS
from windtunnel.providers import load_dialects
from windtunnel.runtime.ledger import read_ledger
from windtunnel_cli.live import OnTerminal
from windtunnel_cli.verdict import page as console
from windtunnel_cli.verdict import short
from windtunnel_reports.comparison.html import render_html
from windtunnel_reports.comparison.page import Page, page_of
from windtunnel_reports.comparison.runs import compare_runs, page_of_runs
from windtunnel_reports.comparison.text import render_markdown, render_text
from windtunnel_reports.manifest import NAME, read_manifest
from windtunnel_reports.report import examine, summarise
from windtunnel_reports.summary import Summary
from windtunnel_scenarios.choices import load_choice
from windtunnel_scenarios.choices.model import DAYS_MAX
from windtunnel_verify.month.arm import parse_arm
from windtunnel_verify.month.comparing import Comparing, Order

OUT = Path("reports/out/compare")
TEXT_COLUMNS_MAX = 150
RUNS = 2
PLAIN_S = 5.0


def compare(
    what: Annotated[
        list[str], typer.Argument(help="a choice (vendor-choice, or a .yaml), or two run folders")
    ],
    *,
    provider: Annotated[
        list[str] | None, typer.Option(help="a set of them: meta, ultramsg, meta+ultramsg")
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, max=DAYS_MAX, help="how many are played")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="instead of the choice's own")] = None,
    premises: Annotated[
        bool, typer.Option(help="try what would change the answer, or not")
    ] = True,
    out: Annotated[Path | None, typer.Option(help="folder of the page")] = None,
    json: Annotated[bool, typer.Option("--json", help="print the result as JSON")] = False,
) -> None:
    """Play a month of your traffic with several sets of providers, or put two runs side by side.

    Exit status: 0 it was compared, whatever the answer, 2 bad input, 130 interrupted.

    Example: windtunnel compare vendor-choice --provider meta --provider ultramsg
    """
    if len(what) == RUNS:
        if provider or days or seed is not None:
            raise ConfigError("--provider, --days and --seed are for a choice, not for two runs")
        _compare_runs(Path(what[0]), Path(what[1]), out=out, is_json=json)
    elif len(what) == 1:
        order = _order(what[0], provider or [], days=days, seed=seed, tries=premises)
        _compare_providers(order, out=out, is_json=json)
    else:
        raise ConfigError(f"compare takes one choice or two run folders, not {len(what)} things")


def _order(
    name: str, texts: list[str], *, days: int | None, seed: int | None, tries: bool
) -> Order:
    if Path(name, NAME).is_file():
        raise ConfigError(f"{name} is a run; name a second one to compare it with")
    dialects = load_dialects()
    choice = load_choice(name, faults=tuple(sorted(KINDS)), providers=tuple(sorted(dialects)))
    if not texts:
        raise ConfigError("name what is to be compared: --provider meta --provider ultramsg")
    arms = tuple(parse_arm(text, dialects) for text in texts)
    if len({arm.name for arm in arms}) < len(arms):
        raise ConfigError("a set of providers is named twice")
    return Order(
        choice=choice,
        arms=arms,
        seed=choice.model.seed if seed is None else seed,
        days=choice.model.days if days is None else days,
        tries=tries,
    )


def _compare_providers(order: Order, *, out: Path | None, is_json: bool) -> None:
    with Playing() as playing:
        found = Comparing(order, load_dialects(), playing).compare()
    raw = msgspec.json.format(msgspec.json.encode(found), indent=2)
    folder = out or OUT / order.choice.name
    _show(page_of(found), raw, folder=folder, is_json=is_json)


def _compare_runs(first: Path, second: Path, *, out: Path | None, is_json: bool) -> None:
    found = compare_runs(_summary(first), _summary(second))
    raw = msgspec.json.format(msgspec.json.encode(found), indent=2)
    _show(page_of_runs(found), raw, folder=out, is_json=is_json)


def _summary(folder: Path) -> Summary:
    """Return what a run's ledger says, judged anew; its folder stays as it is."""
    return summarise(examine(read_manifest(folder), read_ledger(folder / "ledger")))


def _show(page: Page, raw: bytes, *, folder: Path | None, is_json: bool) -> None:
    if is_json:
        typer.echo(raw.decode())
    else:
        screen = console()
        width = min(screen.width, TEXT_COLUMNS_MAX) if screen.is_terminal else TEXT_COLUMNS_MAX
        screen.print(Text(render_text(page, width=width)), end="")
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "comparison.json").write_bytes(raw)
        (folder / "comparison.md").write_text(render_markdown(page), encoding="utf-8")
        (folder / "comparison.html").write_text(render_html(page), encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{folder} cannot be written to: {error.strerror}") from error
    typer.echo(
        f"\npage: {short(folder.resolve()) / 'comparison.html'}  (also comparison.md, "
        "comparison.json)",
        err=is_json,
    )


class Playing(OnTerminal):
    """What is being played: one line that changes on a terminal, a line at times elsewhere."""

    def __init__(self) -> None:
        super().__init__(console())
        self.console.stderr = True
        self._said_s = float("-inf")

    def __call__(self, what: str, done: float) -> None:
        """Say what is being played, and how much of the whole is done."""
        line = f"{done:4.0%}  {what}"
        if not self.put(lambda: Text(line)) and time.monotonic() - self._said_s >= PLAIN_S:
            self._said_s = time.monotonic()
            typer.echo(line, err=True)
