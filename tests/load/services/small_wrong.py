"""A small service as one finds it: it tries until it is told of success."""

import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

URL = f"{os.environ['GRAPH_URL']}/v23.0/{os.environ['PHONE_NUMBER_ID']}/messages"
HEADERS = {"authorization": f"Bearer {os.environ['TOKEN']}"}
CLIENT = httpx.Client(timeout=2.0, headers=HEADERS, trust_env=False)
ATTEMPTS = 4
PAUSE_S = 0.2


def deliver(asked):
    """Return 202 at the first success, 502 after the last failure."""
    texts = [{"type": "text", "text": text} for text in asked["params"]]
    parts = [{"type": "body", "parameters": texts}]
    if asked["code"]:
        parts.append({"type": "button", "sub_type": "url", "index": "0", "parameters": texts})
    template = {"name": asked["template"], "language": {"code": asked["lang"]}}
    message = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    message["template"] = template | {"components": parts}
    for _ in range(ATTEMPTS):
        try:
            CLIENT.post(URL, json=message).raise_for_status()
        except httpx.HTTPError:
            time.sleep(PAUSE_S)
        else:
            return 202
    return 502


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        raw = self.rfile.read(int(self.headers["content-length"]))
        status = deliver(json.loads(raw)) if self.path == "/messages" else 200
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()


ThreadingHTTPServer.request_queue_size = 256
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()
