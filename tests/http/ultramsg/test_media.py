"""`media`: addresses of files."""

import pytest
from ultradesk import NUMBER, SECOND, Desk

DONE = {"success": "done"}
JANUARY = (1_767_225_600 - 1_764_000_000) * SECOND
"""2026-01-01T00:00:00Z on the world's clock."""


def upload(desk, **more):
    more = more or {"data": {"file": "https://example.com/a.jpg"}}
    return desk.ask("POST", "media/upload", **more).json()


@pytest.mark.proves("ultramsg", "POST media/upload", "POST media/upload: file urlencoded")
def test_a_file_gets_an_address_that_nobody_has():
    url = upload(Desk())["success"]
    assert url.startswith(f"https://media.ultramsg.example/{NUMBER}/11-2025/")


@pytest.mark.proves("ultramsg", "POST media/upload: file as multipart")
def test_the_bytes_of_multipart_count_not_how_they_came():
    desk = Desk()
    by_form = upload(desk, data={"file": "aGVsbG8="})
    by_json = upload(desk, json={"file": "aGVsbG8="})
    by_parts = upload(desk, files={"file": ("a.txt", b"aGVsbG8=")})
    other = upload(desk, files={"file": ("a.txt", b"\r\n--x\r\n\x00")})
    assert by_form == by_json == by_parts != other


@pytest.mark.parametrize(
    "more",
    [
        {"data": {"file": ""}},
        {"files": {"picture": ("a.txt", b"x")}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        {
            "content": b"--B\r\n\r\nx\r\n--B--",
            "headers": {"content-type": "multipart/x;boundary=B"},
        },
    ],
    ids=["empty", "another name", "no boundary", "no name"],
)
def test_a_file_is_required(more):
    assert upload(Desk(), **more) == {"error": [{"file": "is required"}]}


@pytest.mark.parametrize(("taken", "form", "parts"), [("multipart", 0, 1), ("urlencoded", 1, 0)])
def test_what_upload_takes_is_a_switch(taken, form, parts):
    desk = Desk(media_upload=taken)
    by_form = upload(desk, data={"file": "aGVsbG8="})
    by_parts = upload(desk, files={"file": ("a.txt", b"hello")})
    assert ["success" in by_form, "success" in by_parts] == [form, parts]


@pytest.mark.proves("ultramsg", "POST media/delete", "POST media/delete: url")
def test_a_file_is_deleted_once():
    desk = Desk()
    url = upload(desk)["success"]
    assert desk.post("media/delete", url=url).json() == DONE
    assert desk.post("media/delete", url=url).json() == {"error": "file not found"}
    assert desk.post("media/delete").json() == {"error": [{"url": "is required"}]}


@pytest.mark.proves("ultramsg", "POST media/deleteByDate", "POST media/deleteByDate: date")
@pytest.mark.parametrize("date", ["1-2026", "01-2026"])
def test_files_are_deleted_by_month(date):
    desk = Desk()
    old = upload(desk)["success"]
    desk.now_us = JANUARY
    new = upload(desk)["success"]
    assert desk.post("media/deleteByDate", date=date).json() == DONE
    assert desk.post("media/delete", url=new).json() == {"error": "file not found"}
    assert desk.post("media/delete", url=old).json() == DONE


@pytest.mark.parametrize(
    ("date", "why"),
    [
        ("", "is required"),
        ("13-2026", "is not valid"),
        ("0-2026", "is not valid"),
        ("2026-01", "is not valid"),
        ("1-26", "is not valid"),
    ],
)
def test_a_month_has_to_be_one(date, why):
    got = Desk().post("media/deleteByDate", date=date).json()
    assert got == {"error": [{"date": why}]}
