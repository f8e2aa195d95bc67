"""Senders that cannot be searched as they are, and a harness that cannot be trusted."""

import re
import time

import httpx
import msgspec
import pytest
from crashing import ACCEPTED, Toy
from odd_senders import Hangs, Overclaims, Raises, Swallows, broken

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.verdict import Story
from windtunnel_load.senders import at_most_once, reference
from windtunnel_verify import Profile, run_schedule, search
from windtunnel_verify.hunt.ground import standard_ground
from windtunnel_verify.hunt.hunter import Hunter
from windtunnel_verify.hunt.proving import finding_of
from windtunnel_verify.hunt.selfcheck import KNOWN
from windtunnel_verify.hunt.trial import Trial

TINY = Profile(name="tiny", examples=5, findings=9, minimise_runs=30)


class Blocks(Toy):
    async def send(self, intent):
        time.sleep(1)  # noqa: ASYNC251 - it is what it does
        return await self.post(intent)


class Chatters(Toy):
    """Says what nobody asked for, again and again."""

    async def send(self, intent):
        await self.post(intent)
        while True:
            await self.world.sleep(1)
            await self.post(msgspec.structs.replace(intent, marker="", body=("Ada", "?", "?")))


class Spins(Toy):
    async def send(self, _intent):
        while True:
            await self.world.sleep(0)


@pytest.mark.parametrize(
    ("create", "root", "said"),
    [
        (Swallows, "real-io", "no real input or output"),
        (Blocks, "blocking", "time.sleep"),
        (Spins, "spinning", "Spins.send"),
        (Hangs, "deadlock", "Hangs.send"),
        (Chatters, "runaway", "more than 40 attempts"),
    ],
)
def test_what_no_ledger_holds_is_a_finding_with_its_schedule(create, root, said):
    found = search(create, profile=TINY).findings
    (finding,) = [each for each in found if each.invariant == root]
    assert said in finding.story.sentence
    assert len(finding.schedule.intents) == 1


def test_who_did_not_run_as_it_would_has_no_verdicts():
    searched = search(Blocks, profile=TINY)
    assert {verdict.word for verdict in searched.verdicts} <= {"untested"}


class OwnClient(Toy):
    """Connects by a client of its own, which does so in tasks of its own."""

    async def send(self, intent):
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.get(f"{self.meta.base_url}/{intent.intent}")


def test_a_client_of_its_own_is_told_with_the_line_that_uses_it():
    (finding,) = search(OwnClient, profile=TINY).findings
    assert finding.invariant == "real-io"
    assert re.search(r"create_connection at .*test_search_odd\.py:\d+:", finding.story.sentence)


class SaysOk(Toy):
    async def send(self, intent):
        await self.post(intent)
        return "ok"


def test_who_returns_no_outcome_is_told_what_it_may_return():
    ran = run_schedule(SaysOk, KNOWN)
    assert "an outcome is 'ok'; must be a windtunnel.Outcome" in ran.findings[0]


class Fails(Toy):
    """Sends and tells, and then raises where nobody expects it."""

    async def send(self, intent):
        await self.post(intent)
        self.world.report(intent.intent, ACCEPTED)
        raise LookupError("no such row")


def test_a_sender_that_only_raises_is_told_so():
    found = search(Fails, profile=TINY).findings
    (finding,) = [each for each in found if each.invariant == "raised"]
    assert "no such row" in finding.story.sentence


def test_a_sender_that_raises_and_loses_is_told_what_it_loses():
    assert [finding.invariant for finding in search(Raises, profile=TINY).findings] == ["R03"]


@pytest.mark.parametrize(
    ("create", "said"),
    [
        (broken, r"odd_senders:broken.*factory raised RuntimeError.*\(at .*odd_senders\.py:\d+\)"),
        (Overclaims, "exactly once cannot be had"),
        ("no_such_module_here:create", "importing no_such_module_here raised"),
    ],
)
def test_what_is_no_sender_is_refused_with_the_reason(create, said):
    with pytest.raises(ConfigError, match=said):
        search(create, profile=TINY)


class Unseeded(Toy):
    """Takes its order from something that no seed reaches: how often it was made."""

    made = 0

    async def send(self, intent):
        type(self).made += 1
        await self.world.sleep(type(self).made)
        if type(self).made % 2:
            return None
        await self.post(intent)
        return ACCEPTED


def test_a_sender_with_chance_of_its_own_is_told_so_and_not_what_it_broke(monkeypatch):
    ground = msgspec.structs.replace(standard_ground(), firsts=())
    monkeypatch.setattr("windtunnel_verify.hunt.search.standard_ground", lambda _: ground)
    paranoid = Profile(name="paranoid", examples=5, paranoid=True)
    searched = search(Unseeded, profile=paranoid)
    assert searched.findings == ()
    (problem,) = searched.problems
    assert problem.kind == "chance"
    assert "cannot seed" in problem.said
    assert searched.stopped == "two runs of one example differ"


def test_without_paranoia_the_failure_of_chance_is_still_no_finding():
    searched = search(Unseeded, profile=TINY)
    assert searched.findings == ()
    assert [problem.kind for problem in searched.problems] == ["chance"]


def test_the_paranoid_find_nothing_in_a_repeatable_sender(monkeypatch):
    ground = msgspec.structs.replace(standard_ground(), firsts=())
    monkeypatch.setattr("windtunnel_verify.hunt.search.standard_ground", lambda _: ground)
    paranoid = Profile(name="paranoid", examples=30, paranoid=True)
    searched = search(at_most_once.create, profile=paranoid)
    assert searched.is_clean
    assert searched.counts.runs >= 2 * searched.counts.schedules


class OverrunError(BaseException):
    """What Hypothesis raises where it has no more to draw from."""


def test_a_draw_that_breaks_off_while_the_sender_runs_is_no_example():
    ground = standard_ground()

    def choose(count):
        if count == 2 * len(ground.requests):
            raise OverrunError
        return 0

    hunter = Hunter(reference.create, profile=TINY, seed=0, ground=ground)
    with pytest.raises(OverrunError):
        hunter.example(choose)
    assert hunter.searched(wall_s=0).counts.schedules == 0


def test_a_failure_that_its_schedule_does_not_show_is_lost_and_no_finding():
    story = Story(invariant="R02", sentence="", lines=())
    drawn = Trial(schedule=KNOWN, seed=0, roots={"R02": story})
    lost = finding_of(
        "R02",
        drawn,
        lambda tried, seed: Trial(schedule=tried, seed=seed, roots={}),
        runs_max=5,
        examples=1,
        tell=lambda _runs: None,
    )
    assert (lost.kind, "R02 was broken as drawn" in lost.said) == ("lost", True)
