"""`windtunnel senders`: what can be put into the wind tunnel."""

import typer
from rich.console import Console
from rich.table import Table

from windtunnel_load.senders import NAMED

app = typer.Typer(help="The shipped senders, and how to name your own.", no_args_is_help=True)


@app.callback()
def senders() -> None:
    """The shipped senders, and how to name your own."""


@app.command("list")
def list_all() -> None:
    """List the shipped senders.

    Example: windtunnel senders list
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in ("sender", "what it is"):
        table.add_column(head)
    for name, shipped in NAMED.items():
        table.add_row(name, shipped.summary)
    table.add_row("python:pkg.mod:create", "your own Python sender, in a process of its own")
    table.add_row("blocking:pkg.mod:create", "the same without asyncio, in threads")
    table.add_row("http:sender.yaml", "your own service, in any language, as it is")
    table.add_row("exec:command", "your own program, in any language, that speaks lines of JSON")
    table.add_row("direct:meta", "no sender: the provider alone")
    Console().print(table)
    typer.echo("\nNext: windtunnel rehearse steady --sender reference")
