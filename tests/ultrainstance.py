"""One instance of UltraMsg's over the platform, in virtual time."""

import json
from collections import Counter

import msgspec
from ultraworld import TOKEN, request

from windtunnel.domain.effects import Push
from windtunnel.domain.events import PushEnded, Tick
from windtunnel.domain.facts import StatusFact
from windtunnel.domain.worldspec import NumberSpec, TokenSpec, WorldSpec
from windtunnel.engine.platform import Platform
from windtunnel.providers.ultramsg import dialect

__all__ = ["SECOND", "TOKEN", "URL", "Instance"]

SECOND = 1_000_000
URL = "http://127.0.0.1:9/hook?secret=1"


class Instance:
    """One instance whose customers all are on WhatsApp, in virtual time."""

    def __init__(self, *, settings=(), ack=200, profile=(), **spec):
        self.ack = ack
        given = WorldSpec(
            providers=("ultramsg",),
            numbers=(NumberSpec(provider="ultramsg", settings=dict(settings)),),
            tokens=(TokenSpec(value=TOKEN),),
            not_on_whatsapp=0.0,
            **spec,
        )
        changed = {"read_share": 0.0, "push_duplicate": 0.0, "push_reorder": 0.0, **dict(profile)}
        still = msgspec.structs.replace(dialect.profiles["ultramsg-ci"], **changed)
        self.platform = Platform(
            given, dialects={"ultramsg": dialect}, profiles={"ultramsg": still}
        )
        self.out = []
        self._answered = 0
        self.platform.start(0, self.out)
        self.number = next(iter(self.platform.numbers))

    def send(self, kind="chat", *, at_s=0.0, **fields):
        submit = dialect.submit(request(kind, number=self.number, **fields))
        submit.t = round(at_s * SECOND)
        return self.platform.submit(submit, submit.t, self.out)

    def step(self, event, at_s=0.0):
        self.platform.step(event, round(at_s * SECOND), self.out)

    def settle(self):
        """Run every timer there is, at its own time."""
        while (due := self.platform.next_due()) is not None:
            self.platform.step(Tick(), due, self.out)
            self._answer(due)
        return self

    def _answer(self, now_us):
        """End what is pushed with the status that this subscriber answers."""
        while self._answered < len(self.out):
            effect = self.out[self._answered]
            self._answered += 1
            if isinstance(effect, Push):
                end = PushEnded(push=effect.id, http=self.ack, ms=1.0)
                self.platform.step(end, now_us, self.out)

    def posts(self):
        """Return the documents that the subscriber got, in order."""
        render = self.platform.lanes["ultramsg"].render_push
        pushes = [effect for effect in self.out if isinstance(effect, Push)]
        assert {(push.url, push.subscriber) for push in pushes} <= {(URL, self.number)}
        return [json.loads(render(push.events)) for push in pushes]

    def kinds(self):
        return [(post["event_type"], post["data"]["ack"]) for post in self.posts()]

    def times(self, status):
        """Return when each message came to a status, in seconds."""
        return [
            fact.status_t / SECOND
            for fact in self.out
            if isinstance(fact, StatusFact) and fact.status == status
        ]

    def failed(self):
        facts = [fact for fact in self.out if isinstance(fact, StatusFact)]
        return Counter(fact.code for fact in facts if fact.status == "failed")
