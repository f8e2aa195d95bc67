import pytest

from windtunnel_verify.request_reader import HEAD_BYTES_MAX, RequestReader

PLAIN = b"POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
CHUNKED = (
    b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;x=y\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
)


def read(raw, size):
    reader = RequestReader()
    found = [reader.feed(raw[n : n + size]) for n in range(0, len(raw), size)]
    assert found[:-1] == [None] * (len(found) - 1)
    return found[-1]


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_request_is_read_however_it_is_cut(size):
    found = read(PLAIN, size)
    assert found == ("POST", "/a?b=c", ((b"host", b"x"), (b"content-length", b"5")), b"hello")


@pytest.mark.parametrize("size", [1, 9, 1000])
def test_chunks_are_put_together(size):
    assert read(CHUNKED, size).body == b"hello world"


def test_a_request_without_a_body_is_whole_with_its_head():
    assert read(b"GET / HTTP/1.1\r\n\r\n", 3).body == b""


def test_a_reader_takes_one_request_after_another():
    reader = RequestReader()
    assert reader.feed(PLAIN) == reader.feed(PLAIN)


def test_a_head_without_end_is_refused():
    with pytest.raises(ValueError, match=f"more than {HEAD_BYTES_MAX}"):
        RequestReader().feed(b"x" * (HEAD_BYTES_MAX + 1))
