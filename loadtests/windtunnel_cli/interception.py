"""How clients with a built-in host name are led here, ready to paste."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from windtunnel.runtime.variables import JOINED, LAST
from windtunnel_cli.private import write_private

_OURS = ("WINDTUNNEL_INTERCEPT", "WINDTUNNEL_INTERCEPT_HOSTS")
_PROXY = ("HTTPS_PROXY", "NO_PROXY")
RUNTIMES: dict[str, tuple[str, ...]] = {
    "Node (fetch, https, axios)": (*_OURS, "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"),
    "JVM": ("JAVA_TOOL_OPTIONS",),
    "Python (requests, httpx, aiohttp)": (
        *_OURS,
        "PYTHONPATH",
        "SSL_CERT_FILE",
        "REQUESTS_CA_BUNDLE",
    ),
    "Go": (*_PROXY, "SSL_CERT_FILE"),
    "PHP (curl, Guzzle)": (*_PROXY, "PHP_INI_SCAN_DIR"),
    "curl": (*_PROXY, "CURL_CA_BUNDLE"),
}
"""Which variables each runtime needs; all of them together do no harm to any."""


def say_interception(told: Mapping[str, Any], folder: Path) -> None:
    """Print the variables by runtime, and where a file with all of them lies."""
    environment: dict[str, str] = told["environment"]
    file = folder / "interception.env"
    write_private(file, "".join(f"{line}\n" for line in exports(environment)))
    typer.echo(
        f"\nClients with a built-in host name ({', '.join(told['hosts'])}) are led here, to port "
        f"{told['port']},\nand can reach no other host through it. All at once:\n\n"
        f"  . {shlex.quote(str(file))}\n\nor one by one:"
    )
    for runtime, names in RUNTIMES.items():
        typer.echo(f"\n  {runtime}")
        for line in exports({name: environment[name] for name in names}):
            typer.echo(f"    {line}")
    typer.echo(
        f"\nTheir certificates come from {told['authority']}, which only these variables make\n"
        "anybody trust: nothing is installed on this machine."
    )


def exports(environment: Mapping[str, str]) -> list[str]:
    """Return shell lines; a list such as NODE_OPTIONS keeps what the shell already has in it."""
    return [f"export {name}={_value(name, value)}" for name, value in environment.items()]


def _value(name: str, value: str) -> str:
    if name not in JOINED:
        return shlex.quote(value)
    if name in LAST:
        return f'"${{{name}:+${name}{JOINED[name]}}}"{shlex.quote(value)}'
    return f'{shlex.quote(value)}"${{{name}:+{JOINED[name]}${name}}}"'
