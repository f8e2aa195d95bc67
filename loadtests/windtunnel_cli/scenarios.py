"""`windtunnel scenarios`: list, show, check."""

from collections import Counter
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from windtunnel.providers import providers_of
from windtunnel_cli import known
from windtunnel_cli.providers_option import Provider
from windtunnel_cli.verdict import left_out
from windtunnel_load.adapters import parse_sender
from windtunnel_scenarios import Plan, apart_said, list_scenarios

app = typer.Typer(help="The questions that can be put to a sender.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="a shipped name, or the path of a .yaml file")]


@app.command("list")
def list_all() -> None:
    """List the shipped scenarios.

    Example: windtunnel scenarios list
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("scenario", "asks"):
        table.add_column(head)
    for name in list_scenarios():
        table.add_row(name, known.load(name).question)
    Console().print(table)
    typer.echo("\nNext: windtunnel rehearse <scenario> --sender reference")


@app.command()
def show(
    name: Name,
    *,
    sender: Annotated[str | None, typer.Option(help="whose calls may bear no marker")] = None,
) -> None:
    """Print a scenario's file, and how a sender changes whom it plans for.

    Example: windtunnel scenarios show checkout-rush
    """
    typer.echo(known.load(name).text, nl=False)
    apart_us = None if sender is None else parse_sender(sender).apart_us
    if apart_us is not None:
        plan = known.planned(name, apart_us=apart_us)
        typer.echo(f"# customers, with {sender}: {apart_said(apart_us)} (plan {plan.digest})")


@app.command()
def check(
    name: Name,
    *,
    seed: Annotated[int | None, typer.Option(help="another seed")] = None,
    sender: Annotated[str | None, typer.Option(help="whose calls may bear no marker")] = None,
    provider: Provider = "",
) -> None:
    """Check a scenario and say what it plans.

    Example: windtunnel scenarios check steady
    Example: windtunnel scenarios check checkout-rush --provider ultramsg
    """
    apart_us = None if sender is None else parse_sender(sender).apart_us
    plan = known.planned(name, seed, apart_us=apart_us, providers=providers_of(provider))
    per_second = Counter(intent.intended_us // 1_000_000 for intent in plan.intents)
    flows = Counter(intent.flow for intent in plan.intents)
    countries = Counter(intent.country for intent in plan.intents)
    typer.echo(f"{plan.scenario.name}: {plan.scenario.question}")
    typer.echo(f"  messages   {len(plan.intents)} in {plan.duration_us / 1e6:g} s")
    typer.echo(f"  busiest    {max(per_second.values(), default=0)} in one second")
    typer.echo(f"  flows      {_told(flows)}")
    typer.echo(f"  countries  {_told(countries)}")
    if apart_us is not None:
        typer.echo(f"  customers  {apart_said(apart_us)}")
    typer.echo(f"  providers  {_providers(plan)}")
    typer.echo(f"  faults     {len(plan.world.timeline)}")
    if plan.cast.left_out:
        typer.echo(f"  left out   {left_out(plan)}")
    typer.echo(f"  seed       {plan.seed}")
    typer.echo(f"  plan       {plan.digest}")


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))


def _providers(plan: Plan) -> str:
    """Return whose APIs a plan's world speaks, each with the numbers that it has."""
    numbers = {name: [] for name in plan.world.providers}  # type: dict[str, list[str]]
    for spec in plan.world.numbers:
        numbers[spec.provider].append(spec.name)
    return ", ".join(f"{name} ({' '.join(mine)})" for name, mine in numbers.items())
