"""A sender that is a program of its own: it reads and writes lines of JSON (exec:command)."""

import asyncio
import contextlib
import logging
import queue
import subprocess
import threading
from base64 import b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from windtunnel.domain.errors import ConfigError
from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Intent, Outcome, SenderWorld, Webhook
from windtunnel_load.host.lines import (
    LINE_BYTES_MAX,
    PROTOCOL,
    EffectLine,
    LineError,
    OutcomeLine,
    PromisedLine,
    Said,
    SeenLine,
    ToAgentLine,
    WebhookStatusLine,
    parse_line,
)

POLICY_S_MAX = 10.0
CLOSE_S_MAX = 10.0
JOIN_S_MAX = 2.0
WEBHOOK_S_MAX = 60.0
WAITING_MAX = 10_000
"""Lines that the program has not read, and answers of its that are owed, each."""

NO_ANSWER, FULL = 504, 503
Stop = Callable[[], None]
_log = logging.getLogger("windtunnel.host")


class Program:
    """The sender: `problem` says why it cannot go on, "" while it can."""

    def __init__(self, command: Sequence[str], world: SenderWorld, stop: Stop) -> None:
        self.problem = ""
        self._world = world
        self._stop = stop
        self._loop = asyncio.get_running_loop()
        self._lines: queue.Queue[bytes | None] = queue.Queue(WAITING_MAX)
        self._open: dict[int, asyncio.Future[None]] = {}
        self._webhooks: dict[int, asyncio.Future[int]] = {}
        self._given: set[int] = set()
        self._webhook = 0
        self._is_closing = False
        try:
            self._process = subprocess.Popen(
                list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        except OSError as error:
            raise ConfigError(f"exec: cannot start {command[0]!r}: {error}") from error
        self._ended = asyncio.Event()
        self._first: queue.Queue[bytes] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._write, name="to the program", daemon=True),
            threading.Thread(target=self._read, name="from the program", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._say({"hello": _hello(world)})
        self.policy = self._greeted(command[0])

    async def send(self, intent: Intent) -> None:
        """Hand an intent over, and wait until the program says how it ended, or promises to."""
        done = self._open[intent.intent] = self._loop.create_future()
        self._given.add(intent.intent)
        try:
            self._say({"send": intent})
            await done
        finally:
            self._open.pop(intent.intent, None)

    async def receive(self, webhook: Webhook) -> int:
        """Hand a webhook over, and wait for the status with which it is answered."""
        if len(self._webhooks) >= WAITING_MAX:
            return FULL
        self._webhook += 1
        number = self._webhook
        answer = self._webhooks[number] = self._loop.create_future()
        try:
            self._say({"webhook": {"id": number, **_carried(webhook)}})
            return await asyncio.wait_for(answer, WEBHOOK_S_MAX)
        except TimeoutError:
            return NO_ANSWER
        finally:
            del self._webhooks[number]

    async def close(self) -> None:
        """Let the program end: it is told so, and its input is closed."""
        self._is_closing = True
        with contextlib.suppress(RuntimeError):
            self._say({"close": {}})
        self._end_input()
        try:
            await asyncio.wait_for(self._ended.wait(), CLOSE_S_MAX)
        except TimeoutError:
            _log.warning("the program had not ended %g s after close, and was ended", CLOSE_S_MAX)
        self._kill()

    def _greeted(self, name: str) -> Policy:
        """Wait for the first line, which is the policy."""
        try:
            raw = self._first.get(timeout=POLICY_S_MAX)
            said = parse_line(raw) if raw else None
        except queue.Empty:
            said = None
            raw = b"nothing"
        except LineError as error:
            self._kill()
            raise ConfigError(f"exec: {name}: {error}") from error
        if isinstance(said, Policy):
            return said
        self._kill()
        how = "it ended" if raw == b"" else f"it said {raw.decode('utf-8', 'replace').strip()!r}"
        raise ConfigError(
            f'exec: {name}: the first line must be its policy, as in {{"policy": {{"delivery": '
            f'"at-most-once"}}}}, within {POLICY_S_MAX:g} s; {how}'
        )

    def _say(self, line: dict[str, Any]) -> None:
        if self.problem or self._ended.is_set():
            raise RuntimeError(self.problem or "the program has ended")
        try:
            self._lines.put_nowait(msgspec.json.encode(line) + b"\n")
        except queue.Full:
            raise RuntimeError(f"the program has {WAITING_MAX} lines to read; no more") from None

    def _write(self) -> None:
        pipe = self._process.stdin
        assert pipe is not None, "it was asked for"
        # Where the program has ended, who reads says so.
        with contextlib.suppress(OSError):
            while (line := self._lines.get()) is not None:
                pipe.write(line)
                if self._lines.empty():
                    pipe.flush()
        with contextlib.suppress(OSError):
            pipe.close()

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None, "it was asked for"
        is_first = True
        while raw := pipe.readline(LINE_BYTES_MAX + 1):
            if is_first:
                is_first = False
                self._first.put(raw)
            elif raw.strip():
                self._tell(self._hear, raw)
        pipe.close()
        status = self._process.wait()
        self._first.put(b"")
        self._end_input()
        self._tell(self._end, status)

    def _end_input(self) -> None:
        """Let the writer close the program's input; where its queue is full, the end does."""
        with contextlib.suppress(queue.Full):
            self._lines.put_nowait(None)

    def _kill(self) -> None:
        """End the program for good, and what waits for it."""
        self._process.kill()
        self._end_input()
        for thread in self._threads:
            thread.join(JOIN_S_MAX)

    def _tell(self, what: Callable[[Any], None], value: Any) -> None:
        try:
            self._loop.call_soon_threadsafe(what, value)
        except RuntimeError:
            # The loop is closed: nobody waits any more.
            return

    def _hear(self, raw: bytes) -> None:
        if self.problem:
            return
        try:
            self._take(parse_line(raw))
        except LineError as error:
            self._fail(str(error))
            self._process.kill()

    def _take(self, said: Said) -> None:
        if isinstance(said, OutcomeLine):
            self._check(said.intent)
            ended = Outcome(state=said.state, cause=said.cause, code=said.code)
            self._world.report(said.intent, ended)
            self._release(said.intent)
        elif isinstance(said, PromisedLine):
            self._check(said.intent)
            self._release(said.intent)
        elif isinstance(said, SeenLine):
            self._check(said.intent)
            self._world.seen(said.intent, said.state)
        elif isinstance(said, EffectLine):
            self._world.effect(said.event, said.state, noop=said.noop, contact=said.contact)
        elif isinstance(said, ToAgentLine):
            self._world.to_agent(said.event, context=said.context)
        elif isinstance(said, WebhookStatusLine):
            waiting = self._webhooks.get(said.id)
            if waiting is not None and not waiting.done():
                waiting.set_result(said.status)
        else:
            raise LineError("a policy is said once, in the first line")

    def _check(self, intent: int) -> None:
        if intent not in self._given:
            raise LineError(f"it speaks of intent {intent}, which it was never given")

    def _release(self, intent: int) -> None:
        waiting = self._open.get(intent)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    def _end(self, status: int) -> None:
        self._ended.set()
        if self._is_closing:
            self._let_go("the program was closed")
        else:
            self._fail(f"the program ended by itself with status {status}")

    def _fail(self, why: str) -> None:
        """Let go of everybody who waits, and of the host."""
        self.problem = self.problem or why
        self._let_go(self.problem)
        self._stop()

    def _let_go(self, why: str) -> None:
        waiting: list[asyncio.Future[Any]] = [*self._open.values(), *self._webhooks.values()]
        for each in waiting:
            if not each.done():
                each.set_exception(RuntimeError(why))


def digest_of_command(command: Sequence[str]) -> str:
    """Return a digest of a command's words, and of the files that they name."""
    digest = blake2b(digest_size=8)
    for word in command:
        digest.update(word.encode())
        if Path(word).is_file():
            digest.update(Path(word).read_bytes())
    return digest.hexdigest()


def _hello(world: SenderWorld) -> dict[str, Any]:
    return {
        "protocol": PROTOCOL,
        "credentials": dict(world.credentials),
        "webhook_url": world.webhook_url,
        "now_us": round(world.now() * 1e6),
    }


def _carried(webhook: Webhook) -> dict[str, Any]:
    """Return a webhook as JSON: the body as text, in base64 where it is none."""
    carried: dict[str, Any] = {"provider": webhook.provider, "headers": webhook.headers}
    try:
        carried["body"] = webhook.body.decode()
    except UnicodeDecodeError:
        carried["body_base64"] = b64encode(webhook.body).decode("ascii")
    return carried
