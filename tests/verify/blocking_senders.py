"""Blocking senders: the same plain loop over each of three blocking clients."""

import json
import time
import urllib.error
import urllib.request

import httpx
import msgspec
import requests

from windtunnel.domain.policy import Policy
from windtunnel.domain.sender import Outcome
from windtunnel_load.senders.reference.wires.meta import body_of

TIMEOUT_S = 3.0
ATTEMPTS = 4


class Plain:
    """Tries again after a refusal; calls silence unknown."""

    policy = Policy(
        delivery="at-most-once", attempts=ATTEMPTS, horizon_s=30.0, client_timeout_s=TIMEOUT_S
    )

    def __init__(self, world):
        self.world = world
        self.meta = world.credentials["meta"]
        self.store = world.store("done")

    def send(self, intent):
        for attempt in range(1, ATTEMPTS + 1):
            try:
                status, body = self.post(intent)
            except (requests.RequestException, httpx.HTTPError, OSError):
                return Outcome(state="unknown")
            if status == 200 and b"messages" in body:
                self.store.write({intent.marker: body})
                return Outcome(state="accepted")
            time.sleep(2.0**attempt)
        return Outcome(state="failed", cause="limit", code=json.loads(body)["error"]["code"])

    def receive(self, webhook):
        self.world.sleep(0.5)
        return 200 if webhook.headers["x-hub-signature-256"] else 403

    def close(self):
        assert self.store.items("wt")

    def request_of(self, intent):
        url = f"{self.meta.base_url}/v23.0/{self.meta.numbers[intent.number]}/messages"
        headers = {"authorization": f"Bearer {self.meta.token}"}
        return url, msgspec.json.encode(body_of(intent)), headers


class WithRequests(Plain):
    def __init__(self, world):
        super().__init__(world)
        self.session = requests.Session()

    def post(self, intent):
        url, body, headers = self.request_of(intent)
        answer = self.session.post(url, data=body, headers=headers, timeout=TIMEOUT_S)
        return answer.status_code, answer.content


class WithHttpx(Plain):
    def post(self, intent):
        url, body, headers = self.request_of(intent)
        answer = self.world.http.post(url, content=body, headers=headers, timeout=TIMEOUT_S)
        return answer.status_code, answer.content


class WithUrllib(Plain):
    def post(self, intent):
        url, body, headers = self.request_of(intent)
        asked = urllib.request.Request(url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=TIMEOUT_S) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
