"""What a request of UltraMsg's is written in: the token, the fields, and what cannot be read."""

import pytest
from ultraworld import FORM, JSON, refusal, request, submit

from windtunnel.providers.ultramsg import dialect
from windtunnel.providers.ultramsg.facts import BODY_BYTES_MAX


@pytest.mark.proves(
    "ultramsg",
    "token in the query",
    "token in an urlencoded body",
    "token in a JSON body",
    "token in the query beside a JSON body",
)
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
