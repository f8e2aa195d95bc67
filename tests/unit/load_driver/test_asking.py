"""Failures are told by class, never by text: a text with ids in it would be a name each."""

import pytest
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError

from windtunnel_load.asking import Asked, class_of


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (TimeoutError("10.0.0.1:4711 took too long"), "timeout"),
        (ConnectionRefusedError(111, "refused"), "connection refused"),
        (ConnectionResetError(104, "reset"), "connection reset"),
        (BrokenPipeError(32, "broken"), "connection reset"),
        (HTTPConnectionClosed("closed"), "connection closed"),
        (HTTPParseError("garbage"), "not HTTP"),
        (OSError(113, "no route to host"), "network error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_error_has_a_class(error, name):
    assert class_of(error) == name


@pytest.mark.parametrize(
    ("asked", "failure"),
    [
        (Asked(200, 3.0, None), None),
        (Asked(503, 3.0, None), "HTTP 503"),
        (Asked(None, 3.0, "timeout"), "timeout"),
    ],
    ids=["answered", "refused", "no answer"],
)
def test_a_failure_is_named_by_its_status_or_its_class(asked, failure):
    assert asked.failure == failure
