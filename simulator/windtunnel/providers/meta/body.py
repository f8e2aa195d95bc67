"""The body of POST /{phone}/messages, as typed structs; msgspec checks types and unknown keys.

Source: Meta's OpenAPI document v23.0 and D:messages/send-messages, read 2026-11-22.
"""

import msgspec


class Context(msgspec.Struct, kw_only=True):
    """The message that is quoted; an unknown id is no error."""

    message_id: str = ""


class TextBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A text; the body is required."""

    body: str | None = None
    preview_url: bool = False


class ParameterBody(msgspec.Struct, kw_only=True):
    """One template parameter; of its kinds this release takes text, payload and coupon."""

    type: str = "text"
    text: str | None = None
    payload: str | None = None
    coupon_code: str | None = None
    parameter_name: str | None = None


class Component(msgspec.Struct, kw_only=True):
    """The parameters of one part of a template."""

    type: str = ""
    sub_type: str = ""
    index: int | str = 0
    parameters: list[ParameterBody] = []


class Language(msgspec.Struct, kw_only=True):
    """A language code; the policy can only be deterministic."""

    code: str | None = None
    policy: str = "deterministic"


class TemplateBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A template send."""

    name: str | None = None
    language: Language | None = None
    components: list[Component] = []
    namespace: str | None = None


class TypingIndicator(msgspec.Struct, kw_only=True):
    """Typing dots, which go with a read receipt."""

    type: str = "text"


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Every top-level key that Meta names; those of other types are kept unread."""

    messaging_product: str | None = None
    recipient_type: str = "individual"
    to: str | None = None
    recipient: str | None = None
    type: str = "text"
    status: str | None = None
    message_id: str | None = None
    typing_indicator: TypingIndicator | None = None
    context: Context | None = None
    biz_opaque_callback_data: str | None = None
    recipient_identity_key_hash: str | None = None
    category: str | None = None
    ttl_seconds: int | None = None
    direct_send_config: msgspec.Raw = msgspec.Raw()
    text: TextBody | None = None
    template: TemplateBody | None = None
    image: msgspec.Raw = msgspec.Raw()
    audio: msgspec.Raw = msgspec.Raw()
    video: msgspec.Raw = msgspec.Raw()
    document: msgspec.Raw = msgspec.Raw()
    sticker: msgspec.Raw = msgspec.Raw()
    location: msgspec.Raw = msgspec.Raw()
    contacts: msgspec.Raw = msgspec.Raw()
    reaction: msgspec.Raw = msgspec.Raw()
    interactive: msgspec.Raw = msgspec.Raw()
    pin: msgspec.Raw = msgspec.Raw()


DECODER = msgspec.json.Decoder(Body)
