"""The provider's wire form, as an outsider would write it from the public documentation."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec

from windtunnel.domain.sender import Intent, SenderWorld

VERSION = "v23.0"
CLIENT_TIMEOUT_S = 2.0


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


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer says: a message id, or a code and a wait, or neither."""

    message: str | None = None
    code: int | None = None
    retry_after_s: float = 0.0


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


class Wire:
    """One POST: where it goes, what it says, how long it may take."""

    def __init__(self, world: SenderWorld) -> None:
        self._world = world

    async def post(self, intent: Intent, number: str, *, attempt: int) -> Answer:
        """Send an intent from a number of this name and return what the answer says.

        Raises:
            httpx.RequestError: there was none.
        """
        meta = self._world.credentials["meta"]
        reply = await self._world.http.post(
            f"{meta.base_url}/{VERSION}/{meta.numbers[number]}/messages",
            content=msgspec.json.encode(body_of(intent)),
            headers=self.headers(intent, attempt=attempt),
            timeout=CLIENT_TIMEOUT_S,
        )
        return self.read(reply)

    def headers(self, intent: Intent, *, attempt: int) -> dict[str, str]:
        """Return the headers of an attempt (from 1), with the token that is good now."""
        del intent, attempt
        return {
            "authorization": f"Bearer {self._world.credentials['meta'].token}",
            "content-type": "application/json",
        }

    def read(self, reply: httpx.Response) -> Answer:
        """Return what an answer says."""
        return read_answer(reply.content, reply.headers)
