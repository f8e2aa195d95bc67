"""A sender that speaks lines of JSON: what it may say, and how it fails."""

import asyncio
import json
import sys

import pytest
from sender_world import FakeWorld, free_text

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.sender import Outcome, Webhook
from windtunnel_load.host import program as module
from windtunnel_load.host.lines import LINE_BYTES_MAX, LineError, parse_line
from windtunnel_load.host.program import Program, digest_of_command

HEAD = """
import json, sys, time
def say(**line): print(json.dumps(line), flush=True)
hello = json.loads(sys.stdin.readline())["hello"]
"""
POLICY = HEAD + 'say(policy={"delivery": "at-most-once", "attempts": 2})\n'
LOOP = POLICY + "for line in map(json.loads, sys.stdin):\n    "
HOOK = Webhook(provider="meta", headers={"a": "b"}, body=b"{}")


class World(FakeWorld):
    """A world that also notes effects and hand-overs."""

    def __init__(self):
        super().__init__()
        self.told = []

    def effect(self, event, state, *, noop=False, contact=None):
        self.told.append((event, state, noop, contact))

    def to_agent(self, event, *, context=None):
        self.told.append((event, context))


class Flown:
    """What became of one program: `act` is done with it, then it is closed."""

    def __init__(self, source, act=None):
        self.world, self.stops = World(), 0
        self.result = asyncio.run(self._fly(source, act))

    async def _fly(self, source, act):
        self.program = Program([sys.executable, "-c", source], self.world, self._stop)
        try:
            return None if act is None else await asyncio.wait_for(act(self.program), 20)
        finally:
            await self.program.close()
            await self.world.http.aclose()

    def _stop(self):
        self.stops += 1


def send(program):
    return program.send(free_text())


def receive(program):
    return program.receive(HOOK)


def test_a_policy_is_the_first_word():
    flown = Flown(POLICY + "sys.stdin.read()")
    assert flown.program.policy.attempts == 2
    assert (flown.program.problem, flown.stops) == ("", 0)


def test_the_world_is_told_first():
    source = HEAD + "say(policy={'delivery': hello['credentials']['meta']['token']})"
    with pytest.raises(ConfigError, match="Invalid enum value 't'"):
        Flown(source)


def test_an_outcome_is_reported_and_ends_the_send():
    flown = Flown(
        LOOP + "if 'send' in line: say(seen={'intent': 7, 'state': 'error'});"
        "say(outcome={'intent': 7, 'state': 'failed', 'cause': 'recipient', 'code': 131026})",
        send,
    )
    ended = Outcome(state="failed", cause="recipient", code=131026)
    assert flown.world.reported == [(7, ended)]
    assert flown.world.states_seen == ["error"]


def test_a_promise_ends_the_send_and_the_outcome_may_come_later():
    source = LOOP + (
        "if 'send' in line: say(promised={'intent': 7}); time.sleep(0.2);"
        "say(outcome={'intent': 7, 'state': 'accepted'})"
    )

    async def act(program):
        await send(program)
        early = list(program._world.reported)
        await asyncio.sleep(0.6)
        return early

    flown = Flown(source, act)
    assert (flown.result, len(flown.world.reported)) == ([], 1)


def test_a_webhook_is_answered_and_its_effects_are_told():
    source = LOOP + (
        "hook = line.get('webhook')\n"
        "    if hook: say(effect={'event': hook['body'], 'state': 'sent', 'contact': 'c'});"
        "say(to_agent={'event': 'e'}); say(webhook_status={'id': hook['id'], 'status': 201})"
    )
    flown = Flown(source, receive)
    assert flown.result == 201
    assert flown.world.told == [("{}", "sent", False, "c"), ("e", None)]


def test_a_webhook_that_is_no_text_comes_in_base64():
    source = LOOP + (
        "hook = line.get('webhook')\n"
        "    if hook: say(webhook_status={'id': hook['id'], 'status': len(hook['body_base64'])})"
    )
    raw = Webhook(provider="meta", headers={}, body=b"\xff\xfe")
    assert Flown(source, lambda program: program.receive(raw)).result == 4


def test_a_webhook_without_answer_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "WEBHOOK_S_MAX", 0.1)
    assert Flown(LOOP + "pass", receive).result == 504


def test_no_more_webhooks_wait_than_are_allowed(monkeypatch):
    monkeypatch.setattr(module, "WAITING_MAX", 0)
    assert Flown(LOOP + "pass", receive).result == 503


