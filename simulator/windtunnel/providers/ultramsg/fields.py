"""The types that can be sent: their fields and limits, as data.

Source: DOC-chat, PHP and UMWA (see `facts`). Sizes and formats of media are not checked, because
what a link leads to is never fetched; they stand in docs/profiles.md.
"""

import msgspec

from windtunnel.providers.ultramsg import facts

WRONG = "is not valid"
REQUIRED = "is required"
TOO_LONG = "max length limit exceeded of {limit}"
"""What is said of a field. Source: N8N (required), an integrator's list of failures (too long);
that of a value is assumed."""


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One type to send.

    `required` are its fields beside `to`, in the order of the vendor's pages, and `optional` those
    of the others that are content. `limits` are in characters. `media` names the field that holds
    bytes or their address, `text` the one that a customer reads. `wire` is its name in lists and
    webhooks, `kind` in the ledger.
    """

    kind: str
    wire: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    limits: dict[str, int] = {}
    media: str = ""
    text: str = ""


_CAPTION = {"caption": facts.CAPTION_CHARS_MAX}


def _media(kind: str, *, field: str = "", wire: str = "", has_caption: bool = False) -> Kind:
    field = field or kind
    return Kind(
        kind=kind,
        wire=wire or kind,
        required=(field,),
        optional=("caption",) if has_caption else (),
        limits={field: facts.BASE64_CHARS_MAX, **(_CAPTION if has_caption else {})},
        media=field,
        text="caption" if has_caption else "",
    )


SENDING: dict[str, Kind] = {
    "chat": Kind(
        kind="text",
        wire="chat",
        required=("body",),
        limits={"body": facts.BODY_CHARS_MAX},
        text="body",
    ),
    "image": _media("image", has_caption=True),
    "sticker": _media("sticker"),
    "document": Kind(
        kind="document",
        wire="document",
        required=("filename", "document"),
        optional=("caption",),
        limits={
            "filename": facts.FILENAME_CHARS_MAX,
            "document": facts.BASE64_CHARS_MAX,
            **_CAPTION,
        },
        media="document",
        text="caption",
    ),
    "audio": _media("audio"),
    "voice": _media("voice", field="audio", wire="ptt"),
    "video": _media("video", has_caption=True),
    "contact": Kind(
        kind="contact",
        wire="vcard",
        required=("contact",),
        limits={"contact": facts.CONTACT_CHARS_MAX},
        text="contact",
    ),
    "location": Kind(
        kind="location",
        wire="location",
        required=("address", "lat", "lng"),
        limits={"address": facts.ADDRESS_CHARS_MAX},
        text="address",
    ),
    "vcard": Kind(
        kind="vcard",
        wire="vcard",
        required=("vcard",),
        limits={"vcard": facts.BODY_CHARS_MAX},
        text="vcard",
    ),
    "link": Kind(
        kind="link",
        wire="chat",
        required=("link",),
        limits={"link": facts.BODY_CHARS_MAX},
        text="link",
    ),
}
"""By the last part of the path. No source limits a link; that it is a text like others
is assumed."""

WIRE_KINDS: dict[str, str] = {each.kind: each.wire for each in SENDING.values()}
"""The ledger's kinds → the names in lists and webhooks."""
