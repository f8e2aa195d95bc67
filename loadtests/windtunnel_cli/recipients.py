"""`windtunnel recipients`: numbers that give each outcome by themselves."""

from rich.console import Console
from rich.table import Table

from windtunnel.domain.magic import MAGIC


def recipients() -> None:
    """List the recipients whose number alone says what becomes of a message.

    They work with every profile, in every world, without the control API.

    Example: windtunnel recipients
    """
    table = Table(box=None, pad_edge=False)
    for column in ("recipient", "fate", "what becomes of a message"):
        table.add_column(column, no_wrap=column != "what becomes of a message")
    for magic in MAGIC.values():
        table.add_row(f"+{magic.recipient}", magic.fate, magic.what)
    Console().print(table)
