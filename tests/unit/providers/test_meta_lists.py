"""Pages of a list endpoint."""

import pytest

from windtunnel.providers.meta.lists import LIMIT_DEFAULT, cut

URL = "http://graph.test/1/edge"


def page(count, *, limit=None, after=None, url=URL):
    return cut(range(count), limit=limit, after=after, url=url)


def test_a_short_list_has_cursors_and_no_next():
    got = page(2)
    assert got.data == [0, 1]
    assert got.paging.next is None
    assert got.paging.cursors.before


def test_an_empty_list_has_no_paging():
    assert (page(0).data, page(0).paging) == ([], None)


def test_a_page_is_25_long_where_nothing_is_asked():
    assert len(page(60).data) == LIMIT_DEFAULT


@pytest.mark.proves("meta", "GET /{account}/phone_numbers: limit and after")
def test_following_after_walks_the_whole_list_once():
    seen, after = [], None
    while True:
        got = page(23, limit="5", after=after)
        seen += got.data
        if got.paging.next is None:
            break
        after = got.paging.cursors.after
        assert f"after={after}" in got.paging.next
    assert seen == list(range(23))


@pytest.mark.parametrize(("url", "mark"), [(URL, "?"), (f"{URL}?name=x", "&")])
def test_next_continues_the_address(url, mark):
    assert page(2, limit="1", url=url).paging.next.startswith(f"{url}{mark}limit=1&after=")


@pytest.mark.parametrize("limit", ["0", "1"])
def test_a_page_has_at_least_one(limit):
    assert len(page(5, limit=limit).data) == 1


def test_a_page_has_at_most_a_thousand():
    assert len(page(1500, limit="999999999999").data) == 1000


@pytest.mark.parametrize("after", ["x", "é", "////", "b3g", "a" * 100, "bzEyMzQ1Njc4OQ", "bw"])
def test_a_cursor_that_was_never_given_is_refused(after):
    assert page(5, after=after) is None


@pytest.mark.parametrize("limit", ["-1", "x", "", "٣"])
def test_a_limit_that_is_no_number_is_refused(limit):
    assert page(5, limit=limit) is None