def test_lines_that_nobody_reads_are_not_kept_for_ever(monkeypatch):
    monkeypatch.setattr(module, "WAITING_MAX", 2)
    source = POLICY + "time.sleep(1.5)"
    big = free_text().__class__

    async def act(program):
        sends = [asyncio.create_task(program.send(wide(number))) for number in range(11, 19)]
        done, _ = await asyncio.wait(sends, timeout=0.5)
        return [str(task.exception()) for task in done]

    def wide(number):
        return big(**{**_fields(free_text()), "intent": number, "text": "x" * 200_000})

    assert "the program has 2 lines to read; no more" in Flown(source, act).result


def _fields(intent):
    return {name: getattr(intent, name) for name in intent.__struct_fields__}


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (LOOP + "sys.exit(3)", "the program ended by itself with status 3"),
        (LOOP + "print('trying', flush=True)", "the line 'trying' is not JSON"),
        (LOOP + "say(outcom={})", "unknown field `outcom`; a line is one of policy, outcome"),
        (LOOP + "say(outcome={'intent': 7, 'state': 'sent'})", "Invalid enum value 'sent'"),
        (LOOP + "say(outcome={'intent': 9, 'state': 'failed'})", "intent 9, which it was never"),
        (LOOP + "say()", "says 0 things; a line is one of policy"),
        (LOOP + "say(policy={'delivery': 'undeclared'})", "a policy is said once"),
    ],
)
def test_a_program_that_breaks_the_protocol_ends_the_host(source, said):
    with pytest.raises(RuntimeError) as raised:
        Flown(source, send)
    assert said in str(raised.value)


def test_who_breaks_it_stops_the_host():
    flown = []

    async def act(program):
        flown.append(program)
        with pytest.raises(RuntimeError):
            await send(program)

    assert Flown(LOOP + "print('x', flush=True); print('y', flush=True)", act).stops >= 1
    assert "'x' is not JSON" in flown[0].problem


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "within 10 s; it ended"),
        ("print('hello')", "'hello' is not JSON"),
        ('print(\'{"promised": {"intent": 1}}\')', "the first line must be its policy"),
        ("import time; time.sleep(9)", "within 0.3 s; it said 'nothing'"),
    ],
)
def test_a_program_without_a_policy_is_refused(monkeypatch, source, said):
    if "sleep" in source:
        monkeypatch.setattr(module, "POLICY_S_MAX", 0.3)
    with pytest.raises(ConfigError) as raised:
        Flown(source)
    assert said in str(raised.value)


def test_a_command_that_does_not_exist_is_said():
    async def go():
        Program(["no-such-command"], World(), lambda: None)

    with pytest.raises(ConfigError, match="exec: cannot start 'no-such-command'"):
        asyncio.run(go())


def test_a_program_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(module, "CLOSE_S_MAX", 0.3)
    flown = Flown(POLICY + "time.sleep(30)")
    assert (flown.program.problem, flown.program._process.poll()) == ("", -9)


def test_what_comes_after_the_end_is_refused_at_once():
    async def act(program):
        await program._ended.wait()
        with pytest.raises(RuntimeError, match="ended by itself with status 0"):
            await send(program)

    Flown(POLICY, act)


def test_what_has_no_end_at_the_close_is_let_go():
    async def act(program):
        waiting = asyncio.create_task(send(program))
        await asyncio.sleep(0.1)
        await program.close()
        return await asyncio.gather(waiting, return_exceptions=True)

    (ended,) = Flown(LOOP + "pass", act).result
    assert str(ended) == "the program was closed"


def test_a_line_that_is_too_long_is_refused():
    with pytest.raises(LineError, match="longer than 1048576 bytes"):
        parse_line(b'"' + b"x" * LINE_BYTES_MAX)


def test_a_line_that_is_no_text_is_refused():
    with pytest.raises(LineError, match="not JSON"):
        parse_line(b"\xff\n")


def test_empty_lines_say_nothing():
    assert Flown(LOOP + "print('', flush=True); say(promised={'intent': 7})", send).result is None


def test_the_digest_is_of_the_words_and_their_files(tmp_path):
    path = tmp_path / "s.py"
    path.write_text("1")
    one = digest_of_command(["python", str(path)])
    path.write_text("2")
    assert digest_of_command(["python", str(path)]) != one
    assert json.dumps(one)
