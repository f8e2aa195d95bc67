"""What a search leaves on disk: the result, each counterexample as a scenario and as a test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from windtunnel_load.host.load import digest_of
from windtunnel_verify.as_scenario import DRAIN_S, scenario_text
from windtunnel_verify.hunt.finding import Finding, Searched
from windtunnel_verify.hunt.replays import Replay, encode, profile_digest
from windtunnel_verify.hunt.trial import FAILINGS
from windtunnel_verify.said import headline

HTTP = "http:"
SCHEMA = "windtunnel.verify/1"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One finding with the ways to see it again; paths are relative to the result's folder.

    A service over real HTTP cannot be replayed in virtual time: no `token` and no `test` then.
    """

    token: str
    scenario: str
    test: str
    finding: Finding
    drain_s: float = DRAIN_S


def told_of(
    finding: Finding,
    *,
    sender: str,
    factory: Callable[..., Any] | None = None,
    drain_s: float = DRAIN_S,
) -> Told:
    """Return a finding's token and the names of its files; a service has no factory."""
    replay = Replay(
        schedule=finding.schedule,
        seed=finding.seed,
        invariant=finding.invariant,
        sender=sender,
        sender_digest="" if factory is None else digest_of(factory),
        profile_digest=profile_digest(finding.schedule.profile),
        versions=finding.versions,
    )
    stem = f"{finding.invariant.lower()}-{finding.digest[:8]}".rstrip("-")
    is_virtual = not sender.startswith(HTTP)
    return Told(
        token=encode(replay) if is_virtual else "",
        scenario=f"found-{stem}.yaml",
        test=f"test_{stem.replace('-', '_')}.py" if is_virtual else "",
        finding=finding,
        drain_s=drain_s,
    )


def write_all(folder: Path, searched: Searched, tolds: list[Told], *, sender: str) -> None:
    """Write result.json, and a scenario and a test for each finding."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "result.json").write_bytes(as_json(searched, tolds, sender=sender) + b"\n")
    for told in tolds:
        (folder / told.scenario).write_text(scenario_of(told), encoding="utf-8")
        if told.test:
            (folder / told.test).write_text(pytest_text(told, sender), encoding="utf-8")


def as_json(searched: Searched, tolds: list[Told], *, sender: str) -> bytes:
    """Return the whole result as one JSON document; docs/verify.md describes it."""
    document = {
        "schema": SCHEMA,
        "headline": headline(searched),
        "sender": sender,
        "replays": [
            {"token": told.token, "scenario": told.scenario, "test": told.test} for told in tolds
        ],
        **msgspec.to_builtins(searched),
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2)


def scenario_of(told: Told) -> str:
    """Return a counterexample as a scenario that `rehearse` and `replay` can play."""
    finding = told.finding
    known = () if finding.invariant in FAILINGS else (finding.invariant,)
    return scenario_text(
        finding.schedule,
        name=Path(told.scenario).stem,
        question=f"{finding.invariant} {finding.name}: {finding.story.sentence}.",
        seed=finding.seed,
        exercises=known,
        drain_s=told.drain_s,
    )


def pytest_text(told: Told, sender: str) -> str:
    """Return a ready pytest function; it needs the fixture `verify` of our plug-in."""
    finding = told.finding
    name = Path(told.test).stem
    chunks = [told.token[at : at + 80] for at in range(0, len(told.token), 80)]
    token = "\n".join(f"    {json.dumps(chunk)}" for chunk in chunks)
    sentence = finding.story.sentence.replace('"""', "'''")
    return (
        f'"""{finding.invariant} {finding.name}: found by windtunnel verify {sender}."""\n\n'
        f"TOKEN = (\n{token}\n)\n\n\n"
        f"def {name}(verify):\n"
        f'    """{sentence}"""\n'
        f"    verify.replay(TOKEN, sender={json.dumps(sender)})\n"
    )
