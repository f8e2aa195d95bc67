"""An instance of UltraMsg on a real platform in virtual time, asked as its clients ask it."""

from types import SimpleNamespace
from urllib.parse import urlencode

import httpx
from ultradesk import answer

from windtunnel.domain.events import Tick
from windtunnel.domain.profile import Profile, Share, Spread
from windtunnel.domain.submit import Request
from windtunnel.domain.worldspec import NumberSpec, WorldSpec
from windtunnel.engine.platform import Platform
from windtunnel.providers.ultramsg import dialect
from windtunnel.server.view import View

SECOND = 1_000_000
AT_ONCE = Profile(
    name="ultramsg-at-once",
    provider="ultramsg",
    answer=Spread(median_ms=0),
    sent=Spread(median_ms=0),
    delivered=(Share(share=1.0, wait=Spread(median_ms=0)),),
    read_share=0.0,
    read=Spread(median_ms=0),
    failed_after=Spread(median_ms=0),
    push_delay=Spread(median_ms=0),
)


class Instance:
    """One instance; time stands still between `run`s."""

    def __init__(self, profile=AT_ONCE, **settings):
        spec = WorldSpec(
            providers=("ultramsg",),
            numbers=(NumberSpec(provider="ultramsg", settings=settings),),
        )
        self.platform = Platform(
            spec, dialects={"ultramsg": dialect}, profiles={"ultramsg": profile}
        )
        self.now_us = 0
        self.out = []
        self.strays = []
        self.attempts = 0
        self.platform.start(0, self.out)
        self.number = next(iter(self.platform.numbers))
        self.token = next(iter(self.platform.tokens))
        world = SimpleNamespace(
            id="w0",
            spec=self.platform.spec,
            platform=self.platform,
            clock=SimpleNamespace(now_us=lambda: self.now_us),
            apply=self.step,
        )
        self.view = View(world, "ultramsg")
        self.router = dialect.router(self.find)

    def find(self, node, token):
        if node == self.number or token == self.token:
            return self.view
        self.strays.append(node)
        return None

    def step(self, event):
        self.platform.step(event, self.now_us, self.out)

    def run(self, until_us):
        """Run every timer up to a time."""
        while (due := self.platform.next_due()) is not None and due <= until_us:
            self.now_us = max(self.now_us, due)
            self.step(Tick())
        self.now_us = max(self.now_us, until_us)

    def send(self, kind="chat", **fields):
        """Send a message and return (status, body) of the answer."""
        request = Request(
            method="POST",
            path=f"/instance{self.number}/messages/{kind}",
            query=b"",
            headers={b"content-type": b"application/x-www-form-urlencoded"},
            body=urlencode({"token": self.token} | fields).encode(),
        )
        submit = dialect.submit(request)
        self.attempts += 1
        submit.attempt, submit.t = f"a{self.attempts}", self.now_us
        said = self.platform.submit(submit, self.now_us, self.out)
        reply = dialect.render_answer(said)
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body)

    def ask(self, method, resource, **more):
        """Return what the management endpoints answer."""
        more["params"] = {"token": self.token} | (more.get("params") or {})
        url = f"http://u.test/instance{self.number}/{resource}"
        got = answer(self.router, httpx.Request(method, url, **more))
        assert got.status_code in {200, 404}, got.text
        return got

    def get(self, resource, **params):
        return self.ask("GET", resource, params=params).json()

    def post(self, resource, **fields):
        return self.ask("POST", resource, data=fields).json()

    def facts(self, kind):
        return [effect for effect in self.out if isinstance(effect, kind)]
