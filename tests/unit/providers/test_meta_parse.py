"""Reading a send: text, receipts, recipients, tokens, and what is wrong with them."""

import json

import pytest
from metaworld import PHONE, RECIPIENT, TOKEN, refusal, request, submit, text

from windtunnel.domain.catalog import BODY_BYTES_MAX
from windtunnel.domain.content import text_sha
from windtunnel.domain.marker import marker_of
from windtunnel.providers.meta import dialect


@pytest.mark.proves(
    "meta",
    "POST /{phone}/messages",
    "POST /{phone}/messages: biz_opaque_callback_data",
    "type text: body",
    "type text",
)
def test_a_text_send_is_read_whole():
    said = f"Hello {marker_of(7)}"
    taken = submit(text(said, context={"message_id": "wamid.A"}, biz_opaque_callback_data="o"))
    assert taken.refusal is None
    assert (taken.number, taken.version, taken.token) == (PHONE, "v23.0", TOKEN)
    assert (taken.kind, taken.form, taken.text) == ("text", "free", said)
    assert (taken.marker, taken.content_sha) == (marker_of(7), text_sha(said))
    assert (taken.context, taken.opaque, taken.conn) == ("wamid.A", "o", "c1")


def test_a_path_without_a_version_has_none():
    assert submit(text(), path=f"/{PHONE}/messages").version == ""


@pytest.mark.proves("meta", "POST /{phone}/messages: to")
@pytest.mark.parametrize("to", [RECIPIENT, "+1 (555) 010-0002", "1-555-010-0002"])
def test_a_recipient_is_its_digits_and_kept_as_sent(to):
    taken = submit(text(to=to))
    assert (taken.recipient, taken.to, taken.refusal) == (RECIPIENT, to, None)


@pytest.mark.parametrize("to", ["abc", "+", "1555x", "1" * 21, "1" + " " * 80, "٣٣٣٣"])
def test_a_recipient_that_is_no_number_is_refused(to):
    assert refusal(text(to=to)) == ("value_invalid", "Param to is not a valid phone number.")


@pytest.mark.proves("meta", "Authorization Bearer", "token as ?access_token=")
@pytest.mark.parametrize(
    ("headers", "query", "token"),
    [
        ({"authorization": "Bearer abc"}, b"", "abc"),
        ({"authorization": "bEARER abc "}, b"", "abc"),
        ({"authorization": "OAuth abc"}, b"", "abc"),
        ({"authorization": "Basic abc"}, b"", None),
        ({"authorization": "Bearer"}, b"", None),
        ({"authorization": None}, b"access_token=a%20b&x=1", "a b"),
        ({"authorization": "Bearer abc"}, b"access_token=other", "abc"),
        ({"authorization": None}, b"access_token=", None),
        ({"authorization": None}, b"", None),
    ],
)
def test_the_token_comes_from_the_header_else_from_the_query(headers, query, token):
    assert submit(text(), query=query, **headers).token == token


@pytest.mark.proves("meta", "read receipt", "typing indicator")
@pytest.mark.parametrize("nothing", [None, "typing"])
def test_a_receipt_names_the_message_it_is_for(nothing):
    # Source: D:typing-indicators, the example request, read 2026-11-22.
    body = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}
    if nothing is not None:
        body["typing_indicator"] = {"type": "text"}
    taken = submit(body)
    assert (taken.kind, taken.context) == ("typing" if nothing else "read", "wamid.A")
    assert taken.refusal is None


def test_a_null_means_that_a_key_is_not_there():
    body = text(context=None, biz_opaque_callback_data=None, recipient_type=None, template=None)
    body["text"]["preview_url"] = None
    assert submit(body).refusal is None


def test_the_type_is_text_where_none_is_given():
    body = text()
    del body["type"]
    assert submit(body).kind == "text"


