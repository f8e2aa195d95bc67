"""A send of UltraMsg's: what it says, whatever it is written in."""

import pytest
from ultraworld import FORM, JSON, NUMBER, SENDS, TOKEN, refusal, submit

from windtunnel.domain.content import text_sha
from windtunnel.domain.marker import marker_of
from windtunnel.providers.ultramsg import dialect
from windtunnel.providers.ultramsg.facts import BASE64_CHARS_MAX
from windtunnel.providers.ultramsg.fields import SENDING

WRITTEN = (
    FORM,
    f"{FORM}; charset=UTF-8",
    "",
    JSON,
    "application/json; charset=utf-8",
    "Application/JSON;charset=ISO-8859-1",
    "application/vnd.api+json",
)


def test_every_type_has_a_sample():
    assert sorted(SENDS) == sorted(SENDING)


@pytest.mark.proves(
    "ultramsg",
    "POST messages/*: priority",
    "POST messages/*: referenceId",
    "POST messages/chat",
    "POST messages/chat: to",
    "POST messages/chat: body",
    "content type application/x-www-form-urlencoded",
    "content type application/json",
)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_text_is_read_whatever_it_is_written_in(written):
    given = {"body": "Olá 👋 & co", "priority": "1", "referenceId": "order-1"}
    taken = submit(written=written, **given)
    assert (taken.number, taken.token, taken.kind, taken.form) == (NUMBER, TOKEN, "text", "free")
    assert (taken.to, taken.recipient, taken.text) == (
        "+14155552671",
        "14155552671",
        "Olá 👋 & co",
    )
    assert (taken.priority, taken.opaque, taken.refusal) == (1, "order-1", None)
    assert taken.content_sha == text_sha("Olá 👋 & co")


@pytest.mark.proves(
    "ultramsg",
    "POST messages/*",
    "POST messages/image",
    "POST messages/image: to",
    "POST messages/image: image",
    "POST messages/image: caption",
    "POST messages/sticker",
    "POST messages/sticker: to",
    "POST messages/sticker: sticker",
    "POST messages/document",
    "POST messages/document: to",
    "POST messages/document: filename",
    "POST messages/document: document",
    "POST messages/document: caption",
    "POST messages/audio",
    "POST messages/audio: to",
    "POST messages/audio: audio",
    "POST messages/voice",
    "POST messages/voice: to",
    "POST messages/voice: audio",
    "POST messages/video",
    "POST messages/video: to",
    "POST messages/video: video",
    "POST messages/video: caption",
    "POST messages/contact",
    "POST messages/contact: to",
    "POST messages/contact: contact",
    "POST messages/contact: several contacts with commas",
    "POST messages/location",
    "POST messages/location: to",
    "POST messages/location: address",
    "POST messages/location: lat",
    "POST messages/location: lng",
    "POST messages/vcard",
    "POST messages/vcard: to",
    "POST messages/vcard: vcard",
    "POST messages/link",
    "POST messages/link: to",
    "POST messages/link: link",
)
@pytest.mark.parametrize("written", [FORM, JSON])
@pytest.mark.parametrize("kind", SENDS)
def test_every_type_is_taken(kind, written):
    taken = submit(kind, written=written)
    assert taken.refusal is None
    assert taken.kind == SENDING[kind].kind
    assert taken.content_sha


@pytest.mark.proves("ultramsg", "error fields missing")
@pytest.mark.parametrize("kind", SENDS)
def test_every_field_that_is_missing_is_named_in_the_order_of_the_pages(kind):
    required = ("to", *SENDING[kind].required)
    nothing = {**dict.fromkeys(SENDS[kind]), "to": None}
    said = [{name: "is required"} for name in required]
    assert refusal(kind, **nothing) == ("parameter_missing", said)


def test_what_is_empty_is_missing():
    assert refusal(to="", body=None) == (
        "parameter_missing",
        [{"to": "is required"}, {"body": "is required"}],
    )


LIMITS = [(kind, name, most) for kind in SENDS for name, most in SENDING[kind].limits.items()]


@pytest.mark.proves(
    "ultramsg",
    "error over length",
    "POST messages/chat: body of 4096 characters",
    "POST messages/image: caption of 1024 characters",
    "POST messages/document: filename of 255 characters",
    "POST messages/document: caption of 1024 characters",
    "POST messages/video: caption of 1024 characters",
    "POST messages/contact: contact of 300 characters",
    "POST messages/location: address of 300 characters",
    "POST messages/vcard: vcard of 4096 characters",
)
@pytest.mark.parametrize(
    ("kind", "field", "most"), [case for case in LIMITS if case[2] < BASE64_CHARS_MAX]
)
def test_a_field_may_be_as_long_as_it_may_and_no_longer(kind, field, most):
    assert submit(kind, **{field: "é" * most}).refusal is None
    said = [{field: f"max length limit exceeded of {most}"}]
    assert refusal(kind, **{field: "é" * (most + 1)}) == ("value_too_long", said)


def test_no_field_is_without_a_limit():
    required = {name for kind in SENDING.values() for name in kind.required}
    limited = {name for kind in SENDING.values() for name in kind.limits}
    assert required - {"lat", "lng"} <= limited
    assert ("link", "link", 4_096) in LIMITS


