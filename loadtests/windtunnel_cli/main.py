"""`windtunnel`: one file per command; errors are one line, exit statuses as in ARCHITECTURE.md."""

import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from windtunnel import __version__
from windtunnel.domain.errors import WindtunnelError
from windtunnel_cli import (
    around,
    compare,
    doctor,
    flightcheck,
    init,
    recipients,
    rehearse,
    replay,
    report,
    scenarios,
    senders,
    serve,
    verify,
)
from windtunnel_cli.interrupt import Interrupted, raise_on_signals
from windtunnel_reports.exits import INTERNAL, INTERRUPTED, USAGE


class Commands(TyperGroup):
    """The commands; one that is interrupted says so (Typer would end it without a word)."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Interrupted:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    cls=Commands,
    name="windtunnel",
    help="A wind tunnel for WhatsApp senders.\n\nBegin with: windtunnel rehearse steady",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve")(serve.serve)
app.command("around", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(
    around.around
)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.command("rehearse")(rehearse.rehearse)
app.command("verify")(verify.verify)
app.command("replay")(replay.replay)
app.command("compare")(compare.compare)
app.command("recipients")(recipients.recipients)
app.command("report")(report.report)
app.command("flightcheck")(flightcheck.flightcheck)
app.add_typer(scenarios.app, name="scenarios")
app.add_typer(senders.app, name="senders")


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
