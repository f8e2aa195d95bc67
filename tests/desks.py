"""A desk in a folder, a service with a status page, and what became of them."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

from windtunnel.domain.facts import OutcomeFact, UnreadFact
from windtunnel.runtime.clock import Clock
from windtunnel.runtime.ledger import read_ledger
from windtunnel_load.adapters.outcome import OutcomeModel
from windtunnel_load.outcomes.desk import Desk
from windtunnel_load.outcomes.replies import NAME, ReplyBook

STATES = {"sent": "accepted", "bounced": "failed", "queued": "pending", "dunno": "unknown"}
WAIT_S = 5.0


def raw(body):
    return body if isinstance(body, bytes) else json.dumps(body).encode()


class Service:
    """A service with a status page: each id has a list of answers, of which the last stays."""

    def __init__(self, answers):
        self.answers, self.asked = answers, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                name = self.path.split("?")[0].rpartition("/")[2]
                outer.asked.append((self.path, self.headers["x-t"]))
                left = outer.answers[name]
                status, body = left.pop(0) if len(left) > 1 else left[0]
                sent = raw(body)
                self.send_response(status)
                self.send_header("content-length", str(len(sent)))
                self.end_headers()
                self.wfile.write(sent)
                self.close_connection = name == "shy"

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Office:
    """A desk in a folder, and a book in which replies are noted."""

    def __init__(self, folder, **model):
        self.folder, self.model = folder, OutcomeModel.model_validate(model)
        self.desk = Desk(
            self.model, work=folder, ledger=folder / "ledger", clock=Clock.starting_now()
        )
        self.book = ReplyBook(folder / NAME.format(0), self.model)

    def begin(self, url="http://127.0.0.1:1"):
        self.desk.begin(url, {"token": "k"})
        return self

    def reply(self, intent, body, http=202):
        self.book.note(
            intent, http, body if isinstance(body, bytes) else json.dumps(body).encode()
        )

    def post(self, body):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.post(self.desk.url, content=raw, trust_env=False)

    def end(self):
        """Close it, and return the outcomes and what was unread, by intent."""
        self.desk.finish()
        self.book.close()
        facts = list(read_ledger(self.folder / "ledger").facts())
        outcomes = [
            (f.intent, f.state, f.cause, f.code) for f in facts if isinstance(f, OutcomeFact)
        ]
        return outcomes, [(f.intent, f.why) for f in facts if isinstance(f, UnreadFact)]


def wait_until(true):
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.01)
