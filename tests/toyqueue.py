"""The toy with a queue: a second provider, whose numbers send one message after the other.

    POST /queue/<number>/send and the rest as the toy's, under /queue instead of /toy

It keeps messages, its numbers have states and callbacks of their own, and it tells no failure.
"""

import msgspec
from toy import CODES, RULES, SWITCHES, ToyDialect

from windtunnel.domain.catalog import Code, Queue, Rule
from windtunnel.domain.dialect import NumberSettings
from windtunnel.domain.errors import ConfigError

QUEUE = Queue(gap_s=1, gap_long_s=15, long_from=10, ttl_s=86_400)
STATES = ("starting", "loading", "logged_out", "standby", "disconnected", "stopped", "banned")
EXPIRED, UNREACHABLE, STOPPED = 62, 63, 60
MORE_CODES = {
    STOPPED: Code(code=STOPPED, title="unpaid", http=404, cls="permanent"),
    EXPIRED: Code(code=EXPIRED, title="expired", http=200, cls="retryable", when="async"),
    UNREACHABLE: Code(code=UNREACHABLE, title="unsent", http=200, cls="permanent", when="async"),
}
MORE_RULES = {
    "number_stopped": Rule(code=STOPPED, details="{number} is unpaid"),
    "queue_expired": Rule(code=EXPIRED, when="async"),
    "content_unreachable": Rule(code=UNREACHABLE, when="async"),
}
TAKEN_OUT = {"window_closed", "opted_out", "pair_rate"}


class QueueDialect(ToyDialect):
    name = "queue"
    hosts = ("queue.example",)
    examples = (("POST", "/queue/1/send"), ("GET", "/queue/1"))

    def __init__(self, **changes):
        self.changes = changes

    def catalog(self, switches):
        toy = super().catalog({name: switches[name] for name in SWITCHES.keys() & switches})
        rules = {reason: rule for reason, rule in RULES.items() if reason not in TAKEN_OUT}
        values = {
            "provider": self.name,
            "codes": {**CODES, **MORE_CODES},
            "rules": {**rules, **MORE_RULES},
            "throughput_per_s": 1_000.0,
            "throughput_burst": 100_000,
            "window_s": None,
            "tells": ("pending", "sent", "delivered", "read", "played"),
            "subscriber": "number",
            "signs": False,
            "has_templates": False,
            "queue": QUEUE,
            "states": STATES,
            "keeps": True,
            "inbound": ("text", "voice", "reaction"),
            "has_groups": True,
        }
        return msgspec.structs.replace(toy, **values | self.changes)

    def claims(self, method, path):
        if not path.startswith("/queue/"):
            return None
        return super().claims(method, path.replace("/queue/", "/toy/", 1))

    def submit(self, request):
        path = request.path.replace("/queue/", "/toy/", 1)
        submit = super().submit(msgspec.structs.replace(request, path=path))
        submit.provider = self.name
        return submit

    def router(self, find_world):
        app = super().router(find_world)

        async def queued(scope, receive, send):
            path = scope.get("path", "").replace("/queue/", "/toy/", 1)
            await app({**scope, "path": path}, receive, send)

        return queued

    def environment(self, world):
        return {f"QUEUE_{key.upper()}": world[key] for key in ("token", "number", "account")}

    def settings(self, given):
        values = dict(given)
        if "news" in values:
            values["news"] = frozenset(values["news"].split())
        try:
            return msgspec.convert(values, NumberSettings)
        except msgspec.ValidationError as error:
            raise ConfigError(f"settings: {error}") from error

    def message_id(self, drawn, recipient):
        return f"queue-{recipient}-{drawn[0]:016x}"

    def sign(self, _body, _secret):
        return ((b"content-type", b"application/json"),)
