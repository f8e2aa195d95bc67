import pytest

from windtunnel.domain.errors import ConfigError
from windtunnel_load.adapters.places import fill
from windtunnel_load.adapters.service import load_service

BASE = """\
name: x
request:
  path: /send
  body: {to: "{recipient}"}
"""


def load(tmp_path, text):
    path = tmp_path / "sender.yaml"
    path.write_text(text)
    return load_service(path)


def test_the_shortest_file_claims_nothing_and_has_defaults(tmp_path):
    service = load(tmp_path, BASE)
    assert service.policy.delivery == "undeclared"
    assert service.model.ready.path == "/"
    assert service.folder == str(tmp_path)


def test_numbers_with_a_point_are_numbers(tmp_path):
    more = "ready: {within_s: 2.5}\npolicy: {delivery: at-most-once, horizon_s: 12.5}\n"
    service = load(tmp_path, BASE + more)
    assert (service.model.ready.within_s, service.policy.horizon_s) == (2.5, 12.5)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("reqest: 1\n", ":5: reqest is not a key here; did you mean request?"),
        ("ready: {withn_s: 2}\n", ":5: ready.withn_s is not a key here; did you mean within_s?"),
        ("ready: {within_s: -1}\n", ":5: ready.within_s is -1; "),
        ("environment:\n  A: b\n  B: '{bas_url}'\n", ":7: environment.B has the unknown placeho"),
        ("policy:\n  delivery: at-most-once\n  atempts: 3\n", "did you mean attempts?"),
        ("policy: {delivery: once}\n", ":5: policy.delivery is wrong: "),
        ("policy: {delivery: provider-idempotent}\n", ":5: policy cannot be kept: "),
        ("url: https://example.com\n", ":5: url is 'https://example.com'; "),
        ("url: http://127.0.0.1:80/api\n", ":5: url is "),
        ("consents: {pth: /c}\n", ":5: consents.pth is not a key here; did you mean path?"),
        ("consents: {body: {}}\n", ":5: consents.path is missing"),
        (
            "consents: {path: /c, body: {to: '{recipent}'}}\n",
            ":5: consents.body.to has the unknown placeholder {recipent}; did you mean recipient?",
        ),
        ("consents: {path: '/c/{marker}'}\n", "allowed here: recipient, country, scope, evidence"),
        ("name: y\n", "duplicate key"),
        ("start: [\n", "not YAML"),
    ],
)
def test_a_wrong_file_is_said_with_its_line(tmp_path, more, said):
    with pytest.raises(ConfigError) as raised:
        load(tmp_path, BASE + more)
    assert said in str(raised.value)
    assert "sender.yaml" in str(raised.value)


@pytest.mark.parametrize("text", ["", "- a\n", "x"])
def test_what_is_no_mapping_is_said(tmp_path, text):
    with pytest.raises(ConfigError, match="must be a mapping"):
        load(tmp_path, text)


def test_what_is_no_text_is_said(tmp_path):
    path = tmp_path / "sender.yaml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_service(path)


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{n}", 7),
        ("a{n}b", "a7b"),
        ("{list}", ["x"]),
        ("{none}", None),
        ("a{none}", "a"),
        ({"k": ["{n}", "{other}"]}, {"k": [7, "{other}"]}),
        (True, True),
    ],
    ids=str,
)
def test_a_placeholder_alone_keeps_its_type(template, filled):
    assert fill(template, {"n": 7, "list": ["x"], "none": None}) == filled


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        (BASE, False),
        (BASE + "consents: {path: /c}\n", True),
        (BASE.replace("{recipient}", "{consent}"), True),
        (BASE.replace("/send", "'/send/{consent}'"), True),
    ],
    ids=["not", "by a request", "in the body", "in the path"],
)
def test_a_service_is_told_of_consents_by_a_request_or_with_each_message(tmp_path, text, is_told):
    assert load(tmp_path, text).is_told_of_consents is is_told
