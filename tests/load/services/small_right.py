"""A small service that sends once: what it cannot know, it leaves alone."""

import hmac
import json
import os
import random
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

URL = f"{os.environ['GRAPH_URL']}/v23.0/{os.environ['PHONE_NUMBER_ID']}/messages"
SECRET = os.environ["APP_SECRET"].encode()
HEADERS = {"authorization": f"Bearer {os.environ['TOKEN']}"}
CLIENT = httpx.Client(timeout=2.0, headers=HEADERS, trust_env=False)
AGAIN = {130429, 131056, 131016}
HELD = {"until": 0.0}


def deliver(asked):
    """Return 202 as a promise, 502 where the message was surely not sent."""
    texts = [{"type": "text", "text": text} for text in asked["params"]]
    parts = [{"type": "body", "parameters": texts}]
    if asked["code"]:
        parts.append({"type": "button", "sub_type": "url", "index": "0", "parameters": texts})
    template = {"name": asked["template"], "language": {"code": asked["lang"]}}
    message = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    message |= {"template": template | {"components": parts}}
    for wait_s in (1, 4, 4, 0):
        while (left_s := HELD["until"] - time.monotonic()) > 0:
            time.sleep(left_s + random.random() / 2)
        try:
            code = CLIENT.post(URL, json=message).json().get("error", {}).get("code")
            if code not in AGAIN:
                return 502 if code else 202
            if code == 130429:  # it is the number's, so every message waits
                HELD["until"] = time.monotonic() + 1.2
        except (httpx.TransportError, ValueError) as error:
            if not isinstance(error, httpx.ConnectError):
                return 202  # perhaps it was accepted: another try might double it
        time.sleep(wait_s + random.random() * bool(wait_s))
    return 502


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        due = "sha256=" + hmac.digest(SECRET, raw, "sha256").hex()
        is_signed = hmac.compare_digest(self.headers.get("x-hub-signature-256", ""), due)
        to_send = self.path == "/messages"
        self.send_response(deliver(json.loads(raw)) if to_send else 200 if is_signed else 403)
        self.send_header("content-length", "0")
        self.end_headers()


ThreadingHTTPServer.request_queue_size = 256
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()
