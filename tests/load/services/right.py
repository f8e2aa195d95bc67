"""A small service that sends once: what it cannot know it leaves alone, what must wait waits.

It answers 202 where the provider took the message, 504 where nobody can know, and 409, 502 or
503 where the message was surely not sent.
"""

import hmac
import json
import math
import os
import random
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

URL = f"{os.environ['GRAPH_URL']}/v23.0/{os.environ['PHONE_NUMBER_ID']}/messages"
SECRET = os.environ["APP_SECRET"].encode()
HEADERS = {"authorization": f"Bearer {os.environ['TOKEN']}"}
CLIENT = httpx.Client(timeout=2.0, headers=HEADERS, trust_env=False)
ATTEMPTS, HORIZON_S = 4, float(os.environ.get("HORIZON_S", "18"))
SILENCE_IS_FINAL = True  # perhaps it was accepted: another try might double it
WAITS = {130429: ("number", 1.1), 131048: ("number", 3600), 131056: ("pair", 1.1)}
WAITS |= dict.fromkeys((4, 17, 613, 80007, 80008), ("account", 60))
OPTED_OUT, TOO_MUCH_MARKETING, DAY_S = 131050, 131049, 86_400

HELD = {}  # what a limit holds up: until when
ROWS = {}  # recipient: how many pair limits in a row
WISHES = {}  # person: (when they said so, whether they want no marketing)
AGREED = set()  # who agreed to marketing
GONE = {}  # (template, language): (when the provider said so, whether it is gone)


def person(digits):
    """Brazil's ninth digit, Mexico's 1 and Argentina's 9 come and go."""
    if digits.startswith("55"):
        return digits[:4] + digits[-8:]
    return digits[:2] + digits[-10:] if digits.startswith(("52", "54")) else digits


def hold(key, seconds):
    HELD[key] = max(HELD.get(key, 0.0), time.monotonic() + seconds)


def is_free(keys, until):
    """Wait for every limit on the way; False where that takes too long."""
    while (left_s := max(HELD.get(key, 0.0) for key in keys) - time.monotonic()) > 0:
        if time.monotonic() + left_s > until:
            return False
        time.sleep(left_s + random.random() / 2)
    return True


def is_allowed(asked):
    """Ask right before each call: wishes and templates change while a message waits."""
    who = person(asked["to"])
    is_gone = GONE.get((asked["template"], asked["lang"]), (0, False))[1]
    is_stopped = WISHES.get(who, (0, False))[1]
    is_sale = asked["scope"] == "marketing"
    return not is_gone and not (is_sale and (is_stopped or who not in AGREED))


def message_of(asked):
    texts = [{"type": "text", "text": text} for text in asked["params"]]
    parts = [{"type": "body", "parameters": texts}]
    if asked["code"]:
        parts.append({"type": "button", "sub_type": "url", "index": "0", "parameters": texts})
    template = {"name": asked["template"], "language": {"code": asked["lang"]}}
    message = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    return message | {"template": template | {"components": parts}}


def deliver(asked):
    pair, sale, mine = ("pair", asked["to"]), ("sale", person(asked["to"])), object()
    keys = ["account", "number", pair, mine, *[sale] * (asked["scope"] == "marketing")]
    until = time.monotonic() + HORIZON_S
    for tried in range(ATTEMPTS):
        if not is_free(keys, until):
            return 503
        if not is_allowed(asked):
            return 409
        try:
            reply = CLIENT.post(URL, json=message_of(asked))
            code = reply.json().get("error", {}).get("code")
        except httpx.ConnectError:  # nothing was sent
            hold(mine, 2**tried)
            continue
        except (httpx.TransportError, ValueError):
            reply, code = None, None
        if reply is None or reply.status_code >= 500:
            if SILENCE_IS_FINAL:
                return 504
            hold(mine, 0.2)
        elif not code:
            ROWS.pop(asked["to"], None)
            return 202
        elif not note_refusal(code, reply, asked["to"], mine):
            return 502
    return 502


def note_refusal(code, reply, to, mine):
    """Remember what a refusal holds up; False where it is for good."""
    scope, wait_s = WAITS.get(code, ("", 0))
    if scope == "pair":
        wait_s *= 4 ** ROWS.get(to, 0)
        ROWS[to] = ROWS.get(to, 0) + 1
    asked_s = float(reply.headers.get("retry-after", 0))
    key = {"": mine, "pair": ("pair", to)}.get(scope, scope)
    hold(key, asked_s + 0.1 if asked_s else wait_s)
    if code == OPTED_OUT:
        WISHES[person(to)] = (math.inf, True)
    if code == TOO_MUCH_MARKETING:
        hold(("pair", to), DAY_S)
    return bool(scope)


def take(change, at):
    """Take one change of a webhook. What is older than what is known changes nothing."""
    value = change["value"]
    if change["field"] == "message_template_status_update":
        lang = value["message_template_language"].replace("-", "_")
        key, is_gone = (value["message_template_name"], lang), value["event"] != "APPROVED"
        GONE[key] = max(GONE.get(key, (0, False)), (at, is_gone))
    for wish in value.get("user_preferences", ()):
        wishes(wish["wa_id"], wish["timestamp"], stops=wish["value"] == "stop")
    for text in value.get("messages", ()):
        word = text.get("text", {}).get("body", "").strip().upper()
        if word in {"STOP", "START"}:
            wishes(text["from"], text["timestamp"], stops=word == "STOP")
    for status in value.get("statuses", ()):
        for error in status.get("errors", ()):
            who = person(status["recipient_id"])
            if error["code"] == OPTED_OUT:
                WISHES[who] = (math.inf, True)
            if error["code"] == TOO_MUCH_MARKETING:
                hold(("sale", who), DAY_S)
            if error["code"] in WAITS:
                hold("number", WAITS[error["code"]][1])


def wishes(digits, at, *, stops):
    who = person(digits)
    WISHES[who] = max(WISHES.get(who, (0, False)), (int(at), stops))
    if not WISHES[who][1]:
        AGREED.add(who)


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(self.status_of(raw))
        self.send_header("content-length", "0")
        self.end_headers()

    def status_of(self, raw):
        if self.path == "/messages":
            return deliver(json.loads(raw))
        if self.path == "/consents":
            AGREED.add(person(json.loads(raw)["to"]))
            return 201
        due = "sha256=" + hmac.digest(SECRET, raw, "sha256").hex()
        if not hmac.compare_digest(self.headers.get("x-hub-signature-256", ""), due):
            return 403
        for entry in json.loads(raw)["entry"]:
            for change in entry["changes"]:
                take(change, entry.get("time", 0))
        return 200


def serve():
    ThreadingHTTPServer.request_queue_size = 256
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()


if __name__ == "__main__":
    serve()
