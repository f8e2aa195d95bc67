"""`windtunnel`: one file per command; errors are one line, exit statuses as in ARCHITECTURE.md."""

import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from windtunnel import __version__
from windtunnel.domain.errors import WindtunnelError
from windtunnel_cli.interrupt import Interrupted, raise_on_signals
from windtunnel_reports.exits import INTERNAL, INTERRUPTED, USAGE

ONES = (
    "serve",
    "around",
    "init",
    "doctor",
    "rehearse",
    "verify",
    "replay",
    "compare",
    "recipients",
    "report",
    "flightcheck",
)
"""The commands, each a function in the file of its name."""

GROUPS = ("scenarios", "senders")
PASSED_ON = ("around",)
"""Those with options that are not ours."""

LOOK: dict[str, Any] = {
    "add_completion": False,
    "rich_markup_mode": "markdown",
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"]},
}


class Commands(TyperGroup):
    """The commands; one that is interrupted says so (Typer would end it without a word).

    A command's file is imported when somebody asks for the command: some take most of a second.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the help page."""
        return [*ONES, *super().list_commands(ctx), *GROUPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, whose file is read for it."""
        if cmd_name in ONES:
            return _one(cmd_name)
        if cmd_name in GROUPS:
            return _group(cmd_name)
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant; one that is none is compared with all there are."""
        if args and args[0] not in self.list_commands(ctx):
            self.commands.update({name: self.get_command(ctx, name) for name in (*ONES, *GROUPS)})
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Interrupted:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


def _one(name: str) -> Any:
    alone = typer.Typer(**LOOK)
    settings = {"allow_extra_args": True, "ignore_unknown_options": True}
    alone.command(name, context_settings=settings if name in PASSED_ON else None)(
        getattr(import_module(f"windtunnel_cli.{name}"), name)
    )
    return get_command(alone)


def _group(name: str) -> Any:
    around_it = typer.Typer(**LOOK)
    around_it.add_typer(import_module(f"windtunnel_cli.{name}").app, name=name)
    return vars(get_command(around_it))["commands"][name]


app = typer.Typer(
    cls=Commands,
    name="windtunnel",
    help="A wind tunnel for WhatsApp senders.\n\nBegin with: windtunnel rehearse steady",
    no_args_is_help=True,
    **LOOK,
)


@app.callback()
def _commands() -> None:
    """Keep Typer from taking its one command that it knows beforehand for the whole."""


@app.command("version")
def version() -> None:
    """Print the version.

    Example: windtunnel version
    """
    typer.echo(__version__)


def main() -> None:
    """Run the command line; the only place that turns errors into exit statuses."""
    raise_on_signals()
    try:
        app(prog_name="windtunnel")
    except WindtunnelError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(USAGE)
    except Interrupted:
        typer.echo("interrupted", err=True)
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is said in one line, kept whole
        path = Path(tempfile.mkdtemp(prefix="windtunnel-")) / "traceback.txt"
        path.write_text(traceback.format_exc(), encoding="utf-8")
        typer.echo(
            f"internal error: {type(error).__name__}: {error} (traceback: {path})", err=True
        )
        sys.exit(INTERNAL)
