"""Whatever a client sends: Meta's dialect reads it without raising, and it can be answered."""

import json

from hypothesis import given
from hypothesis import strategies as st
from metaworld import parameters, request, template, text

from windtunnel.domain.submit import Answer, Submit
from windtunnel.providers.meta import dialect

CATALOG = dialect.catalog({})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
GOOD = (
    text(context={"message_id": "x"}, biz_opaque_callback_data="o"),
    template(components=[parameters("header", "a"), parameters("body", "b")]),
    template(components=[parameters("button", "a", sub_type="url", index="0")]),
    {"messaging_product": "whatsapp", "status": "read", "message_id": "x"},
)


def paths(node, here=()):
    yield here
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from paths(value, (*here, key))


PLACES = [(good, path) for good in GOOD for path in paths(good) if path]


def put(node, path, value):
    """Return a document with one value changed."""
    copy = json.loads(json.dumps(node))
    inside = copy
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    return copy


def holds(raw, **more):
    """Read a send, and render what a platform would answer."""
    taken = dialect.submit(request(raw, **more))
    assert isinstance(taken, Submit)
    answer = Answer(
        attempt="", provider="meta", accepted=True, kind=taken.kind, to=taken.to, message="wamid.A"
    )
    if taken.refusal is not None:
        rule = CATALOG.rules[taken.refusal.reason]
        answer.accepted, answer.code = False, CATALOG.codes[rule.code]
        answer.details = rule.details.format_map(taken.refusal.fields)
    else:
        answer.wa_id = dialect.wa_id(taken.recipient)
        assert taken.kind in {"text", "template", "read", "typing"}
        assert taken.kind in {"read", "typing"} or taken.recipient.isdecimal()
        assert dialect.message_id((0,) * 8, answer.wa_id)
    body = json.loads(dialect.render_answer(answer).body)
    assert ("error" in body) == (taken.refusal is not None)
    assert len(taken.token or "") <= 1025


@given(st.binary(max_size=200))
def test_arbitrary_bytes(raw):
    holds(raw)


@given(JSON)
def test_arbitrary_json(document):
    holds(json.dumps(document).encode())


@given(st.sampled_from(PLACES), JSON)
def test_a_good_send_with_any_value_changed(place, value):
    good, path = place
    holds(json.dumps(put(good, path, value)).encode())


@given(st.sampled_from(GOOD), st.text(max_size=10), JSON)
def test_a_good_send_with_any_key_added(good, key, value):
    holds(json.dumps({key: value, **good}).encode())


@given(st.sampled_from(GOOD), st.data())
def test_a_good_send_with_bytes_cut_out_or_changed(good, data):
    raw = json.dumps(good).encode()
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    holds(raw[:start] + data.draw(st.binary(max_size=6)) + raw[end:])


@given(st.text(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_arbitrary_paths_queries_and_tokens(path, query, header):
    made = request(text(), path=path, query=query)
    made.headers[b"authorization"] = header
    taken = dialect.submit(made)
    assert taken.refusal is None
    assert dialect.claims("POST", path) in {None, "send", "manage"}
    assert (dialect.claims("POST", path) == "send") == bool(taken.number)
