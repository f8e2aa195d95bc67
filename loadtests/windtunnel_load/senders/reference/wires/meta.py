"""Meta's wire form, as an outsider would write it from the public documentation."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import msgspec

from windtunnel.domain.sender import Intent, Webhook
from windtunnel_load.senders.reference.events import Event
from windtunnel_load.senders.reference.webhooks.meta import is_signed, read
from windtunnel_load.senders.reference.wire import CLIENT_TIMEOUT_S, Answer, Codes, Wire

VERSION = "v23.0"

_CAUSES = {
    "auth": (0, 3, 10, 104, 190, 200, 368, 131005, 131031, 131037, 131042, 131045, 133010),
    "recipient": (
        *(130403, 130472, 130497, 131021, 131026, 131030),
        *(131047, 131050, 131062, 137000),
    ),
    "template": (
        *(131063, 132000, 132001, 132005, 132007, 132008),
        *(132012, 132015, 132016, 132018, 132068, 134101),
    ),
    "limit": (4, 17, 613, 80007, 80008, 130429, 131048, 131049, 131056, 132069, 133016),
}
_WAITS = {
    1: (1.0, 2.0, "message"),
    2: (1.0, 2.0, "message"),
    4: (60.0, 1.0, "account"),
    17: (60.0, 1.0, "account"),
    613: (60.0, 1.0, "account"),
    80007: (60.0, 1.0, "account"),
    80008: (60.0, 1.0, "account"),
    130429: (1.0, 1.0, "number"),
    131000: (1.0, 2.0, "message"),
    131016: (1.0, 2.0, "message"),
    131048: (3600.0, 1.0, "number"),
    131049: (86_400.0, 1.5, "pair"),
    131056: (1.0, 4.0, "pair"),
    131057: (60.0, 1.0, "message"),
    132015: (10_800.0, 1.0, "template"),
    132069: (3600.0, 1.0, "message"),
    133004: (1.0, 2.0, "message"),
    133016: (259_200.0, 1.0, "message"),
    134101: (600.0, 1.0, "message"),
}
CODES = Codes(
    causes={code: cause for cause, codes in _CAUSES.items() for code in codes}, waits=_WAITS
)
"""What Meta's codes mean to a sender."""


def body_of(intent: Intent) -> dict[str, Any]:
    """Return the JSON body of a send; the marker is its opaque callback data."""
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": intent.recipient,
        "biz_opaque_callback_data": intent.marker,
    }
    if intent.template is None:
        body |= {"type": "text", "text": {"body": intent.text}}
        return body
    components = _components(intent)
    template: dict[str, Any] = {"name": intent.template, "language": {"code": intent.lang}}
    if components:
        template["components"] = components
    return body | {"type": "template", "template": template}


def _components(intent: Intent) -> list[dict[str, Any]]:
    texts = [{"type": "text", "text": text} for text in intent.body]
    texts += [
        {"type": "text", "parameter_name": name, "text": text}
        for name, text in intent.named.items()
    ]
    if intent.code is not None:
        texts = [{"type": "text", "text": intent.code}]
    components: list[dict[str, Any]] = []
    if intent.header:
        header = [{"type": "text", "text": text} for text in intent.header]
        components.append({"type": "header", "parameters": header})
    if texts:
        components.append({"type": "body", "parameters": texts})
    if intent.code is not None:
        components.append(
            {
                "type": "button",
                "sub_type": "url",
                "index": "0",
                "parameters": [{"type": "text", "text": intent.code}],
            }
        )
    return components


def read_answer(raw: bytes, headers: Mapping[str, str]) -> Answer:
    """Return what an answer says.

    A status of 200 alone proves nothing: only a message id does.
    """
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Answer()
    if not isinstance(found, dict):
        return Answer()
    error = found.get("error")
    if isinstance(error, dict) and isinstance(error.get("code"), int):
        return Answer(code=error["code"], retry_after_s=_retry_after(headers))
    messages = found.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[0], dict):
        message = messages[0].get("id")
        return Answer(message=message) if isinstance(message, str) else Answer()
    return Answer()


def _retry_after(headers: Mapping[str, str]) -> float:
    """Return the seconds of a Retry-After header, 0 where there is none (a date is not read)."""
    given = headers.get("retry-after", "")
    return float(given) if given.isdecimal() else 0.0


class Meta(Wire):
    """One POST: where it goes, what it says, how long it may take."""

    name = "meta"
    codes = CODES

    async def post(self, intent: Intent, number: str, *, attempt: int) -> Answer:
        """Send an intent from a number of this name and return what the answer says.

        Raises:
            httpx.RequestError: there was none.
        """
        reply = await self._world.http.post(
            f"{self.credentials.base_url}/{VERSION}/{self.credentials.numbers[number]}/messages",
            content=msgspec.json.encode(body_of(intent)),
            headers=self.headers(intent, attempt=attempt),
            timeout=CLIENT_TIMEOUT_S,
        )
        return self.read(reply)

    def headers(self, intent: Intent, *, attempt: int) -> dict[str, str]:
        """Return the headers of an attempt (from 1), with the token that is good now."""
        del intent, attempt
        return {
            "authorization": f"Bearer {self.credentials.token}",
            "content-type": "application/json",
        }

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        return read_answer(reply.content, reply.headers)

    def is_genuine(self, webhook: Webhook) -> bool:
        """Say whether a webhook bears the app secret's signature."""
        return is_signed(webhook.headers, webhook.body, self.credentials.app_secret)

    def events(self, body: bytes) -> Iterator[Event]:
        """Yield what a webhook says, in its order; see `webhooks.meta.read`."""
        return read(body)
