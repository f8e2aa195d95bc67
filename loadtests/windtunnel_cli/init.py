"""`windtunnel init`: the files that a first rehearsal of a service needs, with comments."""

import json
import shlex
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Annotated

import typer

from windtunnel.domain.errors import ConfigError
from windtunnel_cli.starting import KINDS, Kind

SENDER = "sender.yaml"
SCENARIO = "first-flight.yaml"
CI = ".github/workflows/windtunnel.yml"
NAME_MAX = 80

_LED_HERE = """
# The provider's host is built in, as in most SDKs: calls to it are led here. If yours takes a base
# URL from its environment, say false and add GRAPH_URL: "{base_url}" above.
intercept: true
"""
_BY_URL = """
  GRAPH_URL: "{base_url}"
"""


def init(
    *,
    node: Annotated[bool, typer.Option("--node", help="a Node service")] = False,
    java: Annotated[bool, typer.Option("--java", help="a service on the JVM")] = False,
    python: Annotated[bool, typer.Option("--python", help="a Python service")] = False,
    http: Annotated[bool, typer.Option("--http", help="any that is running already")] = False,
    folder: Annotated[Path, typer.Option(help="your service's folder")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="replace files that are there")] = False,
) -> None:
    """Write sender.yaml, a first scenario and a CI file for a service of yours.

    What its folder tells (package.json, a jar, app.py) is put in; the rest is commented.

    Example: windtunnel init --node
    """
    chosen = {"node": node, "java": java, "python": python, "http": http}
    names = [name for name, is_chosen in chosen.items() if is_chosen]
    if len(names) != 1:
        options = ", ".join(f"--{name}" for name in chosen)
        raise ConfigError(f"say what kind of service it is, one of {options}")
    if not folder.is_dir():
        raise ConfigError(f"{folder}: no such folder")
    kind = KINDS[names[0]]
    texts = texts_for(kind, folder)
    there = [name for name in texts if (folder / name).exists()]
    if there and not force:
        raise ConfigError(f"{', '.join(there)}: there already; --force replaces what is there")
    _write({folder / name: text for name, text in texts.items()})
    typer.echo(
        f"\nLook through {folder / SENDER}: request and environment must fit your service.\n"
        f"next: windtunnel doctor --sender {shlex.quote(str(folder / SENDER))}"
    )


def _write(texts: dict[Path, str]) -> None:
    """Write all files; folders come first, so that none is written where another cannot be."""
    try:
        for path in texts:
            path.parent.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8")
            typer.echo(f"wrote {path}")
    except OSError as error:
        raise ConfigError(f"{error.filename} cannot be written: {error.strerror}") from error


def texts_for(kind: Kind, folder: Path) -> dict[str, str]:
    """Return the files' texts by name."""
    starters = files("windtunnel_cli") / "starters"
    texts = {
        name: (starters / Path(name).name).read_text(encoding="utf-8")
        for name in (SENDER, SCENARIO, CI)
    }
    basing = _BY_URL if kind.name == "http" else _LED_HERE
    sender = Template(texts[SENDER]).substitute(
        name=json.dumps(folder.resolve().name[:NAME_MAX] or "my-service", ensure_ascii=False),
        starting=_starting(kind, folder),
        basing=basing.strip("\n" if kind.name == "http" else ""),
    )
    ci = Template(texts[CI]).substitute(setup=kind.set_up(folder))
    return {SENDER: sender, SCENARIO: texts[SCENARIO], CI: ci}


def _starting(kind: Kind, folder: Path) -> str:
    if not kind.usual:
        return "# Where it listens: it is running already. Loopback only.\nurl: http://127.0.0.1:3000\n"
    words, found_in = kind.find(folder)
    why = f"found: {found_in}" if words else "nothing was found; put your own here"
    return (
        "# How it is started, from this file's folder; it must listen at PORT on 127.0.0.1\n"
        f"# ({why}).\nstart: {json.dumps(words or kind.usual)}\n"
    )
