"""Meta's dialect behind the address that clients know: in process, or served on a socket."""

import contextlib
import threading
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import uvicorn
from metaworld import TEMPLATES

from windtunnel.domain.effects import Push
from windtunnel.domain.events import (
    ChangeNumber,
    CustomerText,
    InjectFault,
    OpenWindow,
    PushEnded,
    SetPreference,
    SetTemplate,
    Tick,
)
from windtunnel.domain.submit import Request
from windtunnel.domain.worldspec import FaultSpec, Scope, TokenSpec, WebhookSpec, WorldSpec
from windtunnel.engine.platform import Platform
from windtunnel.providers.meta import dialect
from windtunnel.server.app import create_app
from windtunnel.server.main import bind, configure
from windtunnel.server.settings import Settings

HOST = dialect.hosts[0]
EXPIRED = "EAAexpired"
TOKENS = (TokenSpec(), TokenSpec(name="old", value=EXPIRED, state="expired"))
PUSHES_WITHIN_S = 5.0


class InProcess:
    """A platform in virtual time, with the dialect around it as the transport of a client."""

    def __init__(self):
        hook = WebhookSpec(url="http://127.0.0.1:9/hook")
        spec = WorldSpec(profile="bench", templates=TEMPLATES, tokens=TOKENS, webhook=hook)
        profiles = {"meta": dialect.profiles["bench"]}
        self._platform = Platform(spec, dialects={"meta": dialect}, profiles=profiles)
        self._out = []
        self._now = 0
        self._platform.start(0, self._out)
        self.phone = next(iter(self._platform.numbers))
        self.account = self._platform.account
        self.secret = self._platform.secret
        self.token = next(iter(self._platform.tokens))
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request):
        assert request.url.host == HOST
        reply = dialect.render_answer(
            self._platform.submit(
                dialect.submit(
                    Request(
                        method=request.method,
                        path=request.url.path,
                        query=request.url.query,
                        headers={name.lower(): value for name, value in request.headers.raw},
                        body=request.content,
                    )
                ),
                self._now,
                self._out,
            )
        )
        headers = [(name.decode(), value.decode()) for name, value in reply.headers]
        return httpx.Response(reply.status, headers=headers, content=reply.body)

    def open_window(self, recipient):
        self._step(OpenWindow(recipient=recipient, number=self.phone))

    def say(self, recipient, text):
        self._step(CustomerText(recipient=recipient, number=self.phone, text=text))

    def prefer(self, recipient, value):
        self._step(SetPreference(recipient=recipient, number=self.phone, value=value))

    def move(self, recipient, new):
        self._step(ChangeNumber(recipient=recipient, new=new, number=self.phone))

    def pause(self, name, lang):
        self._step(SetTemplate(name=name, lang=lang, state="PAUSED"))

    def fault(self, code):
        spec = FaultSpec(kind="answer-code", settings={"code": code}, scope=Scope(first=1))
        self._step(InjectFault(spec=spec))

    def pushes(self, count):
        """Return the first pushes as (headers, body)."""
        sent = []
        while self._out or self._platform.next_due() is not None:
            effects, self._out = self._out, []
            for push in (one for one in effects if isinstance(one, Push)):
                body = dialect.render_push(push.events)
                pairs = dialect.sign(body, push.secret)
                sent.append(({k.decode(): v.decode() for k, v in pairs}, body))
                self._step(PushEnded(push=push.id, http=200, ms=1.0))
            if not self._out and self._platform.next_due() is not None:
                self._now = max(self._now, self._platform.next_due())
                self._step(Tick())
        assert len(sent) == count, f"{len(sent)} pushes"
        return sent

    def _step(self, event):
        self._platform.step(event, self._now, self._out)


class Rerouted(httpx.AsyncHTTPTransport):
    """Sends what is meant for the provider's host to a local port."""

    def __init__(self, port):
        super().__init__()
        self._port = port

    async def handle_async_request(self, request):
        assert request.url.host == HOST
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await super().handle_async_request(request)


class Served:
    """A world of a running server, with a receiver for its webhooks."""

    def __init__(self, port, receiver):
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}/control", timeout=10)
        self.url = receiver.url
        self._posts = receiver.posts
        spec = {
            "profile": "bench",
            "templates": [asdict(one) for one in TEMPLATES],
            "tokens": [asdict(one) for one in TOKENS],
            "webhook": {"url": receiver.url},
        }
        made = self._told("POST", "/worlds", spec)
        self._world = f"/worlds/{made['world']}"
        self.phone = made["numbers"][0]["id"]
        self.account = made["account"]
        self.secret = made["app_secret"]
        self.token = made["tokens"][0]["value"]
        self.transport = Rerouted(port)

    def _told(self, method, path, body=None):
        answer = self._client.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def open_window(self, recipient):
        self._told("PUT", f"{self._world}/windows/{recipient}?number={self.phone}")

    def say(self, recipient, text):
        body = {"recipient": recipient, "number": self.phone, "text": text}
        self._told("POST", f"{self._world}/inbound", body)

    def prefer(self, recipient, value):
        self._told("PUT", f"{self._world}/preferences/{recipient}", {"value": value})

    def move(self, recipient, new):
        self._told("POST", f"{self._world}/number-changes", {"recipient": recipient, "new": new})

    def pause(self, name, lang):
        self._told("PATCH", f"{self._world}/templates/{name}/{lang}", {"state": "PAUSED"})

    def fault(self, code):
        body = {"kind": "answer-code", "settings": {"code": code}, "scope": {"first": 1}}
        self._told("POST", f"{self._world}/faults", body)

    def pushes(self, count):
        end_s = time.monotonic() + PUSHES_WITHIN_S
        while len(self._posts) < count and time.monotonic() < end_s:
            time.sleep(0.005)
        assert len(self._posts) == count, f"{len(self._posts)} pushes"
        return list(self._posts)

    def close(self):
        self._told("DELETE", self._world)
        self._client.close()


@contextlib.contextmanager
def serving(root):
    """Serve Meta's dialect from a thread; yield the port."""
    settings = Settings(port=0, ledger_root=root)
    listener = bind(settings)
    server = uvicorn.Server(configure(create_app(settings, {"meta": dialect})))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.005)
    yield listener.getsockname()[1]
    server.should_exit = True
    thread.join(10)
    listener.close()


class Receiver:
    """A webhook receiver on a port of its own: every POST as (headers, body), every GET echoed."""

    def __init__(self):
        self.posts = posts = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                challenge = parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode()
                self.send_response(200)
                self.send_header("content-length", str(len(challenge)))
                self.end_headers()
                self.wfile.write(challenge)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                posts.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(200)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
