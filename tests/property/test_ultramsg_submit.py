"""Whatever a client sends: UltraMsg's dialect reads it without raising, and it can be answered."""

import json
from urllib.parse import quote, urlencode

from hypothesis import given
from hypothesis import strategies as st
from ultraworld import FORM, JSON, SENDS, TOKEN, request

from windtunnel.domain.submit import Answer, Submit
from windtunnel.providers.ultramsg import dialect

CATALOGS = [dialect.catalog({"json_sends": value}) for value in (True, False)]
TYPES = st.sampled_from(sorted(SENDS))
WRITTEN = st.sampled_from([FORM, JSON, "", "multipart/form-data; boundary=x", "text/plain"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(
    sorted({"to", "priority", "referenceId", "msgId", "token", "mentions"}.union(*SENDS.values()))
)


def holds(made):
    """Read a send, and render what a platform would answer with and without JSON sends."""
    taken = dialect.submit(made)
    assert isinstance(taken, Submit)
    assert len(taken.token or "") <= 1025
    for catalog in CATALOGS:
        reason = taken.refusal
        if taken.doubt is not None and taken.doubt.reason in catalog.rules:
            reason = taken.doubt
        answer = Answer(attempt="", provider="ultramsg", accepted=True, kind=taken.kind, ordinal=1)
        if reason is None:
            assert taken.recipient.isdecimal()
        elif catalog.rules[reason.reason].when == "sync":
            rule = catalog.rules[reason.reason]
            answer.accepted, answer.code = False, catalog.codes[rule.code]
            answer.details = rule.details.format_map(reason.fields)
        body = json.loads(dialect.render_answer(answer).body)
        assert ("error" in body) == (not answer.accepted)
    assert dialect.message_id((0,) * 8, dialect.wa_id(taken.recipient))


@given(TYPES, WRITTEN, st.binary(max_size=200))
def test_arbitrary_bytes(kind, written, raw):
    holds(request(kind, written=written, raw=raw))


@given(TYPES, VALUES)
def test_arbitrary_json(kind, document):
    holds(request(kind, written=JSON, raw=json.dumps(document).encode()))


@given(TYPES, NAMES, VALUES)
def test_a_good_send_with_any_value_changed(kind, name, value):
    raw = json.dumps({"token": TOKEN, "to": "14155552671", **SENDS[kind], name: value}).encode()
    holds(request(kind, written=JSON, raw=raw))


@given(TYPES, NAMES, st.text(max_size=80))
def test_a_good_form_with_any_text_changed(kind, name, value):
    fields = {"token": TOKEN, "to": "14155552671", **SENDS[kind], name: value}
    raw = urlencode(fields, errors="surrogatepass").encode()
    holds(request(kind, raw=raw))


@given(st.text(max_size=60), st.binary(max_size=60), st.text(max_size=40))
def test_arbitrary_paths_queries_and_content_types(path, query, written):
    made = request(query=query + b"&token=" + quote(path).encode())
    made.path = path
    made.headers[b"content-type"] = written.encode("utf-8", "surrogatepass")
    holds(made)
    assert (dialect.claims("POST", path) == "send") == bool(dialect.submit(made).number)
