"""What the first bytes of an intercepted connection mean."""

import pytest

from windtunnel.server.intercept.head import (
    HEAD_BYTES_MAX,
    Greeting,
    host_and_port,
    read_greeting,
)

TUNNEL = b"CONNECT Graph.Facebook.com:443 HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "greeting"),
    [
        (b"\x16\x03\x01", Greeting("tls")),
        (TUNNEL, Greeting("tunnel", host="graph.facebook.com", port=443, length=len(TUNNEL))),
        (TUNNEL + b"\x16", Greeting("tunnel", "graph.facebook.com", 443, len(TUNNEL))),
        (TUNNEL[:-1], Greeting("more")),
        (b"C", Greeting("more")),
        (b"CONNECT " + b"x" * HEAD_BYTES_MAX, Greeting("nothing")),
        (b"CONNECT \r\n\r\n", Greeting("nothing")),
        (b"POST https://x/ HTTP/1.1\r\n", Greeting("plain")),
        (b"\x00", Greeting("nothing")),
    ],
)
def test_the_first_bytes_tell_the_wish(data, greeting):
    assert read_greeting(data) == greeting


@pytest.mark.parametrize(
    ("authority", "found"),
    [
        ("graph.facebook.com", ("graph.facebook.com", 443)),
        ("GRAPH.facebook.com.:8443", ("graph.facebook.com", 8443)),
        ("[::1]:443", ("::1", 443)),
        ("[::1]", ("::1", 443)),
        ("host:", ("host", 0)),
        ("host:99999999", ("host", 0)),
        ("host:٣", ("host", 0)),
        ("", ("", 443)),
    ],
)
def test_an_authority_is_a_host_and_a_port(authority, found):
    assert host_and_port(authority, 443) == found
