"""Whatever a client asks an instance, it gets an answer in one of the provider's forms."""

from hypothesis import given, settings
from hypothesis import strategies as st
from ultradesk import GONE, lively, message

from windtunnel.providers.ultramsg.routes import ENDPOINTS

STATES = ["connected", "starting", "loading", "logged_out", "standby", "disconnected", "banned"]
NAMES = [
    *("status", "ack", "id", "page", "limit", "sort", "from", "to", "msgId", "referenceId"),
    *("start_date", "end_date", "emoji", "chatId", "groupId", "clear", "nocache", "url", "file"),
    *("date", "sendDelay", "sendDelayMax", "webhook_url", "webhook_retries", "priority", "token"),
    "webhook_message_ack",
]
VALUES = st.one_of(
    st.text(max_size=20),
    st.integers(-5, 10**20).map(str),
    st.sampled_from(
        [
            *("all", "sent", "queue", "unsent", "invalid", "expired", "asc", "desc", "true", "0"),
            *("15550100002@c.us", "+15550100003", "120363041234567890@g.us", GONE, "1-2026"),
            *("http://127.0.0.1/x", message(1).id, "device"),
        ]
    ),
)
FIELDS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)
BODIES = st.one_of(
    FIELDS.map(lambda fields: {"data": fields}),
    FIELDS.map(lambda fields: {"json": fields}),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
        max_leaves=5,
    ).map(lambda value: {"json": value}),
    st.binary(max_size=40).map(lambda body: {"content": body}),
    st.binary(max_size=40).map(
        lambda body: {
            "content": b"--B\r\n" + body + b"\r\n--B--",
            "headers": {"content-type": "multipart/form-data; boundary=B"},
        }
    ),
)


def is_wrong(error):
    """Say whether an error has none of the provider's two forms."""
    if isinstance(error, str):
        return not error
    return not error or any(len(one) != 1 for one in error)


@given(
    state=st.sampled_from(STATES),
    endpoint=st.sampled_from(sorted(ENDPOINTS)),
    params=FIELDS,
    body=BODIES,
)
@settings(max_examples=200)
def test_every_request_is_answered(state, endpoint, params, body):
    method, resource = endpoint
    got = lively(state=state).ask(method, resource, params=params, **body)
    assert got.status_code == 200
    if got.headers["content-type"] != "image/png":
        told = got.json()
        assert "error" not in told or not is_wrong(told["error"])
