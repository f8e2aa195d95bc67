"""What stands after `--sender`: a shipped name, python:, blocking:, http:, exec: or direct:."""

import shlex
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Literal

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel_load.adapters.direct import DIRECT
from windtunnel_load.adapters.service import Correlate, Service, load_service
from windtunnel_load.senders import NAMED
from windtunnel_scenarios import ALWAYS_US

FORMS = ", ".join(
    (
        "python:pkg.mod:create, blocking:pkg.mod:create, http:sender.yaml, exec:command",
        *(f"direct:{provider}" for provider in DIRECT),
    )
)
HOSTED = ("outcome", "cause", "effect")
"""What a sender in a host of ours can tell the judge."""

APART_MARGIN_US = 2_000_000
"""Beyond the declared horizon, which counts from the first call: until that one comes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SenderSpec:
    """A sender to drive.

    `reports` names what the adapter can tell the judge: "outcome", "cause", "effect". `policy` is
    None where the host will say it. The kinds python, blocking and exec live in a host of ours.
    """

    kind: Literal["python", "blocking", "exec", "http", "direct", "none"]
    name: str
    target: str
    policy: Policy | None = None
    reports: tuple[str, ...] = ()
    service: Service | None = None

    @property
    def is_hosted(self) -> bool:
        """True where it lives in a sender host."""
        return self.kind in {"python", "blocking", "exec"}

    @property
    def correlate(self) -> Correlate:
        """How its calls are known."""
        return "marker" if self.service is None else self.service.model.correlate

    @property
    def apart_us(self) -> int | None:
        """How far two messages of one template to one customer must lie apart, None: not at all.

        The declared horizon and a margin; without a horizon a call may come at any time.
        """
        if self.correlate != "recipient":
            return None
        horizon_s = None if self.policy is None else self.policy.horizon_s
        return ALWAYS_US if horizon_s is None else round(horizon_s * 1e6) + APART_MARGIN_US


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
            reports=HOSTED,
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
    if kind in {"python", "blocking"}:
        return _python(text, "python" if kind == "python" else "blocking", target)
    if kind == "exec":
        return _exec(text, target)
    if kind == "http":
        return _http(target, has_keys=has_keys)
    if kind == "direct" and target in DIRECT:
        return SenderSpec(kind="direct", name=text, target=target, policy=Policy.undeclared())
    raise ConfigError(f"sender {text!r} is of no known form; allowed: {FORMS}")


def _python(text: str, kind: Literal["python", "blocking"], target: str) -> SenderSpec:
    module, _, name = target.partition(":")
    if not all(part.isidentifier() for part in [*module.split("."), name or "create"]):
        raise ConfigError(f"sender {text!r}: after {kind}: comes pkg.mod:create")
    return SenderSpec(kind=kind, name=text, target=target, reports=HOSTED)


def _http(target: str, *, has_keys: bool) -> SenderSpec:
    service = load_service(Path(target), has_keys=has_keys)
    told = service.model.outcome
    return SenderSpec(
        kind="http",
        name=service.name,
        target=target,
        policy=service.policy,
        reports=() if told is None else told.reports,
        service=service,
    )


def _exec(text: str, target: str) -> SenderSpec:
    try:
        words = shlex.split(target)
    except ValueError as error:
        raise ConfigError(f"sender {text!r}: not a command: {error}") from error
    if not words:
        raise ConfigError("sender 'exec:': after exec: comes a command, as in exec:node sender.js")
    name = f"exec:{Path(words[0]).name}"
    return SenderSpec(kind="exec", name=name, target=target, reports=HOSTED)
