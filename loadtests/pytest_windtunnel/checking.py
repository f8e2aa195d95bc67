"""The fixture `verify`: search, and fail the test with the story of what was found."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from windtunnel_load.host.load import load_factory
from windtunnel_load.senders import NAMED
from windtunnel_scenarios import load_scenario, make_plan
from windtunnel_verify.hunt.again import Replayed
from windtunnel_verify.hunt.again import replay as play
from windtunnel_verify.hunt.corpus import corpus_of
from windtunnel_verify.hunt.finding import Searched
from windtunnel_verify.hunt.ground import Switch
from windtunnel_verify.hunt.profiles import profile_named
from windtunnel_verify.hunt.search import search
from windtunnel_verify.outputs import told_of
from windtunnel_verify.said import headline, replayed_lines, say_searched

Factory = Callable[..., Any]


class Verify:
    """`verify("pkg.mod:create", profile="ci")` returns what was searched, or fails the test."""

    def __init__(self, root: Path, *, profile: str) -> None:
        self._root = root
        self._profile = profile

    def __call__(
        self,
        sender: Factory | str,
        *,
        profile: str | None = None,
        seed: int = 0,
        scenario: str | None = None,
        switches: Mapping[str, Switch] | None = None,
    ) -> Searched:
        """Search for a schedule that breaks a sender.

        Args:
            sender: a factory, the text that names it ("pkg.mod:create"), or a shipped name.
            profile: quick, ci or nightly; the ini key `windtunnel_profile` unless said.
            seed: of all chance.
            scenario: a shipped scenario or a file, to take messages and faults from, too.
            switches: of the provider, such as {"idempotency": "key"}.

        Raises:
            ConfigError: the sender cannot be made, or there is no such profile or scenario.
        """
        name = sender if isinstance(sender, str) else f"{sender.__module__}:{sender.__qualname__}"
        searched = search(
            self._factory(sender),
            profile=profile_named(profile or self._profile),
            seed=seed,
            scenario=None if scenario is None else make_plan(load_scenario(scenario)),
            switches=switches,
            corpus=corpus_of(name, self._root / ".windtunnel" / "corpus"),
        )
        if headline(searched) != "KEPT":
            tokens = [told_of(each, sender=name).token for each in searched.findings]
            replays = "".join(f"\n\nreplay: windtunnel replay {token}" for token in tokens)
            pytest.fail(say_searched(searched) + replays, pytrace=False)
        return searched

    def replay(self, token: str, *, sender: Factory | str) -> Replayed:
        """Play a counterexample again; the test fails while it still does.

        Raises:
            ConfigError: the token is damaged, or the sender cannot be made.
        """
        replayed = play(self._factory(sender), token)
        if replayed.fails:
            pytest.fail("\n".join(replayed_lines(replayed)), pytrace=False)
        return replayed

    def _factory(self, sender: Factory | str) -> Factory:
        if not isinstance(sender, str):
            return sender
        if sender in NAMED:
            return load_factory(NAMED[sender].factory, ())
        return load_factory(sender, (str(self._root),))