@pytest.mark.proves(
    "ultramsg",
    "POST messages/*: nocache",
    "POST messages/image: nocache",
    "POST messages/sticker: nocache",
    "POST messages/document: nocache",
    "POST messages/audio: nocache",
    "POST messages/voice: nocache",
    "POST messages/video: nocache",
)
@pytest.mark.parametrize("kind", [kind for kind in SENDS if SENDING[kind].media])
def test_that_a_file_is_not_to_be_reused_changes_nothing(kind):
    assert submit(kind, nocache="true").content_sha == submit(kind).content_sha


@pytest.mark.proves("ultramsg", "media as base64 of 10,000,000 characters")
def test_base64_may_have_ten_million_characters_and_no_more():
    # Source: PHP, UMWA, read 2026-11-22.
    assert submit("image", image="A" * BASE64_CHARS_MAX).refusal is None
    said = [{"image": "max length limit exceeded of 10000000"}]
    assert refusal("image", image="A" * (BASE64_CHARS_MAX + 1)) == ("value_too_long", said)


def test_what_only_looks_like_base64_is_looked_at_once():
    assert submit("image", image="A" + " " * 100_000 + "!").refusal.reason == "content_unreachable"


def test_everything_is_said_at_once_and_what_is_missing_first():
    reason, said = refusal("image", image=None, caption="x" * 1025, priority="high")
    assert reason == "parameter_missing"
    assert [name for each in said for name in each] == ["image", "caption", "priority"]


@pytest.mark.parametrize(
    ("field", "value"), [("lat", "north"), ("lng", "1e3"), ("priority", "1.5"), ("priority", "x")]
)
def test_a_value_that_cannot_be_read_is_refused(field, value):
    assert refusal("location", **{field: value}) == ("value_invalid", [{field: "is not valid"}])


@pytest.mark.proves(
    "ultramsg",
    "to +14155552671",
    "to 14155552671@c.us",
    "to 120363...@g.us",
    "to 14155552671-441234567890@g.us",
    "to bare digits",
)
@pytest.mark.parametrize(
    ("to", "recipient"),
    [
        ("+14155552671", "14155552671"),
        ("14155552671", "14155552671"),
        ("14155552671@c.us", "14155552671"),
        ("+1 (415) 555-2671", "14155552671"),
        ("120363041234567890@g.us", "120363041234567890@g.us"),
        ("14155552671-441234567890@g.us", "14155552671-441234567890@g.us"),
    ],
)
def test_a_recipient_is_known_in_every_form_that_clients_write(to, recipient):
    taken = submit(to=to)
    assert (taken.to, taken.recipient, taken.refusal) == (to, recipient, None)


@pytest.mark.parametrize("to", ["nobody", "1@s.whatsapp.net", "1" * 16, "1" * 70, "1,2", "@c.us"])
def test_a_recipient_that_nobody_can_be_is_accepted_and_found_invalid_later(to):
    # Source: BLOG, read 2026-11-22: `invalid` is a status of an accepted message.
    taken = submit(to=to)
    assert taken.refusal.reason == "not_on_whatsapp"
    assert taken.recipient.isdecimal()
    assert dialect.catalog({}).rules["not_on_whatsapp"].when == "async"


def test_a_recipient_may_be_a_number_in_json():
    assert submit(written=JSON, to=14155552671).recipient == "14155552671"


@pytest.mark.proves("ultramsg", "media as a link", "media as base64, data URI or plain")
@pytest.mark.parametrize(
    ("value", "media"),
    [
        ("https://files.example/1.jpg?a=b", "https://files.example/1.jpg?a=b"),
        ("HTTP://files.example", "HTTP://files.example"),
        ("data:image/png;base64,iVBORw0KGgo=", "base64:"),
        ("iVBORw0KGgo=", "base64:"),
    ],
)
def test_media_is_a_link_or_base64(value, media):
    taken = submit("image", image=value)
    assert taken.refusal is None
    assert taken.media.startswith(media)


@pytest.mark.parametrize("value", ["ftp://files.example/1", "http:///x", "not a file!", "???"])
def test_media_that_is_neither_is_accepted_and_not_sent(value):
    # Source: BLOG, read 2026-11-22: unsent is mostly bad content.
    assert submit("image", image=value).refusal.reason == "content_unreachable"


def test_the_digest_of_media_is_of_all_that_arrives():
    digests = {
        submit("image", **more).content_sha
        for more in ({}, {"caption": "Two"}, {"image": "iVBORw0KGgo="}, {"caption": None})
    }
    assert len(digests) == 4


def test_the_same_media_has_the_same_digest_in_form_and_json():
    assert submit("image").content_sha == submit("image", written=JSON).content_sha


def test_the_marker_is_found_in_a_form():
    marker = marker_of(77)
    assert submit(body=f"Ção {marker}").marker == marker


@pytest.mark.proves("ultramsg", "POST messages/*: msgId", "POST messages/*: mentions")
def test_a_note_holds_what_lists_show_beside_the_text():
    taken = submit("document", msgId="true_1@c.us_3EB0", mentions="1@c.us")
    assert taken.context == "true_1@c.us_3EB0"
    assert taken.note == {
        "filename": "a.pdf",
        "mentions": "1@c.us",
        "msgId": "true_1@c.us_3EB0",
    }
    assert submit().note is None


def test_a_list_in_json_is_what_a_form_holds_with_commas():
    taken = submit("contact", written=JSON, contact=["1@c.us", "2@c.us"])
    assert taken.text == "1@c.us,2@c.us"
