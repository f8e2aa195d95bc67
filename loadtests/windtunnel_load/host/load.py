"""From "pkg.mod:create" to a factory, with an error that says what to do."""

import importlib
import inspect
import sys
import sysconfig
import traceback
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Sender, SenderWorld

METHODS = ("send", "close")
SHIPPED_IN = "windtunnel_load.senders."
_LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")


def load_factory(spec: str, search: Sequence[str]) -> Callable[[SenderWorld], Any]:
    """Return the factory that a text names.

    Raises:
        ConfigError: it cannot be imported, or there is no such function.
    """
    for folder in search:
        if folder not in sys.path:
            sys.path.insert(0, folder)
    module_name, _, name = spec.partition(":")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # a user's code may raise anything
        raise ConfigError(
            f"sender {spec!r}: importing {module_name} raised {type(error).__name__}: {error}"
            f"{_place(error)}{_remedy(module_name, error)}"
        ) from error
    factory = getattr(module, name or "create", None)
    if not callable(factory):
        public = [each for each in vars(module) if not each.startswith("_")]
        raise ConfigError(
            f"sender {spec!r}: {module_name} has no function {name or 'create'!r}; it has "
            f"{', '.join(public[:20]) or 'nothing'}"
        )
    return factory  # type: ignore[no-any-return]  # checked to be callable


def _remedy(module_name: str, error: BaseException) -> str:
    """Return what to install where a shipped sender lacks the library that it is built on."""
    if isinstance(error, ModuleNotFoundError) and module_name.startswith(SHIPPED_IN):
        return "; install what it is built on with: pip install 'windtunnel[load]'"
    return ""


def make_sender(
    factory: Callable[[SenderWorld], Any],
    world: SenderWorld,
    spec: str,
    *,
    has_idempotency_keys: bool = False,
) -> Sender:
    """Call a factory and check what it made; what it may claim depends on the provider.

    Raises:
        ConfigError: it raised, or what it made is no sender.
        PolicyError: its policy claims what cannot be had.
    """
    try:
        sender = factory(world)
    except ConfigError as error:
        raise ConfigError(f"sender {spec!r}: {error}") from error
    except (Exception, SystemExit) as error:  # a user's code may raise anything
        raise ConfigError(
            f"sender {spec!r}: the factory raised {type(error).__name__}: {error}{_place(error)}"
        ) from error
    for method in METHODS:
        if not inspect.iscoroutinefunction(getattr(sender, method, None)):
            raise ConfigError(
                f"sender {spec!r}: {type(sender).__name__} needs `async def {method}`"
            )
    policy = getattr(sender, "policy", None)
    if not isinstance(policy, Policy):
        raise ConfigError(
            f"sender {spec!r}: {type(sender).__name__}.policy is {policy!r}; must be a "
            "windtunnel.Policy (Policy.undeclared() claims nothing)"
        )
    policy.check(has_idempotency_keys=has_idempotency_keys)
    return sender  # type: ignore[no-any-return]  # checked above


def digest_of(factory: Callable[..., Any]) -> str:
    """Return a digest of the source file that a factory comes from, "" where there is none."""
    made = inspect.unwrap(factory)
    made = getattr(made, "func", made)
    if not (inspect.isroutine(made) or inspect.isclass(made)):
        made = type(made)
    try:
        path = inspect.getsourcefile(made)
        raw = Path(path).read_bytes() if path else b""
    except (TypeError, OSError):
        return ""
    return blake2b(raw, digest_size=8).hexdigest()


def _place(error: BaseException) -> str:
    """Return where it was raised in code that is of no library, "" where all of it is."""
    libraries = (
        *(sysconfig.get_paths()[name] for name in _LIBRARIES),
        "<",
        str(Path(__file__).parents[2]),
    )
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(libraries)]
    return f" (at {own[-1].filename}:{own[-1].lineno})" if own else ""
