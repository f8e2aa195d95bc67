"""What stands after `--sender`: a shipped name, python:, http: or direct:."""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel_load.adapters.service import Service, load_service
from windtunnel_load.senders import NAMED

DIRECT = ("meta",)
LATER = ("blocking", "exec")
FORMS = "python:pkg.mod:create, http:sender.yaml, direct:meta"


@dataclass(frozen=True, kw_only=True, slots=True)
class SenderSpec:
    """A sender to drive.

    `reports` names what the adapter can tell the judge: "outcome", "effect". `policy` is None
    where the host will say it.
    """

    kind: Literal["python", "http", "direct", "none"]
    name: str
    target: str
    policy: Policy | None = None
    reports: tuple[str, ...] = ()
    service: Service | None = None


def parse_sender(text: str, *, has_keys: bool = False) -> SenderSpec:
    """Return what a text names.

    Args:
        text: what stands after `--sender`.
        has_keys: whether the provider has idempotency keys, which a service may rely on then.

    Raises:
        ConfigError: it names nothing that can be driven; the text says what is allowed.
    """
    if text in NAMED:
        return SenderSpec(
            kind="python",
            name=text,
            target=NAMED[text].factory,
            reports=("outcome", "effect"),
        )
    if text.endswith((".yaml", ".yml")) and not text.startswith("http:"):
        text = f"http:{text}"
    kind, colon, target = text.partition(":")
    if not colon:
        near = get_close_matches(text, NAMED, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ConfigError(
            f"no shipped sender {text!r}{hint}; shipped: {', '.join(NAMED)}; your own: {FORMS}"
        )
    if kind in LATER:
        raise ConfigError(f"sender {text!r}: {kind}: is not supported by this release yet")
    if kind == "python":
        return _python(text, target)
    if kind == "http":
        service = load_service(Path(target), has_keys=has_keys)
        return SenderSpec(
            kind="http", name=service.name, target=target, policy=service.policy, service=service
        )
    if kind == "direct" and target in DIRECT:
        return SenderSpec(kind="direct", name=text, target=target, policy=Policy.undeclared())
    raise ConfigError(f"sender {text!r} is of no known form; allowed: {FORMS}")


def _python(text: str, target: str) -> SenderSpec:
    module, _, name = target.partition(":")
    if not all(part.isidentifier() for part in [*module.split("."), name or "create"]):
        raise ConfigError(f"sender {text!r}: after python: comes pkg.mod:create")
    return SenderSpec(kind="python", name=text, target=target, reports=("outcome", "effect"))
