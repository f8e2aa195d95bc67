"""A platform of the toy provider with a driver that carries out its effects."""

import msgspec
from toy import PLAIN, ToyDialect

from windtunnel.domain.effects import Push, VerifyHook
from windtunnel.domain.events import PushEnded, Tick
from windtunnel.domain.facts import Fact
from windtunnel.domain.marker import marker_of
from windtunnel.domain.submit import Parameter, Request, Submit
from windtunnel.domain.worldspec import (
    ButtonSpec,
    NumberSpec,
    TemplateSpec,
    WebhookSpec,
    WorldSpec,
)
from windtunnel.engine.platform import Platform

URL = "http://127.0.0.1:9/hook"
SECOND = 1_000_000
TEMPLATES = (
    TemplateSpec(name="plain", body="Hello"),
    TemplateSpec(name="plain", lang="it", body="Ciao"),
    TemplateSpec(name="greet", body="Hello {{1}}, {{2}}!", header="For {{1}}", footer="Bye"),
    TemplateSpec(name="named", body="Dear {{name}} of {{town}}", category="marketing"),
    TemplateSpec(
        name="code",
        category="authentication",
        body="{{1}} is your code",
        buttons=(ButtonSpec(kind="otp", text="Copy code"),),
    ),
    TemplateSpec(
        name="links",
        body="See",
        buttons=(
            ButtonSpec(kind="quick_reply", text="No"),
            ButtonSpec(kind="url", text="Track", url="https://t.example/{{1}}"),
            ButtonSpec(kind="url", text="Home", url="https://t.example/"),
        ),
    ),
    TemplateSpec(name="paused", body="x", state="PAUSED"),
    TemplateSpec(name="pending", body="x", state="PENDING"),
    TemplateSpec(name="disabled", body="x", state="DISABLED"),
)


class World:
    """Drives one platform in virtual time.

    `ack` is the HTTP status that every push gets at once, None for no answer; False leaves every
    push in flight.
    """

    def __init__(self, *, profile=PLAIN, ack=200, hook=True, start=True, dialect=None, **spec):
        dialect = dialect or ToyDialect()
        self.provider = name = dialect.name
        spec.setdefault("providers", (name,))
        spec.setdefault("numbers", (NumberSpec(provider=name),))
        spec.setdefault("templates", TEMPLATES)
        spec.setdefault("webhook", WebhookSpec(url=URL) if hook else None)
        self.platform = Platform(
            WorldSpec(**spec),
            dialects={name: dialect},
            profiles={name: profile},
        )
        self.ack = ack
        self.now = 0
        self.out = []
        self.attempts = self._carried = 0
        if start:
            self.platform.start(0, self.out)
            self._carry()
        self.number = next(iter(self.platform.numbers))
        self.token = next(iter(self.platform.tokens))

    def send(self, to="5511999990001", *, at=None, marker=None, **fields):
        """Submit one send and return its answer; `marker` is an intent's index."""
        self.run(at)
        self.attempts += 1
        values = {"kind": "template" if "template" in fields else "text", "to": to}
        values |= {"recipient": to, "number": self.number, "token": self.token}
        values |= {"attempt": f"a{self.attempts}", "t": self.now, "content_sha": "c"}
        if "template" in fields:
            values |= {"form": "template", "lang": "en"}
        if marker is not None:
            values["marker"] = marker_of(marker)
        answer = self.platform.submit(
            Submit(provider=self.provider, **values | fields), self.now, self.out
        )
        self._carry()
        return answer

    def step(self, event, at=None):
        """Take one event at a time (now if None) and carry out what it asks for."""
        self.run(at)
        self.platform.step(event, self.now, self.out)
        self._carry()

    def run(self, until=None):
        """Run timers in due order up to a time; without one, do nothing."""
        if until is None:
            return self
        while (due := self.platform.next_due()) is not None and due <= until:
            self.now = max(self.now, due)
            self.step(Tick())
        self.now = max(self.now, until)
        return self

    def finish(self):
        """Run every timer there is."""
        while (due := self.platform.next_due()) is not None:
            self.run(due)
        return self

    def _carry(self):
        """End every new push at once, with the status that this world's subscriber answers."""
        while self._carried < len(self.out):
            effect = self.out[self._carried]
            self._carried += 1
            if isinstance(effect, Push) and self.ack is not False:
                end = PushEnded(push=effect.id, http=self.ack, ms=1.0)
                self.platform.step(end, self.now, self.out)

    def facts(self, kind=Fact):
        return [effect for effect in self.out if isinstance(effect, kind)]

    def pushes(self):
        return [effect for effect in self.out if isinstance(effect, Push)]

    def hooks(self):
        return [effect for effect in self.out if isinstance(effect, VerifyHook)]

    def wire(self):
        """Return every effect as bytes."""
        return b"\n".join(msgspec.json.encode(effect) for effect in self.out)


def profile(base=PLAIN, **changes):
    """Return the plain profile with some values changed."""
    return msgspec.structs.replace(base, **changes)


def params(*texts, **named):
    """Return template parameters: positional ones, or named ones."""
    return tuple(Parameter(text=text) for text in texts) + tuple(
        Parameter(text=text, name=name) for name, text in named.items()
    )


def request(number, token, body, **headers):
    given = {b"authorization": b"Bearer " + token.encode()}
    given |= {name.encode().replace(b"_", b"-"): value.encode() for name, value in headers.items()}
    return Request(method="POST", path=f"/toy/{number}/send", query=b"", headers=given, body=body)
