import msgspec

from windtunnel.domain.facts import FACT_DECODER, OptInFact, StatusFact

STATUS = StatusFact(t=5, event="m:sent", message="m", status="sent", status_t=4)


def test_a_line_names_its_kind_and_leaves_defaults_out():
    line = msgspec.json.encode(STATUS)
    assert (
        line
        == b'{"kind":"status","event":"m:sent","message":"m","status":"sent","status_t":4,"t":5}'
    )


def test_a_line_is_read_back_as_it_was():
    assert FACT_DECODER.decode(msgspec.json.encode(STATUS)) == STATUS


def test_a_field_of_a_later_version_is_ignored():
    line = b'{"kind":"optin","t":1,"recipient":"r","scope":"marketing","new":1}'
    assert FACT_DECODER.decode(line) == OptInFact(t=1, recipient="r", scope="marketing")
