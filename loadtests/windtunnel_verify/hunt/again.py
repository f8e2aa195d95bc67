"""`replay`: run a counterexample again, and say whether it still fails."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from windtunnel_load.host.load import digest_of
from windtunnel_verify.hunt.replays import (
    Replay,
    decode,
    profile_digest,
    read_file,
    versions,
)
from windtunnel_verify.hunt.trial import Trial, try_out
from windtunnel_verify.targets import factory_of


class Replayed(msgspec.Struct, frozen=True, kw_only=True):
    """A counterexample run again.

    `fails` says whether the same invariant is broken again, be it as a part of what another cause
    tells; `differs` names what is not as it was when the token was made, so why it may not.
    """

    replay: Replay
    trial: Trial
    fails: bool
    differs: tuple[str, ...] = ()

    @property
    def is_kept(self) -> bool:
        """Return whether nothing is broken: neither what was then nor anything else."""
        return not self.fails and not self.trial.roots

    @property
    def word(self) -> str:
        """What the judge says now of the invariant: kept, undecided or untested."""
        ran = self.trial.ran
        verdicts = () if ran is None else ran.judgement.verdicts
        return next((v.word for v in verdicts if v.id == self.replay.invariant), "kept")


def replay(create: Callable[..., Any] | str, what: Replay | Path | str) -> Replayed:
    """Run a counterexample again.

    Args:
        create: the sender's factory, or the text that names it.
        what: a replay, the path of a JSON file, or a token.

    Raises:
        ConfigError: a damaged token or file, or the sender cannot be made.
    """
    if isinstance(what, Path):
        what = read_file(what)
    elif isinstance(what, str):
        what = decode(what)
    factory = factory_of(create)
    trial = try_out(factory, what.schedule, what.seed)
    broken = (*trial.roots, *(() if trial.ran is None else trial.ran.broken))
    fails = what.invariant in broken if what.invariant else bool(broken)
    return Replayed(replay=what, trial=trial, fails=fails, differs=_differs(factory, what))


def _differs(factory: Callable[..., Any], what: Replay) -> tuple[str, ...]:
    found = [
        f"{name} was {then}, now {versions().get(name, 'none')}"
        for name, then in sorted(what.versions.items())
        if versions().get(name) != then
    ]
    if what.sender_digest not in {"", digest_of(factory)}:
        found.append("the sender's source has changed")
    if what.profile_digest not in {"", profile_digest(what.schedule.profile)}:
        found.append(f"the provider's profile {what.schedule.profile} has changed")
    return tuple(found)
