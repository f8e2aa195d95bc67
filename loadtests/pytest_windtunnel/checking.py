"""The fixture `verify`: search, and fail the test with the story of what was found."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from windtunnel.providers import providers_of
from windtunnel_scenarios import Plan, load_scenario, make_plan
from windtunnel_verify.casting import cast_of
from windtunnel_verify.hunt.again import Replayed
from windtunnel_verify.hunt.again import replay as play
from windtunnel_verify.hunt.corpus import FOLDER, corpus_of
from windtunnel_verify.hunt.finding import Searched
from windtunnel_verify.hunt.ground import Switch
from windtunnel_verify.hunt.profiles import profile_named
from windtunnel_verify.hunt.search import search
from windtunnel_verify.outputs import told_of
from windtunnel_verify.said import headline, replayed_lines, say_searched
from windtunnel_verify.targets import Target, target_of

Factory = Callable[..., Any]


def _planned(scenario: str, providers: tuple[str, ...]) -> Plan:
    loaded = load_scenario(scenario)
    return make_plan(loaded, cast=cast_of(loaded, providers))


def _told(searched: Searched, target: Target) -> str:
    """Return the story of what was found, and how to play it again."""
    tolds = [
        told_of(each, sender=target.text, factory=target.factory) for each in searched.findings
    ]
    replays = "".join(f"\n\nreplay: windtunnel replay {told.token}" for told in tolds)
    return say_searched(searched) + replays


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
        provider: str = "",
    ) -> Searched:
        """Search for a schedule that breaks a sender.

        Args:
            sender: a factory, or what stands after `windtunnel verify`: "pkg.mod:create", the
                same after "blocking:", or a shipped name.
            profile: quick, ci or nightly; the ini key `windtunnel_profile` unless said.
            seed: of all chance.
            scenario: a shipped scenario or a file, to take messages and faults from, too.
            switches: of the provider, such as {"idempotency": "key"}.
            provider: whose API it sends by, several joined by +; the first installed one, or the
                scenario's own, unless said.

        Raises:
            ConfigError: no such sender, profile, scenario or provider can be had.
        """
        target = target_of(sender, self._root)
        providers = providers_of(provider)
        searched = search(
            target.factory,
            profile=profile_named(profile or self._profile),
            seed=seed,
            scenario=None if scenario is None else _planned(scenario, providers),
            switches=switches,
            providers=providers,
            corpus=corpus_of(target.name, self._root / FOLDER, provider=provider),
            name=target.text,
        )
        if headline(searched) != "KEPT":
            pytest.fail(_told(searched, target), pytrace=False)
        return searched

    def replay(self, token: str, *, sender: Factory | str) -> Replayed:
        """Play a counterexample again; the test fails while that does, be it by another cause.

        Raises:
            ConfigError: the token is damaged, or the sender cannot be made.
        """
        replayed = play(target_of(sender, self._root).factory, token)
        if not replayed.is_kept:
            pytest.fail("\n".join(replayed_lines(replayed)), pytrace=False)
        return replayed
