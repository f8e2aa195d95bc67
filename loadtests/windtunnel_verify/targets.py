"""What stands after `verify` and `replay`: a sender that can live in virtual time."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from windtunnel.domain.errors import ConfigError
from windtunnel_load.host.load import load_factory
from windtunnel_load.senders import NAMED
from windtunnel_verify import bridge
from windtunnel_verify.blocking import blocking, is_blocking

KINDS = ("python", "blocking")
ELSEWHERE = {
    "http": "a service over real HTTP is driven by --http sender.yaml",
    "direct": "there is no sender to verify",
    "exec": "only Python lives in virtual time",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """A sender: the text that names it, its name in a corpus, its factory."""

    text: str
    name: str
    factory: Callable[..., Any]


def target_of(create: Callable[..., Any] | str, folder: Path | None = None) -> Target:
    """Return the sender that a text names, or whose factory this is.

    Args:
        create: a shipped name, "pkg.mod:create", that after "python:" or "blocking:"; or a
            factory.
        folder: to import it from, beside what Python knows already.

    Raises:
        ConfigError: it names none that can be verified.
    """
    if not isinstance(create, str):
        text = name_of(create)
        spec = text.removeprefix("blocking:")
        return Target(text=text, name=spec.replace(":", "-"), factory=create)
    text = create
    if text in NAMED:
        return _shipped(text)
    kind, colon, rest = text.partition(":")
    if kind in ELSEWHERE and colon:
        raise ConfigError(f"sender {text!r}: {ELSEWHERE[kind]}")
    spec = rest if kind in KINDS and colon else text
    if ":" not in spec and "." not in spec:
        raise ConfigError(
            f"no shipped sender {text!r}; shipped: {', '.join(NAMED)}; your own: "
            "pkg.mod:create or blocking:pkg.mod:create"
        )
    factory = load_factory(spec, () if folder is None else (str(folder),))
    made: Callable[..., Any] = factory
    if kind == "blocking":
        made = blocking(factory)  # type: ignore[arg-type]  # the user says that it takes that world
    return Target(text=text, name=spec.replace(":", "-"), factory=made)


def factory_of(create: Callable[..., Any] | str) -> Callable[..., Any]:
    """Return a factory as it is, or the one that a text names.

    Raises:
        ConfigError: see `target_of`.
    """
    return target_of(create).factory


def name_of(create: Callable[..., Any] | str) -> str:
    """Return the name by which a sender is asked for: "pkg.mod:create"."""
    if isinstance(create, str):
        return create
    made = inspect.unwrap(create)
    made = getattr(made, "func", made)
    name = getattr(made, "__qualname__", type(made).__qualname__)
    kind = "blocking:" if is_blocking(create) else ""
    return f"{kind}{getattr(made, '__module__', 'unknown')}:{name}"


def _shipped(name: str) -> Target:
    if NAMED[name].in_threads and not bridge.is_here():
        raise ConfigError(
            f"sender {name!r} calls in threads, and in virtual time these need greenlet; "
            "install it with: pip install 'windtunnel[verify]'"
        )
    return Target(text=name, name=name, factory=load_factory(NAMED[name].factory, ()))
