"""The body of POST /{phone}/messages, as typed structs; msgspec checks types and unknown keys.

Source: Meta's OpenAPI document v23.0 and D:messages/send-messages, read 2026-11-22. An optional
key may be null, which means that it is not there (assumed: clients send it, no page forbids it).
What this part does not read is kept raw, so that its shape is not judged either.
"""

import msgspec

_UNREAD = msgspec.Raw()


class Context(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The message that is quoted; an unknown id is no error."""

    message_id: str | None = None


class TextBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A text; the body is required."""

    body: str | None = None
    preview_url: bool | None = None


class ParameterBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One template parameter; of its kinds this part takes text, payload and coupon code.

    A text may be a number or a boolean: the document's own example of an issue resolution
    template has booleans.
    """

    type: str = "text"
    text: str | int | float | bool | None = None
    payload: str | None = None
    coupon_code: str | None = None
    parameter_name: str | None = None
    currency: msgspec.Raw = _UNREAD
    date_time: msgspec.Raw = _UNREAD
    image: msgspec.Raw = _UNREAD
    video: msgspec.Raw = _UNREAD
    gif: msgspec.Raw = _UNREAD
    document: msgspec.Raw = _UNREAD
    location: msgspec.Raw = _UNREAD
    product: msgspec.Raw = _UNREAD
    action: msgspec.Raw = _UNREAD
    limited_time_offer: msgspec.Raw = _UNREAD
    tap_target_configuration: msgspec.Raw = _UNREAD


class Component(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The parameters of one part of a template."""

    type: str = ""
    sub_type: str | None = None
    index: int | str | None = None
    parameters: list[ParameterBody] | None = None
    cards: msgspec.Raw = _UNREAD


class Language(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A language code; the policy can only be deterministic."""

    code: str | None = None
    policy: str | None = None


class TemplateBody(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A template send."""

    name: str | None = None
    language: Language | None = None
    components: list[Component] | None = None
    namespace: str | None = None


class TypingIndicator(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Typing dots, which go with a read receipt."""

    type: str = "text"


class Body(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Every top-level key that Meta names; those of other types are kept unread."""

    messaging_product: str | None = None
    recipient_type: str | None = None
    to: str | None = None
    recipient: str | None = None
    type: str | None = None
    status: str | None = None
    message_id: str | None = None
    typing_indicator: TypingIndicator | None = None
    context: Context | None = None
    biz_opaque_callback_data: str | None = None
    recipient_identity_key_hash: str | None = None
    category: str | None = None
    ttl_seconds: int | None = None
    direct_send_config: msgspec.Raw = _UNREAD
    text: TextBody | None = None
    template: TemplateBody | None = None
    image: msgspec.Raw = _UNREAD
    audio: msgspec.Raw = _UNREAD
    video: msgspec.Raw = _UNREAD
    document: msgspec.Raw = _UNREAD
    sticker: msgspec.Raw = _UNREAD
    location: msgspec.Raw = _UNREAD
    contacts: msgspec.Raw = _UNREAD
    reaction: msgspec.Raw = _UNREAD
    interactive: msgspec.Raw = _UNREAD
    pin: msgspec.Raw = _UNREAD


DECODER = msgspec.json.Decoder(Body)
