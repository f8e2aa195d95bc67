"""A sender that speaks lines of JSON: what it cannot know, it reports as unknown.

windtunnel rehearse steady --sender "exec:python loadtests/examples/exec/sender.py"
"""

import hmac
import json
import sys
import threading
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

OUT = threading.Lock()
ENDS = {131026: "recipient", 131050: "recipient", 132001: "template", 190: "auth"}


def say(**line):
    with OUT:
        print(json.dumps(line), flush=True)


def send(meta, intent):
    """Call the provider once."""
    texts = [intent["code"]] if intent["code"] else intent["body"]
    parts = [{"type": "text", "text": text} for text in texts]
    components = [{"type": "body", "parameters": parts}]
    if intent["code"]:
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": parts})
    template = {"name": intent["template"], "language": {"code": intent["lang"]}}
    message = {"messaging_product": "whatsapp", "to": intent["recipient"], "type": "template"}
    message |= {"template": template | {"components": components}}
    url = f"{meta['base_url']}/v23.0/{meta['numbers'][intent['number']]}/messages"
    headers = {"content-type": "application/json", "authorization": f"Bearer {meta['token']}"}
    request = urllib.request.Request(url, json.dumps(message).encode(), headers)
    outcome = {"intent": intent["intent"], "state": "accepted"}
    try:
        urllib.request.urlopen(request, timeout=5).close()
    except urllib.error.HTTPError as error:
        code = json.load(error)["error"]["code"]
        outcome |= {"state": "failed", "cause": ENDS.get(code, "provider"), "code": code}
    except OSError:
        outcome["state"] = "unknown"
    say(outcome=outcome)


def main():
    meta = json.loads(sys.stdin.readline())["hello"]["credentials"]["meta"]
    say(policy={"delivery": "at-most-once", "attempts": 1, "horizon_s": 5})
    with ThreadPoolExecutor(32) as pool:
        for line in map(json.loads, sys.stdin):
            if "send" in line:
                pool.submit(send, meta, line["send"])
            elif hook := line.get("webhook"):
                due = hmac.new(meta["app_secret"].encode(), hook["body"].encode(), "sha256")
                is_ours = hook["headers"].get("x-hub-signature-256") == f"sha256={due.hexdigest()}"
                say(webhook_status={"id": hook["id"], "status": 200 if is_ours else 403})


main()
