"""A service that writes its own text and passes no marker on: right, or wrong in one way.

WRONG=blind sends again after silence; WRONG=drops forgets every fifth message. It tells what
became of a message on GET /messages/<id>, and posts it to TELL where that is set.
"""

import itertools
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

URL = f"{os.environ['GRAPH_URL']}/v23.0/{os.environ['PHONE_NUMBER_ID']}/messages"
HEADERS = {"authorization": f"Bearer {os.environ['TOKEN']}"}
CLIENT = httpx.Client(timeout=1.0, headers=HEADERS, trust_env=False)
WRONG, TELL = os.environ.get("WRONG", ""), os.environ.get("TELL", "")
NUMBERS = itertools.count(1)
STATES = {}


def deliver(asked, number):
    """Send one message in the service's own words."""
    is_code = asked["template"] == "login_code"
    texts = [f"{number:06d}"] if is_code else ["dear customer", f"no. {number}", "$ 5.00"]
    parts = [{"type": "text", "text": text} for text in texts]
    components = [{"type": "body", "parameters": parts}]
    if is_code:
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": parts})
    template = {"name": asked["template"], "language": {"code": asked["lang"]}}
    message = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    message |= {"template": template | {"components": components}}
    if isinstance(asked.get("ref"), str):
        message["biz_opaque_callback_data"] = asked["ref"]
    for _ in range(2 if WRONG == "blind" else 1):
        try:
            reply = CLIENT.post(URL, json=message)
        except httpx.TransportError:
            continue
        if reply.is_success:
            return {"state": "sent"}
        code = reply.json()["error"]["code"]
        return {"state": "bounced", "why": "gone" if code == 131026 else "provider", "code": code}
    return {"state": "silence"}


def work(asked, number):
    """Send, keep what became of it, and tell."""
    STATES[number] = deliver(asked, number)
    if TELL:
        CLIENT.post(TELL, json={"ref": asked["ref"], **STATES[number]})


class Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        name = self.path.rpartition("/")[2]
        self.answer(200, STATES.get(int(name)) if name.isdecimal() else {})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        number = next(NUMBERS)
        STATES[number] = {"state": "queued"}
        if not (WRONG == "drops" and number % 5 == 0):
            threading.Thread(target=work, args=(asked, number)).start()
        self.answer(202, {"message": {"id": number}})

    def answer(self, status, body):
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


ThreadingHTTPServer.request_queue_size = 256
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()
