"""A send of UltraMsg's: what it says, whatever it is written in."""

import pytest
from ultraworld import FORM, JSON, NUMBER, SENDS, TOKEN, refusal, request, submit

from windtunnel.domain.content import text_sha
from windtunnel.domain.marker import marker_of
from windtunnel.providers.ultramsg import dialect
from windtunnel.providers.ultramsg.facts import BASE64_CHARS_MAX, BODY_BYTES_MAX
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


@pytest.mark.parametrize("written", [FORM, JSON])
@pytest.mark.parametrize("kind", SENDS)
def test_every_type_is_taken(kind, written):
    taken = submit(kind, written=written)
    assert taken.refusal is None
    assert taken.kind == SENDING[kind].kind
    assert taken.content_sha


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


@pytest.mark.parametrize(
    ("kind", "field", "most"), [case for case in LIMITS if case[2] < BASE64_CHARS_MAX]
)
def test_a_field_may_be_as_long_as_it_may_and_no_longer(kind, field, most):
    assert submit(kind, **{field: "é" * most}).refusal is None
    said = [{field: f"max length limit exceeded of {most}"}]
    assert refusal(kind, **{field: "é" * (most + 1)}) == ("value_too_long", said)


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


@pytest.mark.parametrize(
    ("to", "recipient"),
    [
        ("+14155552671", "14155552671"),
        ("14155552671", "14155552671"),
        ("14155552671@c.us", "14155552671"),
        ("+1 (415) 555-2671", "14155552671"),
        ("120363041234567890@g.us", "120363041234567890"),
        ("14155552671-441234567890@g.us", "14155552671441234567890"),
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


def test_a_note_holds_what_lists_show_beside_the_text():
    taken = submit("document", msgId="true_1@c.us_3EB0", mentions="1@c.us", to="12345-678@g.us")
    assert taken.context == "true_1@c.us_3EB0"
    assert taken.note == {
        "filename": "a.pdf",
        "mentions": "1@c.us",
        "msgId": "true_1@c.us_3EB0",
        "to": "12345-678@g.us",
    }
    assert submit().note is None


def test_a_list_in_json_is_what_a_form_holds_with_commas():
    taken = submit("contact", written=JSON, contact=["1@c.us", "2@c.us"])
    assert taken.text == "1@c.us,2@c.us"


@pytest.mark.parametrize(
    ("query", "field", "token"),
    [
        (b"token=one", None, "one"),
        (b"token=one", "two", "one"),
        (b"token=", "two", "two"),
        (b"a=b", "two", "two"),
        (b"", None, None),
        (b"", "", None),
    ],
)
@pytest.mark.parametrize("written", [FORM, JSON])
def test_a_token_stands_in_the_query_or_the_body(query, field, token, written):
    # Source: PHP (body and query), PYBOT (query beside JSON), HA (JSON), read 2026-11-22.
    assert submit(query=query, token=field, written=written).token == token


@pytest.mark.parametrize(
    "written", ["multipart/form-data; boundary=x", "text/plain;charset=UTF-8"]
)
def test_what_is_no_form_and_no_json_has_no_fields(written):
    # Source: N8N, read 2026-11-22, of a multipart form.
    reason, said = refusal(written=written, query=b"token=t")
    assert (reason, said) == (
        "parameter_missing",
        [{"to": "is required"}, {"body": "is required"}],
    )


@pytest.mark.parametrize("raw", [b"", b"{", b"[1]", b"\xff", b'"x"', b"[" * 100_000, b"null"])
def test_json_that_cannot_be_read_has_no_fields(raw):
    assert refusal(written=JSON, raw=raw, query=b"token=t")[0] == "parameter_missing"


def test_a_form_of_too_many_fields_has_none():
    raw = b"&".join([b"to=1"] * 101)
    assert refusal(raw=raw)[0] == "parameter_missing"


def test_a_body_that_is_too_large_is_not_read():
    taken = dialect.submit(request(raw=b"x" * (BODY_BYTES_MAX + 1), query=b"token=t"))
    assert (taken.refusal.reason, taken.token) == ("body_too_large", "t")


@pytest.mark.parametrize(
    ("query", "reason"), [(b"token=t", "malformed"), (b"", "type_unsupported")]
)
def test_json_is_doubted_for_a_gateway_that_reads_none(query, reason):
    # Source: ZAP against PYBOT and HA, read 2026-11-22.
    assert submit(written=JSON, query=query).doubt.reason == reason
    assert submit(query=query).doubt is None
