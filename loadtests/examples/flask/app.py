"""POST /send asks WhatsApp to send a template; POST /webhook hears what became of it."""

import hmac
import os
import random
import time

import requests
from flask import Flask, request

API = f"https://graph.facebook.com/v23.0/{os.environ['PHONE_NUMBER_ID']}/messages"
app, http = Flask(__name__), requests.Session()
http.headers["Authorization"] = f"Bearer {os.environ['WHATSAPP_TOKEN']}"
free_at, in_a_row = {}, {}  # account, number or recipient: when it is free; limits in a row
states = {}  # message: what is known of it; a database, in earnest
ORDER = "unknown accepted sent delivered read failed"  # webhooks may come in any


def send(to, message):
    give_up_at = time.monotonic() + 5
    while True:
        while (at := max(free_at.get(key, 0) for key in ("all", "number", to))) > time.monotonic():
            if at > give_up_at:
                return 503  # surely not sent
            time.sleep(max(0, at - time.monotonic()) + random.random())
        try:
            answer = http.post(API, json=message, timeout=2)
            said = answer.json() if answer.status_code < 500 else {}
        except requests.RequestException:
            said = {}
        if not said:
            return 504  # perhaps it was sent: a second try might double it
        if "messages" in said:
            in_a_row.pop(to, None)
            return 202
        code, row = said["error"]["code"], in_a_row.get(to, 0)
        in_a_row[to] = row + (code == 131056)
        waits = {4: ("all", 60), 80007: ("all", 60), 130429: ("number", 1), 131056: (to, 4**row)}
        if code not in waits:
            return 502  # not ever
        key, wait_s = waits[code]
        free_at[key] = time.monotonic() + float(answer.headers.get("Retry-After", wait_s)) + 0.1


@app.post("/send")
def post_send():
    asked, key = request.json, os.urandom(8).hex()  # the key comes back with each webhook
    texts = [{"type": "text", "text": text} for text in asked["params"]]
    button = {"type": "button", "sub_type": "url", "index": "0", "parameters": texts}
    parts = [{"type": "body", "parameters": texts}] + ([button] if asked["code"] else [])
    template = {"name": asked["template"], "language": {"code": asked["language"]}}
    message = {"messaging_product": "whatsapp", "to": asked["to"], "type": "template"}
    message |= {"template": template | {"components": parts}, "biz_opaque_callback_data": key}
    status = send(asked["to"], message)
    states.setdefault(key, {202: "accepted", 504: "unknown"}.get(status, "failed"))
    return {"id": key, "state": states[key]}, status


@app.post("/webhook")
def post_webhook():
    due = hmac.digest(os.environ["APP_SECRET"].encode(), request.get_data(), "sha256").hex()
    if not hmac.compare_digest(request.headers.get("X-Hub-Signature-256", ""), f"sha256={due}"):
        return "", 403
    values = [change["value"] for entry in request.json["entry"] for change in entry["changes"]]
    for status in (status for value in values for status in value.get("statuses", ())):
        key = status.get("biz_opaque_callback_data")
        states[key] = max(states.get(key, "unknown"), status["status"], key=ORDER.find)
    return "", 200


app.run("127.0.0.1", int(os.environ.get("PORT", "5000")), threaded=True)
