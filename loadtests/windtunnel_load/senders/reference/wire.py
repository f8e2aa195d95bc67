"""The provider's wire form, as an outsider would write it from the public documentation."""

from typing import Any

import msgspec

from windtunnel.domain.sender import Intent

VERSION = "v23.0"


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


def read_answer(raw: bytes) -> tuple[str | None, int | None]:
    """Return (message id, error code) of an answer; (None, None) where it is neither.

    A status of 200 alone proves nothing: only a message id does.
    """
    try:
        found = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, None
    if not isinstance(found, dict):
        return None, None
    error = found.get("error")
    if isinstance(error, dict) and isinstance(error.get("code"), int):
        return None, error["code"]
    messages = found.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[0], dict):
        message = messages[0].get("id")
        return (message, None) if isinstance(message, str) else (None, None)
    return None, None
