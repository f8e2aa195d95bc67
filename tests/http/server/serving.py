"""A server on a real loopback socket in a thread, and a webhook receiver, for the tests beside."""

import contextlib
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from toy import ToyDialect

from windtunnel.runtime.ledger import read_ledger
from windtunnel.server.app import create_app
from windtunnel.server.listener import ListeningServer, bind
from windtunnel.server.main import bind_all, configure
from windtunnel.server.settings import Settings

INTERCEPTED = {"intercept_port": 0}
TEXT = {"to": "5511999990001", "text": "hello"}
TOY = {"providers": ["toy"], "profile": "toy-plain", "numbers": [{"provider": "toy"}]}


class Serving:
    """A running server: `client` for it, `app` behind it."""

    def __init__(self, app, base_url):
        self.app = app
        self.base_url = base_url
        self.client = httpx.Client(base_url=base_url, timeout=10)

    def through(self, way):
        """Return what leads an httpx client here: straight, under TLS or through a tunnel."""
        if way not in {"tls", "tunnel"}:
            return {"base_url": self.base_url}
        told = self.client.get("/control/interception").json()
        trust = ssl.create_default_context(cafile=told["authority"])
        door = f"http://127.0.0.1:{told['port']}"
        if way == "tunnel":
            return {"base_url": "https://toy.example", "proxy": door, "verify": trust}
        transport = Redirected(told["port"], trust)
        return {"base_url": "https://toy.example", "transport": transport}

    def world(self, **spec):
        made = self.client.post("/control/worlds", json=TOY | spec)
        assert made.status_code == 201, made.text
        lived = Lived(self, made.json())
        lived.told("PUT", f"/windows/{TEXT['to']}")
        return lived


class Redirected(httpx.HTTPTransport):
    """A preload's way: the connection goes to the door, name and TLS stay the provider's."""

    def __init__(self, port, trust):
        super().__init__(verify=trust)
        self.port = port

    def handle_request(self, request):
        request.extensions["sni_hostname"] = request.url.host
        request.url = request.url.copy_with(host="127.0.0.1", port=self.port)
        return super().handle_request(request)


class Lived:
    """One world of a server, as its tests use it."""

    def __init__(self, serving, shown):
        self.serving = serving
        self.client = serving.client
        self.shown = shown
        self.id = shown["world"]
        self.number = shown["numbers"][0]["id"]
        self.token = shown["tokens"][0]["value"]
        self.path = f"/toy/{self.number}/send"
        self.headers = {"authorization": f"Bearer {self.token}"}

    def send(self, client=None, token=None, **fields):
        headers = self.headers if token is None else {"authorization": f"Bearer {token}"}
        sent = client or self.client
        return sent.post(self.path, json=TEXT | fields, headers=headers)

    def ask(self, method, path, **more):
        return self.client.request(method, f"/control/worlds/{self.id}{path}", **more)

    def told(self, method, path, **more):
        answer = self.ask(method, path, **more)
        assert answer.is_success, answer.text
        return answer.json()

    def inbox(self, recipient="5511999990001", wait="5s", after=0):
        query = f"wait={wait}&after={after}"
        return self.told("GET", f"/handsets/{recipient}/messages?{query}")

    def metrics(self):
        return self.told("GET", "/metrics")

    def end(self):
        """End the world and return its facts; the ledger must be whole."""
        self.told("DELETE", "")
        ledger = read_ledger(self.folder)
        facts = list(ledger.facts())
        assert not ledger.problems
        return facts

    @property
    def folder(self):
        return Path(self.shown["ledger"])


@contextlib.contextmanager
def serving(root, loop="uvloop", dialects=None, **settings):
    """Serve from a thread; everything is closed at the end."""
    chosen = Settings(port=0, ledger_root=root, **settings)
    listeners = bind_all(chosen)
    port = listeners[0].getsockname()[1]
    door = bound(settings)
    known = dialects or {"toy": ToyDialect()}
    app = create_app(Settings(port=port, ledger_root=root, **settings), known)
    config = configure(app)
    config.loop = loop
    server = ListeningServer(config, app.registry.settings, app.registry, door)
    thread = threading.Thread(target=server.run, kwargs={"sockets": listeners}, daemon=True)
    thread.start()
    until(lambda: server.started)
    running = Serving(app, f"http://127.0.0.1:{port}")
    try:
        yield running
    finally:
        running.client.close()
        server.should_exit = True
        thread.join(10)
        assert not thread.is_alive()


def bound(settings):
    """Bind the port for interception, where one is asked for, and put its number in."""
    if "intercept_port" not in settings:
        return None
    door = bind(Settings(port=settings["intercept_port"]))
    settings["intercept_port"] = door.getsockname()[1]
    return door


def until(claim, within_s=5.0):
    """Wait until a claim holds."""
    end_s = time.monotonic() + within_s
    while not claim():
        assert time.monotonic() < end_s, "it did not come to be in time"
        time.sleep(0.005)


class Receiver:
    """A webhook receiver; `status` and `delay_s` are how it answers."""

    def __init__(self, status=200, delay_s=0.0, echo=True):
        self.status = status
        self.delay_s = delay_s
        self.echo = echo
        self.posts = []
        self.gets = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.posts.append((time.monotonic(), dict(self.headers), body))
                self.say(b"")

            def do_GET(self):
                outer.gets.append(self.path)
                said = self.path.partition("say=")[2] if outer.echo else "no"
                self.say(said.encode())

            def say(self, body):
                time.sleep(outer.delay_s)
                self.send_response(outer.status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

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