BAD = [
    (b"{", "malformed", "(#100) The body is not JSON in UTF-8 that can be parsed."),
    (b"", "malformed", "(#100) The body is not JSON in UTF-8 that can be parsed."),
    (b'{"to":"\xff"}', "malformed", "(#100) The body is not JSON in UTF-8 that can be parsed."),
    (
        b'{"image":' + b"[" * 100_000,
        "malformed",
        "(#100) The body is not JSON in UTF-8 that can be parsed.",
    ),
    ({}, "malformed", "(#100) The parameter messaging_product is required."),
    ([], "malformed", "(#100) The body must be a JSON object - got a JSON array."),
    (
        text(messaging_product="sms"),
        "malformed",
        "(#100) Param messaging_product must be one of {WHATSAPP}.",
    ),
    (text(foo=1), "malformed", '(#100) Unexpected key "foo".'),
    (
        text(text={"body": "a", "caption": "b"}),
        "malformed",
        '(#100) Unexpected key "caption" on param "text".',
    ),
    (text(to=15550100002), "malformed", "(#100) Param to must be a string - got an integer."),
    (text(text="hi"), "malformed", "(#100) Param text must be a JSON object - got a string."),
    (
        text(text={"body": ["hi"]}),
        "malformed",
        "(#100) Param text['body'] must be a string - got a JSON array.",
    ),
    (
        json.dumps(text(ttl_seconds=1))
        .replace('"ttl_seconds": 1', '"ttl_seconds": 1e999')
        .encode(),
        "malformed",
        "(#100) Number out of range - at `$.ttl_seconds`",
    ),
    (text(to=""), "malformed", "(#100) The parameter to is required."),
    (text(text=None), "malformed", "(#100) The parameter text is required."),
    (text(text={}), "parameter_missing", "The parameter text['body'] is required."),
    (text(""), "parameter_missing", "The parameter text['body'] is required."),
    (
        text("a" * 4097),
        "value_invalid",
        "Param text['body'] must be at most 4096 characters long.",
    ),
    (
        text(biz_opaque_callback_data="a" * 513),
        "value_invalid",
        "Param biz_opaque_callback_data must be at most 512 characters long.",
    ),
    (
        text(recipient_type="crowd"),
        "malformed",
        "(#100) Param recipient_type must be one of {GROUP, INDIVIDUAL}.",
    ),
    (
        text(recipient_type="group"),
        "type_unsupported",
        "recipient_type group is not supported here",
    ),
    (
        text(to=None, recipient="US.1"),
        "type_unsupported",
        "recipient (a business-scoped user id) is not supported here; use to",
    ),
    (
        text(type="image"),
        "type_unsupported",
        "Message type image is one that this simulator does not take yet",
    ),
    (
        {"messaging_product": "whatsapp", "status": "seen", "message_id": "x"},
        "malformed",
        "(#100) Param status must be one of {READ}.",
    ),
    (
        {"messaging_product": "whatsapp", "status": "read"},
        "malformed",
        "(#100) The parameter message_id is required.",
    ),
]


@pytest.mark.proves(
    "meta", "POST /{phone}/messages: messaging_product", "POST /{phone}/messages: recipient_type"
)
@pytest.mark.parametrize(("body", "reason", "words"), BAD)
def test_what_is_wrong_with_a_send_is_said(body, reason, words):
    assert refusal(body) == (reason, words)


@pytest.mark.proves("meta", "POST /{phone}/messages: type")
def test_an_unknown_type_is_refused_with_those_there_are():
    reason, words = refusal(text(type="fax"))
    assert reason == "value_invalid"
    assert words.startswith("Param type must be one of {AUDIO, ")
    assert "TEMPLATE, TEXT" in words


@pytest.mark.proves("meta", "type text: body of 4096 characters")
def test_the_longest_text_is_taken():
    assert submit(text("é" * 4096)).refusal is None


def test_a_body_beyond_the_bound_is_not_decoded():
    body = json.dumps(text("a" * BODY_BYTES_MAX)).encode()
    assert refusal(body)[0] == "body_too_large"


def test_a_refused_send_still_has_its_marker_and_content():
    taken = submit(text(foo=1, text={"body": marker_of(3)}))
    assert taken.refusal is not None
    assert (taken.marker, bool(taken.content_sha)) == (marker_of(3), True)


def test_words_of_a_client_are_cut_before_they_go_back():
    _, words = refusal({"messaging_product": "whatsapp", "k" * 10_000: 1})
    assert len(words) < 250


def test_a_path_that_is_no_send_gives_a_submit_without_a_number():
    taken = dialect.submit(request(text(), path="/nowhere"))
    assert (taken.number, taken.version) == ("", "")


@pytest.mark.proves("meta", "POST /{phone}/messages: context")
def test_a_reply_names_what_it_replies_to():
    assert submit(text(context={"message_id": "wamid.A"})).context == "wamid.A"
    assert submit(text()).context is None


def test_an_idempotency_key_is_read_from_its_header():
    assert submit(text(), **{"idempotency-key": "k-1"}).idem_key == "k-1"
    assert submit(text(), **{"idempotency-key": "k" * 999}).idem_key == "k" * 255
    assert submit(text(), **{"idempotency-key": ""}).idem_key is None
    assert submit(text()).idem_key is None


def test_a_token_is_read_no_further_than_shows_that_it_is_too_long():
    assert len(submit(text(), authorization="Bearer " + "a" * 5_000).token) == 1_025
    assert len(
        submit(text(), authorization=None, query=b"access_token=" + b"a" * 5_000).token
    ) == (1_025)


def test_a_body_of_the_most_bytes_is_read():
    body = json.dumps(text(biz_opaque_callback_data="")).encode()
    padded = body + b" " * (BODY_BYTES_MAX - len(body))
    assert dialect.submit(request(padded)).refusal is None


def test_what_the_ledger_records_of_a_send_is_bounded():
    long = "a" * 100_000
    taken = submit(text(biz_opaque_callback_data=long, context={"message_id": long}))
    assert [len(taken.opaque), len(taken.context)] == [512, 512]
    template = {"name": long, "language": {"code": long}}
    taken = submit(text(type="template", template=template))
    assert [len(taken.template), len(taken.lang)] == [512, 512]
    assert taken.refusal.reason == "value_invalid"
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": long}
    assert len(submit(receipt).context) == 512
